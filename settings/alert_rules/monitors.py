"""Figures of the alerts on monitors that see nothing (rules/monitor-alerts.yaml)."""

from pydantic import Field

from settings.alert_rules.base import HoldOff, Window
from settings.base import Duration, Section


class MonitorSelectsNothingSettings(Section):
    """A monitor without a target."""

    memory: Window = Field(
        default="1d",
        description="how long a monitor that does not select by labels of pods is "
        "missed after its last target",
    )
    for_: Duration = Field(default="15m", alias="for")


class MonitorAlertsSettings(Section):
    """The sections of the alerts on monitors."""

    monitor_selects_nothing: MonitorSelectsNothingSettings = (
        MonitorSelectsNothingSettings()
    )
    monitor_gives_nothing: HoldOff = HoldOff.of("15m")
