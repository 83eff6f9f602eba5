"""Thresholds of the alerts for those who own models (rules/user-alerts*.yaml)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from settings.alert_rules.base import HoldOff, Ratio, Window
from settings.base import Duration, Section

# The largest bucket of the executor's and of the pipeline gateway's histogram.
LARGEST_BUCKET = 10
Seconds = Annotated[
    float,
    Field(gt=0, lt=LARGEST_BUCKET, description="the histogram's buckets end at 10 s"),
]


class ErrorRateSettings(Section):
    """Failed requests of a predictor or model, as a ratio of all."""

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


class FailuresSettings(Section):
    """Failed requests of a part of the whole, as a ratio of its own."""

    ratio: Ratio = 0.05
    window: Window = "5m"
    for_: Duration = Field(default="5m", alias="for")


class LatencySettings(Section):
    """Latency that one request in a hundred exceeds."""

    p99_seconds: Seconds = 1
    window: Window = "5m"
    for_: Duration = Field(default="5m", alias="for")


class MeanLatencySettings(Section):
    """Mean latency of a model of Seldon Core 2, over modelErrorRate.window."""

    mean_seconds: float = Field(default=1, gt=0)
    for_: Duration = Field(default="5m", alias="for")


class NoTrafficSettings(Section):
    """No requests where there were some."""

    requests: float = Field(
        default=10,
        gt=0,
        description="mean per window of the error rate, at least, that is missed",
    )
    span: Window = Field(default="1h", description="over which that mean is taken")
    for_: Duration = Field(default="10m", alias="for")


class RestartsSettings(Section):
    """Restarts of a container of a model pod."""

    restarts: int = Field(default=3, ge=1, description="at least so many")
    window: Window = "15m"
    for_: Duration = Field(default="0s", alias="for")


class AccuracySettings(Section):
    """Right predictions as a ratio of all that had feedback."""

    lowest: Ratio = 0.8
    outcomes: int = Field(
        default=100,
        ge=1,
        description="fewer are not judged; one-hot feedback counts two each",
    )
    window: Window = "1h"
    for_: Duration = Field(default="5m", alias="for")


class OutliersSettings(Section):
    """Outliers per request, over errorRate.window."""

    per_request: float = Field(default=0.1, gt=0)
    for_: Duration = Field(default="10m", alias="for")


class UserAlertsSettings(Section):
    """The sections of the user alerts."""

    minimum_requests: int = Field(
        default=10,
        ge=1,
        description="with fewer in a window no error rate and no latency is judged",
    )
    error_rate: ErrorRateSettings = ErrorRateSettings()
    latency: LatencySettings = LatencySettings()
    client_errors: FailuresSettings = FailuresSettings()
    no_traffic: NoTrafficSettings = NoTrafficSettings()
    pod_not_ready: HoldOff = HoldOff.of("10m")
    pod_restarting: RestartsSettings = RestartsSettings()
    accuracy: AccuracySettings = AccuracySettings()
    outliers: OutliersSettings = OutliersSettings()
    model_error_rate: ErrorRateSettings = ErrorRateSettings()
    model_latency: MeanLatencySettings = MeanLatencySettings()
    pipeline_error_rate: FailuresSettings = FailuresSettings()
    pipeline_latency: LatencySettings = LatencySettings()
