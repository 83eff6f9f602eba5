"""Thresholds of the alerts on drift (rules/drift-alerts.yaml)."""

from pydantic import Field

from settings.alert_rules.base import Window
from settings.base import Duration, Section


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


class DriftAlertsSettings(Section):
    """The sections of the drift alerts."""

    drift: DriftSettings = DriftSettings()
