"""The usage records of Seldon Deploy."""

from typing import Self

from pydantic import Field, model_validator

from settings.alert_rules.base import Window
from settings.base import Interval, Section, seconds

# An instant query finds nothing that is older (--query.lookback-delta).
LOOKBACK = 300


class UsageSettings(Section):
    """The usage records of Seldon Deploy; 2m is Seldon's own figure for both."""

    interval: Interval = "2m"
    window: Window = Field(
        default="2m", description="span of one mean; at least the interval"
    )
    servers: bool = Field(
        default=False, description="usage per Server of Seldon Core 2 as well"
    )

    @model_validator(mode="after")
    def _no_gap(self) -> Self:
        if seconds(self.interval) >= LOOKBACK:
            raise ValueError(
                f"interval {self.interval} is no shorter than the five minutes for "
                "which Prometheus remembers a figure; shorten it"
            )
        if seconds(self.window) < seconds(self.interval):
            raise ValueError(
                f"window {self.window} is shorter than interval {self.interval}, and "
                "usage between them would not count; lengthen the window"
            )
        return self
