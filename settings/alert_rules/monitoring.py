"""Thresholds of the alerts on the monitoring itself.

They are those of rules/prometheus-alerts.yaml and rules/monitoring-alerts.yaml.
"""

from typing import Self

from pydantic import Field, model_validator

from settings.alert_rules.base import Days, HoldOff, Ratio, Window
from settings.base import Duration, Section, seconds

BEFORE_A_RESTART = 600


class FailuresSettings(Section):
    """Failures that are counted over a window."""

    window: Window
    for_: Duration = Field(alias="for")

    @classmethod
    def of(cls, window: str, duration: str) -> Self:
        """Return failures within that window, for at least that duration."""
        return cls.model_validate({"window": window, "for": duration})


class NotificationsFailingSettings(Section):
    """Notifications that Alertmanager could not deliver."""

    window: Window = Field(
        default="10m",
        description="longer than Alertmanager's group interval, or the alert flaps "
        "between two attempts",
    )
    for_: Duration = Field(default="1m", alias="for")


class TsdbFailingSettings(FailuresSettings):
    """Errors of Prometheus' store and log, which are read in steps of a minute."""

    @model_validator(mode="after")
    def _reaches_back(self) -> Self:
        if seconds(self.window) < BEFORE_A_RESTART:
            raise ValueError(
                f"window {self.window} does not reach back to before a restart of "
                "Prometheus; make it 10m or longer"
            )
        return self


class RulesSlowSettings(Section):
    """The time that a rule group takes, as a ratio of its interval."""

    ratio: Ratio = 0.8
    for_: Duration = Field(default="10m", alias="for")


class SeriesNearLimitSettings(Section):
    """Series in the memory of Prometheus; a million take some 4 GiB to 8 GiB."""

    limit: int = Field(default=1_000_000, gt=0)
    ratio: Ratio = 0.8
    for_: Duration = Field(default="15m", alias="for")


class TargetsGoneSettings(Section):
    """Services of the monitoring namespace that had targets and have none."""

    memory: Window = Field(
        default="1d", description="how long one that has gone counts"
    )
    for_: Duration = Field(default="10m", alias="for")


class VolumeFillingUpSettings(Section):
    """What is left of a volume, as a ratio of its capacity."""

    free: Ratio = 0.15
    free_critical: Ratio = 0.03
    window: Window = Field(default="6h", description="what the forecast rests on")
    days: Days = Field(default=4, description="how far the forecast looks")
    for_: Duration = Field(default="1h", alias="for")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.free <= self.free_critical:
            raise ValueError(
                f"free {self.free:g} is not above freeCritical "
                f"{self.free_critical:g}; raise it"
            )
        return self


class MonitoringAlertsSettings(Section):
    """The sections of the alerts on the monitoring itself."""

    reload_failed: HoldOff = HoldOff.of("10m")
    notifications_failing: NotificationsFailingSettings = NotificationsFailingSettings()
    # Longer than an Alertmanager takes to restart.
    notifications_dropped: FailuresSettings = FailuresSettings.of("5m", "10m")
    # Compaction runs every two hours; a restart must lie inside the window.
    tsdb_failing: TsdbFailingSettings = TsdbFailingSettings.of("3h", "1m")
    rules_failing: FailuresSettings = FailuresSettings.of("10m", "15m")
    rules_slow: RulesSlowSettings = RulesSlowSettings()
    series_near_limit: SeriesNearLimitSettings = SeriesNearLimitSettings()
    targets_gone: TargetsGoneSettings = TargetsGoneSettings()
    operator_failing: FailuresSettings = FailuresSettings.of("10m", "15m")
    objects_rejected: HoldOff = HoldOff.of("10m")
    volume_filling_up: VolumeFillingUpSettings = VolumeFillingUpSettings()
    volume_full: HoldOff = HoldOff.of("5m")
