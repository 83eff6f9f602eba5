"""Thresholds of the alerts for those who own models (rules/user-alerts.yaml)."""

from typing import Self

from pydantic import Field, model_validator

from settings.alert_rules.base import HoldOff, Ratio, Window
from settings.base import Duration, Section


class ErrorRateSettings(Section):
    """Failed requests of a predictor, as a ratio of all."""

    warning: Ratio = 0.05
    critical: Ratio = 0.2
    window: Window = "5m"
    for_: Duration = Field(default="5m", alias="for")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.warning >= self.critical:
            raise ValueError(
                f"warning {self.warning:g} is not below critical {self.critical:g}; "
                "lower it"
            )
        return self


class LatencySettings(Section):
    """Latency of a predictor."""

    p99_seconds: float = Field(
        default=1, gt=0, lt=10, description="the executor's buckets end at 10 s"
    )
    window: Window = "5m"
    for_: Duration = Field(default="5m", alias="for")


class UserAlertsSettings(Section):
    """The sections of the user alerts."""

    error_rate: ErrorRateSettings = ErrorRateSettings()
    latency: LatencySettings = LatencySettings()
    pod_not_ready: HoldOff = HoldOff.of("10m")
