"""How Prometheus, Alertmanager and their operator are installed."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from domain.routes import DECIDED
from settings.base import Duration, Interval, Name, ProjectPath, Section, Values, shaped

# Both charts cut a longer name without a word, and with it every object's name.
FULLNAME_LENGTH = 26
# The sub-chart cuts RELEASE-kube-state-metrics at the 63 of a Service's name.
RELEASE_LENGTH = 44
# In place of a list of labels: those that the rules of the stack rest on.
COMPUTED: Literal["computed"] = "computed"


def _fitting(value: str) -> str:
    if len(value) > FULLNAME_LENGTH:
        raise ValueError(
            f"it has {len(value)} characters and the chart cuts every object's name "
            f"at {FULLNAME_LENGTH}; choose a shorter one"
        )
    return value


def _releasable(value: str) -> str:
    if len(value) > RELEASE_LENGTH:
        raise ValueError(
            f"it has {len(value)} characters and the chart cuts the names of its parts "
            f"beyond {RELEASE_LENGTH}; choose a shorter one"
        )
    return value


def _listed(value: object) -> object:
    keys = value if isinstance(value, list | tuple) else ()
    if value == COMPUTED or (keys and all(isinstance(key, str) for key in keys)):
        return value
    raise ValueError(f'write {COMPUTED}, or a list of label keys such as ["*"]')


def _of_no_route(value: dict[str, str]) -> dict[str, str]:
    decided = [label for label in value if label in DECIDED]
    if decided:
        raise ValueError(
            f"Prometheus would give {', '.join(decided)} to each alert that lacks it, "
            "and routes tell alerts apart by it; rename it"
        )
    return value


Fullname = Annotated[Name, AfterValidator(_fitting)]
ReleaseName = Annotated[Name, AfterValidator(_releasable)]
ChartVersion = Annotated[
    str,
    shaped(
        r"\d+\.\d+\.\d+([-+][-+.0-9A-Za-z]+)?",
        'not one version; pin one like "88.5.3"',
    ),
]
Version = Annotated[
    str, shaped(r"\d+\.\d+\.\d+", 'not one version; pin one like "0.26.0"')
]
Size = Annotated[
    str, shaped(r"\d+(\.\d+)?([kMGTP]|[KMGTP]i)", 'not a size; write one like "50Gi"')
]
# The operator takes no unit above the hour here.
Hours = Annotated[
    Duration,
    shaped(
        r"0|(?=\d)(\d+h)?(\d+m)?(\d+s)?(\d+ms)?",
        'not a duration in hours or less; write one like "120h"',
    ),
]


ExternalLabels = Annotated[dict[str, str], AfterValidator(_of_no_route)]
PodLabels = Annotated[tuple[str, ...] | Literal["computed"], BeforeValidator(_listed)]


class ChartSettings(Section):
    """Where the chart comes from: a repository, an OCI reference or a path."""

    name: str = "kube-prometheus-stack"
    version: ChartVersion = "88.5.3"
    repository: str | None = "https://prometheus-community.github.io/helm-charts"
    path: ProjectPath | None = Field(
        default=None, description="directory of the chart, relative to the project"
    )


class StorageSettings(Section):
    """A volume of a StatefulSet."""

    size: Size
    storage_class: str | None = None


class PrometheusSettings(Section):
    """The Prometheus that the operator runs."""

    replicas: int = Field(default=1, ge=1, le=10)
    retention: Duration = "10d"
    scrape_interval: Interval = "30s"
    evaluation_interval: Interval = "30s"
    external_labels: ExternalLabels = Field(default_factory=dict)
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = Field(default_factory=dict)


class AlertmanagerInstanceSettings(Section):
    """The Alertmanager that the operator runs."""

    version: Version = Field(
        default="0.26.0",
        description="0.26 is the last that still serves the documented API v1",
    )
    replicas: int = Field(default=1, ge=1, le=10)
    retention: Hours = "120h"
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = Field(default_factory=dict)


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
    release: ReleaseName = "prometheus"
    fullname: Fullname = "seldon-monitoring"
    chart: ChartSettings = ChartSettings()
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
    values: Values = Field(
        default={}, description="chart values beside ours, merged last"
    )
