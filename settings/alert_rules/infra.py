"""Thresholds of the alerts for those who run the platform.

They are those of rules/infra-alerts.yaml and rules/core-alerts.yaml.
"""

from pydantic import Field

from settings.alert_rules.base import Days, HoldOff, Window
from settings.base import Duration, Name, Section


class CoreDownSettings(Section):
    """Workloads of Seldon Core that were there and are not."""

    namespaces: tuple[Name, ...] = Field(
        default=(), description="where to look; none means every namespace"
    )
    memory: Window = Field(
        default="1d", description="how long one that was deleted counts as down"
    )
    for_: Duration = Field(default="5m", alias="for")


class CertificateExpiringSettings(Section):
    """Certificates that have not been renewed so many days before their end."""

    days: Days = 7
    for_: Duration = Field(default="1h", alias="for")


class InfraAlertsSettings(Section):
    """The sections of the infra alerts."""

    seldon_deploy_down: HoldOff = HoldOff.of("5m")
    core_down: CoreDownSettings = CoreDownSettings()
    target_down: HoldOff = HoldOff.of("10m")
    usage_labels_missing: HoldOff = HoldOff.of("15m")
    certificate_expiring: CertificateExpiringSettings = CertificateExpiringSettings()
