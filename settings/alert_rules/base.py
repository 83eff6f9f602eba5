"""What the sections of the rules share: windows, ratios, hold-offs."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field

from settings.base import Duration, Interval, Section, seconds

SHORTEST_WINDOW = 10
# An instant query finds nothing that is older (--query.lookback-delta).
LOOKBACK = 300


class SpansScrapes:
    """Marks a span that is read by rate() and its like, which need two samples."""


def _window(value: str) -> str:
    if seconds(value) < SHORTEST_WINDOW:
        raise ValueError(f"a window of at least {SHORTEST_WINDOW}s is needed")
    return value


def _remembered(value: str) -> str:
    if seconds(value) >= LOOKBACK:
        raise ValueError(
            "no shorter than the five minutes for which Prometheus remembers a figure; "
            "shorten it"
        )
    return value


Window = Annotated[Duration, AfterValidator(_window), SpansScrapes()]
EvaluationInterval = Annotated[Interval, AfterValidator(_remembered)]
Ratio = Annotated[float, Field(gt=0, lt=1)]
Days = Annotated[float, Field(gt=0)]


class HoldOff(Section):
    """An alert whose only setting is how long its cause must last."""

    for_: Duration = Field(alias="for")

    @classmethod
    def of(cls, duration: str) -> Self:
        """Return a hold-off of that duration."""
        return cls.model_validate({"for": duration})
