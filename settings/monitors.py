"""What Prometheus scrapes of Seldon.

Selectors, ports and paths are those that Seldon's public sources show; where those
are silent (the metrics server, the drift detectors) the annotation contract of the
public examples is followed. Each can be replaced, for an installation that differs.
"""

from typing import Annotated

from pydantic import Field

from settings.base import Duration, Name, Section, shaped

UrlPath = Annotated[
    str, shaped(r"/\S*", 'not a path of a URL; write one like "/metrics"')
]


class MonitorSettings(Section):
    """One PodMonitor: which pods, in which namespaces, at which port and path."""

    enabled: bool = True
    selector: dict[str, str] = Field(default_factory=dict)
    namespaces: tuple[Name, ...] = Field(
        default=(), description="namespaces of the pods; none means every namespace"
    )
    port: str = "metrics"
    path: UrlPath = "/metrics"
    annotated: bool = Field(
        default=False,
        description="keep only pods whose prometheus.io annotations name this path",
    )
    interval: Duration | None = None


class MonitorsSettings(Section):
    """The four documented monitors."""

    # Seldon Core 1 puts the label on every model pod and serves executor, wrapper
    # and MLServer at one path (EXECUTOR_PROMETHEUS_PATH).
    seldon_core: MonitorSettings = MonitorSettings(
        selector={"app.kubernetes.io/managed-by": "seldon-core"}, path="/prometheus"
    )
    # Detectors and metrics servers are one image (adserver) with one port and path;
    # only the v1 drift detectors' own monitor is documented by name.
    seldon_drift_detector: MonitorSettings = MonitorSettings(
        namespaces=("seldon-logs",), path="/v1/metrics", annotated=True
    )
    # Without namespaces of its own it follows seldon.namespace.
    seldon_deploy: MonitorSettings = MonitorSettings(
        selector={"app.kubernetes.io/name": "seldon-deploy"}
    )
    metrics_server: MonitorSettings = MonitorSettings(
        namespaces=("seldon-logs",), path="/v1/metrics", annotated=True
    )
