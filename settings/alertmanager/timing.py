"""When and whether a notification goes out: intervals, inhibition, the heartbeat."""

import zoneinfo
from collections.abc import Callable
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from settings.alertmanager.base import LabelName
from settings.base import Interval, Name, Section, shaped
from settings.credentials import UrlOrCredential

Clock = Annotated[
    str, shaped(r"([01]\d|2[0-3]):[0-5]\d|24:00", 'not a time; write one like "09:00"')
]
_DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
# The shortest month: by it Alertmanager compares a day with one from the month's end.
_SHORTEST = 28


def _range(one: str, example: str) -> BeforeValidator:
    return shaped(
        f"{one}(:{one})?", f'not a range that Alertmanager knows; write "{example}"'
    )


def _forward(ordered: Callable[[str, str], bool], why: str = "") -> AfterValidator:
    """Refuse a range that runs backwards, which Alertmanager does not read."""

    def check(value: str) -> str:
        first, _, last = value.partition(":")
        if last and not ordered(first, last):
            raise ValueError(f"{first} is not before {last}{why}; write two entries")
        return value

    return AfterValidator(check)


def _numbers(first: str, last: str) -> bool:
    return int(first) <= int(last)


def _weekdays(first: str, last: str) -> bool:
    return _DAYS.index(first) <= _DAYS.index(last)


def _days_of_month(first: str, last: str) -> bool:
    start, end = int(first), int(last)
    if start < 0 < end:
        return False
    return _from_start(start) <= _from_start(end)


def _from_start(day: int) -> int:
    return day + _SHORTEST if day < 0 else day


def _zone(name: str) -> str:
    if name != "Local" and name not in zoneinfo.available_timezones():
        raise ValueError('not a time zone; write one like "Europe/London"')
    return name


Weekdays = Annotated[
    str,
    _forward(_weekdays, " in a week that starts on sunday"),
    _range(f"({'|'.join(_DAYS)})", "monday:friday"),
]
DaysOfMonth = Annotated[
    str,
    _forward(_days_of_month, " in every month"),
    _range(r"-?([1-9]|[12]\d|3[01])", "1:15"),
]
Months = Annotated[str, _forward(_numbers), _range(r"([1-9]|1[0-2])", "1:3")]
Years = Annotated[str, _forward(_numbers), _range(r"\d{4}", "2024:2030")]
Location = Annotated[str, AfterValidator(_zone)]
# What makes two alerts speak of the same thing; a label that both lack is equal, too.
IDENTITY = (
    # Models and what stands around them.
    "namespace",
    "seldon_deployment_namespace",
    "deployment_name",
    "predictor_name",
    "model_name",
    "model_version",
    "model",
    "pipeline",
    "server",
    "slo",
    "index",
    # Workloads and machines; of the last four the chart's alerts speak.
    "deployment",
    "workload",
    "service",
    "pod",
    "container",
    "persistentvolumeclaim",
    "node",
    "certificate",
    "job",
    "instance",
    "device",
    "mountpoint",
    # Parts of the monitoring.
    "monitor",
    "integration",
    "operation",
    "rule_group",
    "controller",
    "resource",
    "cause",
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
    location: Location | None = Field(default=None, description="a time zone; else UTC")


class InhibitSettings(Section):
    """Whether a critical alert silences the warning about the same thing."""

    warning_by_critical: bool = False
    equal: tuple[LabelName, ...] = Field(
        default=IDENTITY, description="labels that say what an alert is about"
    )


class DeadMansSwitchSettings(Section):
    """A service that speaks up when it no longer hears from this Alertmanager."""

    url: UrlOrCredential
    interval: Interval = "1m"
