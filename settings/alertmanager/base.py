"""What the parts of Alertmanager's settings have in common: matchers, receivers."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from domain.routes import matcher
from settings.base import Duration, Name, Section, without_passwords
from settings.credentials import HoldsCredentials

# Python's expressions have these, Alertmanager's (RE2) do not.
_NOT_RE2 = re.compile(r"\(\?<?[=!]|\(\?P?[=>#(]|\\[1-9]|[*+?}]\+")


def _readable(text: str) -> str:
    found = matcher(text)
    if found.operator.endswith("~"):
        try:
            re.compile(found.value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        if _NOT_RE2.search(found.value):
            raise ValueError(
                "Alertmanager's regular expressions know neither look-around nor "
                "back-references; write it without"
            )
    return text


MatcherText = Annotated[str, AfterValidator(_readable)]
Severity = Literal["critical", "warning", "info", "none"]
AlertType = Literal["user", "infra", "none"]


class ReceiverSettings(Section):
    """What every receiver has: a name, and which alerts reach it and when."""

    name: Name
    severities: tuple[Severity, ...] = Field(
        default=("critical", "warning"), description="empty: of every severity"
    )
    types: tuple[AlertType, ...] = Field(
        default=(), description="empty: of every type, the chart's alerts too"
    )
    matchers: tuple[MatcherText, ...] = Field(
        default=(), description="what else an alert must have, as Alertmanager writes"
    )
    time_intervals: tuple[Name, ...] = Field(
        default=(), description="names of alertmanager.timeIntervals; else at all times"
    )
    repeat_interval: Duration | None = None
    send_resolved: bool | None = None


Text = Annotated[str, Field(min_length=1)]
Texts = dict[str, str]
Raw = Annotated[
    dict[str, Any],
    HoldsCredentials(),
    without_passwords(
        "put the URL under credentials, encrypted, and write {credential: NAME} in its "
        "place"
    ),
]
