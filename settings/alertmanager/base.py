"""What the parts of Alertmanager's settings have in common: labels, receivers."""

import re
from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from domain.routes import matcher, matchers
from settings.base import Interval, Name, Section, shaped, without_passwords
from settings.credentials import HoldsCredentials

# What Alertmanager (RE2) refuses of Python's expressions, or takes for something else:
# look-around, groups and flags, escapes, repeats above a thousand, classes by name,
# a backspace in a class, repeats without a least.
_NOT_RE2 = re.compile(
    r"\(\?<?[=!]|\(\?P?[=>#(]|\(\?[a-z]*[aLux]"
    r"|(?<!\\)(?:\\\\)*(\\[1-9ZuUN])|[*+?}]\+|\{[^}]*(?!1000\b)\d{4}|\[\[:"
    r"|(?<!\\)(?:\\\\)*\[\^?\]?(?:\\[^b]|[^\]\\])*\\b|\{,"
)


def _readable(text: str) -> str:
    matcher(text)
    # Alertmanager reads several where commas stand outside quotes.
    for found in matchers({"matchers": [text]}):
        if found.operator.endswith("~"):
            _read_alike(found.value)
    return text


def _read_alike(expression: str) -> None:
    strange = _NOT_RE2.search(expression)
    if strange:
        raise ValueError(
            f'"{strange[1] or strange[0]}" is not read alike by Alertmanager (RE2) '
            "and by this program (Python); write it without"
        )
    try:
        re.compile(expression)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None


_LABEL = "[a-zA-Z_][a-zA-Z0-9_]*"
_NO_LABEL = "not the name of a label; write letters, digits and _, no digit first"
_EVERY = "..."


def _once(labels: tuple[str, ...]) -> tuple[str, ...]:
    for label, count in Counter(labels).items():
        if count > 1:
            raise ValueError(f"{label} stands in it {count} times; write it once")
    if _EVERY in labels and len(labels) > 1:
        raise ValueError(f"{_EVERY} groups by every label; write it alone")
    return labels


LabelName = Annotated[str, shaped(_LABEL, _NO_LABEL)]
GroupLabel = Annotated[str, shaped(rf"\.\.\.|{_LABEL}", _NO_LABEL)]
GroupBy = Annotated[tuple[GroupLabel, ...], AfterValidator(_once)]
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
    repeat_interval: Interval | None = None
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
