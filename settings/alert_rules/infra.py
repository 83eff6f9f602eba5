"""Thresholds of the alerts for those who run the platform (rules/infra-alerts.yaml)."""

from pydantic import Field

from settings.alert_rules.base import HoldOff, Window
from settings.base import Duration, Section


class NotificationsFailingSettings(Section):
    """Notifications that Alertmanager could not deliver."""

    window: Window = Field(
        default="10m",
        description="longer than Alertmanager's group interval, or the alert flaps "
        "between two attempts",
    )
    for_: Duration = Field(default="1m", alias="for")


class InfraAlertsSettings(Section):
    """The sections of the infra alerts."""

    seldon_deploy_down: HoldOff = HoldOff.of("5m")
    target_down: HoldOff = HoldOff.of("10m")
    usage_labels_missing: HoldOff = HoldOff.of("15m")
    notifications_failing: NotificationsFailingSettings = NotificationsFailingSettings()
