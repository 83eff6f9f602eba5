"""What Prometheus scrapes of Seldon and of what it stands on.

Selectors, ports, paths and intervals are those that public sources show; where those
are silent (the metrics server, the drift detectors) the annotation contract of the
public examples is followed. Each can be replaced, for an installation that differs.
"""

from typing import Annotated, Any, Self

from pydantic import Field

from domain.dark_monitors import Watched, ours
from domain.monitors import MONITORS, Monitor
from settings.base import Duration, Name, Section, shaped

UrlPath = Annotated[
    str, shaped(r"/\S*", 'not a path of a URL; write one like "/metrics"')
]


# Ports are found by name: a number would match none.
PortName = Annotated[
    str,
    shaped(
        r"(?=[-0-9]*[a-z])[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
        'not the name of a port; write what pods or Services call it, like "metrics"',
    ),
]


class MonitorSettings(Section):
    """One monitor: which pods or Services, in which namespaces, at which port and path.

    The port is a pod's for a PodMonitor, a Service's for a ServiceMonitor.
    """

    enabled: bool = True
    selector: dict[str, str] = Field(default_factory=dict)
    namespaces: tuple[Name, ...] = Field(
        default=(), description="namespaces of the pods; none means every namespace"
    )
    port: PortName = "metrics"
    path: UrlPath = "/metrics"
    annotated: bool = Field(
        default=False,
        description="keep only pods whose prometheus.io annotations name this path",
    )
    interval: Duration | None = None

    @property
    def label_selector(self) -> dict[str, Any]:
        """The selector as the operator's objects have it."""
        return {"matchLabels": self.selector}

    @property
    def namespace_selector(self) -> dict[str, Any]:
        """The namespaces as the operator's objects have it, both fields given.

        One that was left from before could otherwise turn the other around.
        """
        return {"any": not self.namespaces, "matchNames": list(self.namespaces)}


def _core_2(name: str, **differing: Any) -> MonitorSettings:  # noqa: ANN401  as a stack file gives them
    """Return a monitor of Seldon Core 2, which is off unless asked for.

    From prometheus/monitors of its repository; seldon-mesh is where its documents
    install it.
    """
    return MonitorSettings.model_validate(
        {
            "enabled": False,
            "selector": {"app.kubernetes.io/name": name},
            "namespaces": ("seldon-mesh",),
            "interval": "15s",
            **differing,
        }
    )


class MonitorsSettings(Section):
    """The four documented monitors, and those that are off unless asked for."""

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
    agent: MonitorSettings = _core_2("seldon-server")
    # The inference server beside the agent, in the same pods.
    server: MonitorSettings = _core_2("seldon-server", port="server-metrics")
    pipeline_gateway: MonitorSettings = _core_2("seldon-pipelinegateway")
    # The Service seldon-mesh carries the label of envoy's pods.
    envoy: MonitorSettings = _core_2(
        "seldon-envoy", port="stats", path="/stats/prometheus"
    )
    # The chart seldon-core-operator puts the label on the pod and names port 8080.
    controller_manager: MonitorSettings = MonitorSettings(
        enabled=False,
        selector={"control-plane": "seldon-controller-manager"},
        namespaces=("seldon-system",),
    )
    # operator/config/prometheus of Core 2; the Service comes with its auth proxy.
    controller_manager_v2: MonitorSettings = MonitorSettings(
        enabled=False,
        selector={"control-plane": "v2-controller-manager"},
        namespaces=("seldon-mesh",),
        port="https",
    )
    # Labels of Knative's Services changed between versions, the port's name did not.
    knative_serving: MonitorSettings = MonitorSettings(
        enabled=False,
        namespaces=("knative-serving",),
        port="http-metrics",
        interval="30s",
    )

    def around(self, seldon_namespace: str) -> Self:
        """Return the monitors with Seldon Deploy's looking where Seldon Deploy is."""
        if self.seldon_deploy.namespaces:
            return self
        there = self.seldon_deploy.model_copy(
            update={"namespaces": (seldon_namespace,)}
        )
        return self.model_copy(update={"seldon_deploy": there})

    def enabled(self) -> dict[Monitor, MonitorSettings]:
        """Return the monitors that are on, in order."""
        every = {monitor: getattr(self, monitor.setting) for monitor in MONITORS}
        return {monitor: own for monitor, own in every.items() if own.enabled}

    def selected(self) -> set[str]:
        """Return the keys of all labels that the monitors that are on select by."""
        return {key for own in self.enabled().values() for key in own.selector}

    def watched(self) -> tuple[Watched, ...]:
        """Return how each monitor that is on is watched."""
        return tuple(
            ours(
                monitor,
                own.label_selector,
                own.namespace_selector,
                narrowed=own.annotated,
            )
            for monitor, own in self.enabled().items()
        )
