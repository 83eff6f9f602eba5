"""A stack file as typed, frozen settings; the only place that knows its keys.

Every refusal is one line: the key, the value, the remedy.
"""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from settings.alert_rules import AlertRulesSettings
from settings.alertmanager import AlertmanagerSettings
from settings.base import Section, seconds
from settings.cluster import ClusterSettings
from settings.complaints import aliases, complaints
from settings.credentials import Credentials, unknown
from settings.istio_prometheus import IstioPrometheusSettings
from settings.kube_prometheus import KubePrometheusSettings
from settings.monitors import MonitorsSettings
from settings.namespace import NamespaceSettings
from settings.promotion import PromotionSettings
from settings.seldon import SeldonDeploySettings, SeldonSettings

PROJECT = "seldon-monitoring"


class SettingsError(Exception):
    """A stack file that cannot be built; the message has one line per problem."""


class Settings(Section):
    """Everything that a stack file says, a section per component."""

    cluster: ClusterSettings
    credentials: Credentials = Field(default_factory=dict, repr=False)
    namespace: NamespaceSettings = NamespaceSettings()
    kube_prometheus: KubePrometheusSettings = KubePrometheusSettings()
    alertmanager: AlertmanagerSettings = AlertmanagerSettings()
    monitors: MonitorsSettings = MonitorsSettings()
    istio_prometheus: IstioPrometheusSettings = IstioPrometheusSettings()
    alert_rules: AlertRulesSettings = AlertRulesSettings()
    custom_rules: tuple[str, ...] = Field(
        default=(),
        description="files of rules of yours: Prometheus' layout or PrometheusRule",
    )
    seldon: SeldonSettings = SeldonSettings()
    seldon_deploy: SeldonDeploySettings = SeldonDeploySettings()
    promotion: PromotionSettings = PromotionSettings()

    @model_validator(mode="after")
    def _windows_hold_scrapes(self) -> Self:
        intervals = [self.kube_prometheus.prometheus.scrape_interval]
        intervals += [
            monitor.interval
            for _, monitor in self.monitors
            if monitor.enabled and monitor.interval
        ]
        self.alert_rules.check_windows(max(intervals, key=seconds))
        return self

    @model_validator(mode="after")
    def _credentials_are_there(self) -> Self:
        missing = list(unknown(self, self.credentials))
        if missing:
            raise ValueError("\n".join(missing))
        return self


def load(values: Mapping[str, Any]) -> Settings:
    """Return the settings of a stack file's keys, without the project's prefix.

    Raises:
        SettingsError: with one line for each key that cannot be used.
    """
    try:
        # By alias only: a stack file has one spelling of each key.
        return Settings.model_validate(dict(values), by_alias=True, by_name=False)
    except ValidationError as error:
        lines = (f"{PROJECT}:{line}" for line in complaints(Settings, error))
        raise SettingsError("\n".join(lines)) from None


def keys() -> tuple[str, ...]:
    """Return the top-level keys, as a stack file writes them."""
    return tuple(aliases(Settings))
