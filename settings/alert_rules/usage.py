"""The usage records of Seldon Deploy."""

from typing import Self

from pydantic import Field, model_validator

from settings.alert_rules.base import EvaluationInterval, Window
from settings.base import Section, seconds


class UsageSettings(Section):
    """The usage records of Seldon Deploy; 2m is Seldon's own figure for both."""

    interval: EvaluationInterval = "2m"
    window: Window = Field(
        default="2m", description="span of one mean; at least the interval"
    )
    servers: bool = Field(
        default=False, description="usage per Server of Seldon Core 2 as well"
    )

    @model_validator(mode="after")
    def _no_gap(self) -> Self:
        if seconds(self.window) < seconds(self.interval):
            raise ValueError(
                f"window {self.window} is shorter than interval {self.interval}, and "
                "usage between them would not count; lengthen the window"
            )
        return self
