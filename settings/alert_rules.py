"""Every threshold, window and hold-off of our rules, and the names that rules use.

The rule files name them as %(parameter)s; parameters() gives the values.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from settings.base import Duration, Interval, Section, Url, seconds

SHORTEST_WINDOW = 10
# rate() and increase() need two samples, so a window must hold two scrapes at least.
SCRAPES_PER_WINDOW = 2


def _window(value: str) -> str:
    if seconds(value) < SHORTEST_WINDOW:
        raise ValueError(f"a window of at least {SHORTEST_WINDOW}s is needed")
    return value


Window = Annotated[Duration, AfterValidator(_window)]
Ratio = Annotated[float, Field(gt=0, lt=1)]


class HoldOff(Section):
    """An alert whose only setting is how long its cause must last."""

    for_: Duration = Field(alias="for")

    @classmethod
    def of(cls, duration: str) -> Self:
        """Return a hold-off of that duration."""
        return cls.model_validate({"for": duration})


class UsageSettings(Section):
    """The usage records of Seldon Deploy; 2m is Seldon's own figure for both."""

    interval: Interval = "2m"
    window: Window = Field(
        default="2m", description="span of one mean; at least the interval"
    )

    @model_validator(mode="after")
    def _no_gap(self) -> Self:
        if seconds(self.window) < seconds(self.interval):
            raise ValueError(
                f"window {self.window} is shorter than interval {self.interval}, and "
                "usage between them would not count; lengthen the window"
            )
        return self


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


class NotificationsFailingSettings(Section):
    """Notifications that Alertmanager could not deliver."""

    window: Window = Field(
        default="10m",
        description="longer than Alertmanager's group interval, or the alert flaps "
        "between two attempts",
    )
    for_: Duration = Field(default="1m", alias="for")


class DriftSettings(Section):
    """Drift that a detector has found."""

    window: Window = Field(
        default="10m", description="how long an alert stays after a drift"
    )
    memory: Window = Field(
        default="1h",
        description="gap in scraping after which a detector's count starts anew",
    )
    for_: Duration = Field(default="0s", alias="for")


class AlertRulesSettings(Section):
    """Thresholds, windows and hold-offs of the rules."""

    interval: Interval = Field(
        default="30s", description="how often alerts are evaluated"
    )
    runbook_url: Url | None = Field(
        default=None,
        description="where the folder runbooks/ is published",
    )
    disabled: tuple[str, ...] = Field(default=(), description="alerts left out")
    usage: UsageSettings = UsageSettings()
    error_rate: ErrorRateSettings = ErrorRateSettings()
    latency: LatencySettings = LatencySettings()
    pod_not_ready: HoldOff = HoldOff.of("10m")
    seldon_deploy_down: HoldOff = HoldOff.of("5m")
    target_down: HoldOff = HoldOff.of("10m")
    usage_labels_missing: HoldOff = HoldOff.of("15m")
    notifications_failing: NotificationsFailingSettings = NotificationsFailingSettings()
    drift: DriftSettings = DriftSettings()

    def check_windows(self, scrape_interval: str) -> None:
        """Refuse windows that hold fewer than two scrapes.

        Raises:
            ValueError: with a line per window, by its key.
        """
        shortest = SCRAPES_PER_WINDOW * seconds(scrape_interval)
        short = [
            f"alertRules.{key}.window: {window} holds fewer than two scrapes at a "
            f"scrape interval of {scrape_interval}; make it {shortest:g}s or longer"
            for key, window in self._windows()
            if seconds(window) < shortest
        ]
        if short:
            raise ValueError("\n".join(short))

    def _windows(self) -> Iterator[tuple[str, str]]:
        yield "usage", self.usage.window
        yield "errorRate", self.error_rate.window
        yield "latency", self.latency.window
        yield "notificationsFailing", self.notifications_failing.window
        yield "drift", self.drift.window


def parameters(
    settings: AlertRulesSettings,
    *,
    monitoring_namespace: str,
    seldon_namespace: str,
    seldon_deployment: str,
) -> dict[str, str]:
    """Return what the %(name)s in the rule files stand for.

    seldon_deployment is the Deployment of Seldon Deploy, in seldon_namespace.
    """
    return {
        "monitoring_namespace": monitoring_namespace,
        "seldon_namespace": seldon_namespace,
        "seldon_deployment": seldon_deployment,
        # The operator calls the job of a PodMonitor "<its namespace>/<its name>".
        "seldon_core_job": f"{monitoring_namespace}/seldon-core",
        "other_seldon_jobs": f"{monitoring_namespace}/"
        "(seldon-deploy|seldon-drift-detector|metrics-server)",
        **_figures(settings),
    }


def _figures(settings: AlertRulesSettings) -> Mapping[str, str]:
    return {
        "interval": settings.interval,
        "usage_interval": settings.usage.interval,
        "usage_window": settings.usage.window,
        "error_rate_warning": f"{settings.error_rate.warning:g}",
        "error_rate_critical": f"{settings.error_rate.critical:g}",
        "error_rate_window": settings.error_rate.window,
        "error_rate_for": settings.error_rate.for_,
        "latency_p99_seconds": f"{settings.latency.p99_seconds:g}",
        "latency_window": settings.latency.window,
        "latency_for": settings.latency.for_,
        "pod_not_ready_for": settings.pod_not_ready.for_,
        "seldon_deploy_down_for": settings.seldon_deploy_down.for_,
        "target_down_for": settings.target_down.for_,
        "usage_labels_missing_for": settings.usage_labels_missing.for_,
        "notifications_failing_window": settings.notifications_failing.window,
        "notifications_failing_for": settings.notifications_failing.for_,
        "drift_window": settings.drift.window,
        "drift_memory": settings.drift.memory,
        "drift_for": settings.drift.for_,
    }
