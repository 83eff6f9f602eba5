"""What every settings section is made of: a frozen model with camelCase keys."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Section(BaseModel):
    """A part of a stack file: immutable, camelCase outside, unknown keys refused."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        validate_default=True,
        populate_by_name=True,
    )


# Prometheus' own duration syntax: units in falling order, each at most once.
DURATION = re.compile(r"^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$")
# A DNS-1123 label, the shape of a namespace or a Service name.
LABEL = re.compile(r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")


def _duration(value: str) -> str:
    if value != "0" and not DURATION.match(value):
        message = 'not a duration; write one like "30s", "5m" or "1h30m"'
        raise ValueError(message)
    return value


def _label(value: str) -> str:
    if not LABEL.match(value):
        message = (
            "not a Kubernetes name; use at most 63 lower-case letters, digits "
            "and dashes, with a letter or digit at both ends"
        )
        raise ValueError(message)
    return value


Duration = Annotated[str, AfterValidator(_duration)]
Name = Annotated[str, AfterValidator(_label)]
