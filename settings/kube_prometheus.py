"""How Prometheus, Alertmanager and their operator are installed."""

from pathlib import PurePosixPath
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from settings.base import Duration, Name, Section

# Both charts cut a longer name without a word, and with it every object's name.
FULLNAME_LENGTH = 26


class ChartSettings(Section):
    """Where the chart comes from: a repository, an OCI reference or a path."""

    name: str = "kube-prometheus-stack"
    version: str = Field(default="88.5.3", pattern=r"^\d+\.\d+\.\d+")
    repository: str | None = "https://prometheus-community.github.io/helm-charts"
    path: str | None = Field(
        default=None, description="directory of the chart, relative to the project"
    )

    @model_validator(mode="after")
    def _portable(self) -> Self:
        if self.path and PurePosixPath(self.path).is_absolute():
            raise ValueError(
                f"path {self.path} is absolute and would differ on each machine; "
                "give it relative to the project"
            )
        return self


class StorageSettings(Section):
    """A volume of a StatefulSet."""

    size: str = Field(pattern=r"^\d+(\.\d+)?[KMGTP]i?$", description='like "50Gi"')
    storage_class: str | None = None


class PrometheusSettings(Section):
    """The Prometheus that the operator runs."""

    replicas: int = Field(default=1, ge=1, le=10)
    retention: Duration = "10d"
    scrape_interval: Duration = "30s"
    evaluation_interval: Duration = "30s"
    external_labels: dict[str, str] = {}
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = {}


class AlertmanagerInstanceSettings(Section):
    """The Alertmanager that the operator runs."""

    version: str = Field(
        default="0.26.0",
        pattern=r"^\d+\.\d+\.\d+$",
        description="0.26 is the last that still serves the documented API v1",
    )
    replicas: int = Field(default=1, ge=1, le=10)
    retention: Duration = "120h"
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = {}


class ControlPlaneSettings(Section):
    """Which parts of the control plane are scraped: a preset, and exceptions to it."""

    preset: Literal["self-managed", "eks", "aks", "gke", "none"] = "self-managed"
    api_server: bool | None = None
    kubelet: bool | None = None
    controller_manager: bool | None = None
    scheduler: bool | None = None
    etcd: bool | None = None
    proxy: bool | None = None
    core_dns: bool | None = None
    kube_dns: bool | None = None


class KubePrometheusSettings(Section):
    """The Helm release and what it runs."""

    distribution: Literal["kube-prometheus-stack"] = "kube-prometheus-stack"
    release: Name = "prometheus"
    fullname: Name = "seldon-monitoring"
    chart: ChartSettings = ChartSettings()
    timeout: int = Field(
        default=600, ge=30, le=3600, description="seconds that Helm waits"
    )
    prometheus: PrometheusSettings = PrometheusSettings()
    alertmanager: AlertmanagerInstanceSettings = AlertmanagerInstanceSettings()
    control_plane: ControlPlaneSettings = ControlPlaneSettings()
    pod_labels: tuple[str, ...] = Field(
        default=("*",),
        min_length=1,
        description="pod labels that kube-state-metrics exposes; all, as documented",
    )
    node_exporter: bool = True
    default_rules: bool = Field(
        default=True, description="the chart's own alerts, which carry no type"
    )
    admission_webhook: bool = True
    values: dict[str, Any] = Field(
        default={}, description="chart values beside ours, merged last"
    )

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        if len(self.fullname) > FULLNAME_LENGTH:
            raise ValueError(
                f'fullname "{self.fullname}" has {len(self.fullname)} characters and '
                f"the chart cuts every object's name at {FULLNAME_LENGTH}; "
                "choose a shorter one"
            )
        return self
