"""What every settings section is made of: a frozen model with camelCase keys.

The types of text here say themselves what to write instead: their messages are what a
user reads.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from domain import durations
from domain.passwords import stands_in


class Section(BaseModel):
    """A part of a stack file: immutable, camelCase outside, unknown keys refused."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        allow_inf_nan=False,
        extra="forbid",
        frozen=True,
        validate_default=True,
        populate_by_name=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _over_defaults(cls, given: object) -> object:
        """Lay a section that is given in part over that section's own default.

        Otherwise a monitor of which only the port is set would lose its selector.
        """
        if not isinstance(given, Mapping):
            return given
        laid = dict(given)
        for name, field in cls.model_fields.items():
            key = field.alias or name
            if isinstance(field.default, Section) and isinstance(
                laid.get(key), Mapping
            ):
                default = field.default.model_dump(by_alias=True, exclude_unset=True)
                laid[key] = default | dict(laid[key])
        return laid


def shaped(pattern: str, remedy: str) -> BeforeValidator:
    """Accept only text that the whole pattern matches; else say the remedy."""
    shape = re.compile(pattern)

    def check(value: object) -> object:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise ValueError(remedy)
        return value

    return BeforeValidator(check)


def without_passwords(remedy: str) -> AfterValidator:
    """Refuse a URL with credentials anywhere in nested values, without repeating it."""

    def check(value: dict[str, Any]) -> dict[str, Any]:
        for path in passwords(value):
            raise PydanticCustomError(
                "password",
                "{path} holds a URL with a password, which would stand in the "
                "clear in outputs and state; {remedy}",
                {"path": path, "remedy": remedy},
            )
        return value

    return AfterValidator(check)


def passwords(values: object) -> Iterator[str]:
    """Yield the paths of nested values that hold a URL with credentials."""
    yield from (path for path, text in _texts(values) if stands_in(text))


def _texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]")
    elif isinstance(value, str):
        yield path, value


# Helm values of the user's, which may hold anything but a password.
Values = Annotated[
    dict[str, Any],
    without_passwords(
        "name a Secret instead (for Prometheus: seldonDeploy.prometheusToken)"
    ),
]
Duration = Annotated[
    str,
    shaped(durations.SHAPE, 'not a duration; write one like "30s", "5m" or "1h30m"'),
]


def _portable(value: str) -> str:
    if PurePosixPath(value).is_absolute():
        raise ValueError(
            "an absolute path differs on each machine; give it relative to the project"
        )
    return value


ProjectPath = Annotated[str, AfterValidator(_portable)]
# A DNS-1123 label, the shape of a namespace or a Service name.
Name = Annotated[
    str,
    shaped(
        r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
        "not a Kubernetes name; use at most 63 lower-case letters, digits "
        "and dashes, with a letter or digit at both ends",
    ),
]


def no_user(value: object) -> object:
    """Refuse a URL with a user or a password, without repeating it."""
    # Any @ is taken for the end of a password: one may hold a slash.
    if isinstance(value, str) and "@" in value:
        raise PydanticCustomError(
            "credential",
            "a URL with a user or a password would stand in the clear in outputs and "
            "state; write it without (an @ of the path as %40)",
        )
    return value


# As Alertmanager reads it: a host, a port in digits, a % only as part of an escape.
URL = (
    r"https?://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:[0-9]+)?"
    r"([/?#]([^\s@%]|%[0-9a-fA-F]{2})*)?"
)
# What is checked before stands after: pydantic asks the last validator first.
Url = Annotated[
    str,
    shaped(URL, 'not a URL; write one like "https://example.com/path"'),
    BeforeValidator(no_user),
]


def seconds(duration: str) -> float:
    """Return the seconds of a checked duration such as "1h30m"."""
    return durations.seconds(duration) or 0


def _interval(value: str) -> str:
    if seconds(value) < 1:
        raise ValueError("an interval of at least 1s is needed")
    return value


Interval = Annotated[Duration, AfterValidator(_interval)]
