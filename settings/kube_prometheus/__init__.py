"""How Prometheus, Alertmanager and their operator are installed."""

from pydantic import Field, model_validator

from domain.istio import Mesh
from settings.base import Section, Values
from settings.kube_prometheus.chart import (
    CHARTED,
    ChartSettings,
    Distribution,
    defaults,
)
from settings.kube_prometheus.control_plane import ControlPlaneSettings
from settings.kube_prometheus.crds import CrdsSettings
from settings.kube_prometheus.existing import ExistingSettings, not_ours
from settings.kube_prometheus.grafana import GrafanaSettings
from settings.kube_prometheus.images import ImageSettings, ImagesSettings
from settings.kube_prometheus.instances import (
    AlertmanagerInstanceSettings,
    PrometheusSettings,
    StorageSettings,
)
from settings.kube_prometheus.remote_write import RemoteWriteSettings
from settings.kube_prometheus.scale import SpreadSettings
from settings.kube_prometheus.shapes import COMPUTED, Fullname, PodLabels, ReleaseName
from settings.kube_prometheus.thanos import ThanosSettings
from settings.kube_prometheus.vanilla import VanillaSettings, unheeded
from settings.kube_prometheus.web import TlsSettings, WebSettings

__all__ = [
    "COMPUTED",
    "AlertmanagerInstanceSettings",
    "ChartSettings",
    "ControlPlaneSettings",
    "CrdsSettings",
    "ExistingSettings",
    "GrafanaSettings",
    "ImageSettings",
    "ImagesSettings",
    "KubePrometheusSettings",
    "PodLabels",
    "PrometheusSettings",
    "RemoteWriteSettings",
    "SpreadSettings",
    "StorageSettings",
    "ThanosSettings",
    "TlsSettings",
    "VanillaSettings",
    "WebSettings",
]


class KubePrometheusSettings(Section):
    """The Helm release and what it runs."""

    distribution: Distribution = "kube-prometheus-stack"
    mesh: Mesh = Field(
        default="none", description="istio-strict: all injected pods demand mutual TLS"
    )
    existing: ExistingSettings = ExistingSettings()
    release: ReleaseName = "prometheus"
    fullname: Fullname = "seldon-monitoring"
    vanilla: VanillaSettings | None = None
    chart: ChartSettings = ChartSettings()
    crds: CrdsSettings = CrdsSettings()
    images: ImagesSettings = ImagesSettings()
    timeout: int = Field(
        default=600, ge=30, le=3600, description="seconds that Helm waits"
    )
    prometheus: PrometheusSettings = PrometheusSettings()
    alertmanager: AlertmanagerInstanceSettings = AlertmanagerInstanceSettings()
    control_plane: ControlPlaneSettings = ControlPlaneSettings()
    pod_labels: PodLabels = Field(
        default=("*",),
        description="pod labels that kube-state-metrics exposes; all, as documented",
    )
    node_exporter: bool = True
    default_rules: bool = Field(
        default=True, description="the chart's own alerts, which carry no type"
    )
    admission_webhook: bool = True
    grafana: GrafanaSettings = GrafanaSettings()
    values: Values = Field(
        default={}, description="chart values beside ours, merged last"
    )

    @model_validator(mode="before")
    @classmethod
    def _by_distribution(cls, given: object) -> object:
        """Refuse what a distribution would not heed; fill in what follows from it."""
        if not isinstance(given, dict):
            return given
        # A key that there is not at all is refused as such, with the nearest one.
        keys = {field.alias or name for name, field in cls.model_fields.items()}
        known = {key: value for key, value in given.items() if key in keys}
        if why := unheeded(known) or not_ours(known):
            raise ValueError(why)
        if _named(given) == "vanilla":
            there = given.get("vanilla")
            return {**given, "vanilla": {} if there is None else there}
        chart = given.get("chart", {})
        if not isinstance(chart, dict):
            return given
        chart = {**defaults(_named(given), chart.get("version")), **chart}
        return {**given, "chart": chart} if chart else given

    @property
    def is_there(self) -> bool:
        """Whether an operator is there already, with what it runs."""
        return self.distribution == "existing"

    @property
    def charted(self) -> bool:
        """Whether a chart installs it; the other ways install nothing."""
        return self.distribution in CHARTED

    @property
    def runs_node_exporter(self) -> bool:
        """Whether the node exporter, which needs the host, comes with it."""
        return self.charted and self.node_exporter


def _named(given: dict[str, object]) -> str:
    return str(given.get("distribution"))
