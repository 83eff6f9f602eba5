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
from settings.kube_prometheus import KubePrometheusSettings, VanillaSettings
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

    @model_validator(mode="before")
    @classmethod
    def _beside_what_is_there(cls, given: Any) -> object:  # noqa: ANN401  whatever YAML holds
        """Put the stack where a Prometheus without operator is, by its own section."""
        chosen = given.get("kubePrometheus") if isinstance(given, Mapping) else None
        if not isinstance(chosen, dict) or chosen.get("distribution") != "vanilla":
            return given
        # The engine gives a section that nobody wrote as an empty one.
        if given.get("namespace"):
            raise ValueError(
                "namespace: not heeded with distribution: vanilla; take it out, "
                "kubePrometheus.vanilla.namespace says where Prometheus is"
            )
        there = chosen.get("vanilla")
        said = there.get("namespace") if isinstance(there, Mapping) else None
        name = said or VanillaSettings().namespace
        return {**given, "namespace": {"name": name, "create": False}}

    @model_validator(mode="after")
    def _a_mesh_has_an_operator(self) -> Self:
        if self.kube_prometheus.vanilla and self.istio_prometheus.enabled:
            raise ValueError(
                "istioPrometheus.enabled: an operator runs that Prometheus, and with "
                "distribution: vanilla there is none; take it out"
            )
        return self

    @model_validator(mode="after")
    def _a_config_map_holds_no_credential(self) -> Self:
        if self.kube_prometheus.vanilla and self.alertmanager.credentials == "inline":
            raise ValueError(
                "alertmanager.credentials: inline would put credentials into a "
                "ConfigMap, which everybody may read; write files, and mount the "
                "Secrets below kubePrometheus.vanilla.folders.secrets"
            )
        return self

    @model_validator(mode="after")
    def _windows_hold_scrapes(self) -> Self:
        intervals = [
            monitor.interval
            for _, monitor in self.monitors
            if monitor.enabled and monitor.interval
        ]
        # Of a Prometheus that is there it is read, and asked for then.
        if not self.kube_prometheus.is_there:
            intervals.append(self.kube_prometheus.prometheus.scrape_interval)
        if intervals:
            self.alert_rules.check_windows(max(intervals, key=seconds))
        return self

    @model_validator(mode="after")
    def _no_second_where_one_is_there(self) -> Self:
        if self.istio_prometheus.enabled and self.kube_prometheus.is_there:
            raise ValueError(
                "istioPrometheus.enabled: the Prometheus that is there would take its "
                "monitors, too, for its selectors are not ours; not with "
                "kubePrometheus.distribution: existing"
            )
        return self

    @model_validator(mode="after")
    def _openshift_is_there_before(self) -> Self:
        distribution = self.kube_prometheus.distribution
        if self.seldon_deploy.openshift and distribution != "existing":
            raise ValueError(
                "seldonDeploy.openshift: true is refused: with distribution "
                f"{distribution} Seldon has another Prometheus to ask than OpenShift's "
                "own; take it out, or set kubePrometheus.distribution to existing"
            )
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
