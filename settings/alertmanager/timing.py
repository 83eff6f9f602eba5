"""When and whether a notification goes out: intervals, inhibition, the heartbeat."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from settings.base import Interval, Name, Section, shaped
from settings.credentials import UrlOrCredential

Clock = Annotated[
    str, shaped(r"([01]\d|2[0-3]):[0-5]\d|24:00", 'not a time; write one like "09:00"')
]
_DAY = "(sunday|monday|tuesday|wednesday|thursday|friday|saturday)"


def _range(one: str, example: str) -> BeforeValidator:
    return shaped(
        f"{one}(:{one})?", f'not a range that Alertmanager knows; write "{example}"'
    )


Weekdays = Annotated[str, _range(_DAY, "monday:friday")]
DaysOfMonth = Annotated[str, _range(r"-?([1-9]|[12]\d|3[01])", "1:15")]
Months = Annotated[str, _range(r"([1-9]|1[0-2])", "1:3")]
Years = Annotated[str, _range(r"\d{4}", "2024:2030")]
# What makes two alerts speak of the same thing; a label that both lack is equal, too.
IDENTITY = (
    "namespace",
    "deployment_name",
    "predictor_name",
    "model_name",
    "model",
    "pipeline",
    "server",
    "pod",
    "container",
    "job",
    "instance",
)


class ClockSpan(Section):
    """A part of a day."""

    start: Clock
    end: Clock

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.start >= self.end:
            raise ValueError(
                f"{self.start} is not before {self.end}; write a span over midnight "
                "as two"
            )
        return self


class TimeIntervalSettings(Section):
    """A named span of time; entries of one name add up."""

    name: Name
    times: tuple[ClockSpan, ...] = ()
    weekdays: tuple[Weekdays, ...] = ()
    days_of_month: tuple[DaysOfMonth, ...] = Field(
        default=(), description="negative ones count from the month's end"
    )
    months: tuple[Months, ...] = ()
    years: tuple[Years, ...] = ()
    location: str | None = Field(default=None, description="a time zone; else UTC")


class InhibitSettings(Section):
    """Whether a critical alert silences the warning about the same thing."""

    warning_by_critical: bool = False
    equal: tuple[str, ...] = Field(
        default=IDENTITY, description="labels that say what an alert is about"
    )


class DeadMansSwitchSettings(Section):
    """A service that speaks up when it no longer hears from this Alertmanager."""

    url: UrlOrCredential
    interval: Interval = "1m"
