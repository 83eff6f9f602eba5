"""What Prometheus scrapes of Seldon: one PodMonitor each, in the monitoring namespace.

Honour-labels stays off, so a `namespace` that Seldon Deploy itself exposes arrives as
`exported_namespace`, which is the label name that its values are given.
"""

import re
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from components.base import Component, metadata
from components.reference import MONITORS, Reference, replacement
from settings.monitors import MonitorSettings, MonitorsSettings

_ANNOTATION = "__meta_kubernetes_pod_annotation_prometheus_io_"


@dataclass(frozen=True, kw_only=True)
class MonitorsArgs:
    """Which pods to scrape, and the installation's own monitors where it has them."""

    settings: MonitorsSettings
    namespace: str
    reference: Reference


class Monitors(Component):
    """The monitors; `described` says of each what it is to find."""

    described: list[dict[str, Any]]

    def __init__(
        self,
        name: str,
        args: MonitorsArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, None, opts)
        self.described = []
        for monitor, settings in enabled(args.settings).items():
            kind, spec = _from(args.reference, monitor) or (
                "PodMonitor",
                pod_monitor_spec(settings),
            )
            k8s.apiextensions.CustomResource(
                f"{name}-{monitor}",
                api_version="monitoring.coreos.com/v1",
                kind=kind,
                metadata=metadata(monitor, args.namespace),
                spec=spec,
                opts=self.child(),
            )
            self.described.append(describe(kind, monitor, args.namespace, spec))
        self.register_outputs({"monitors": self.described})


def enabled(settings: MonitorsSettings) -> dict[str, MonitorSettings]:
    """Return the monitors that are on, by object name."""
    every = {
        "seldon-core": settings.seldon_core,
        "seldon-drift-detector": settings.seldon_drift_detector,
        "seldon-deploy": settings.seldon_deploy,
        "metrics-server": settings.metrics_server,
    }
    return {name: monitor for name, monitor in every.items() if monitor.enabled}


def pod_monitor_spec(settings: MonitorSettings) -> dict[str, Any]:
    """Return a PodMonitor's spec."""
    endpoint: dict[str, Any] = {"port": settings.port, "path": settings.path}
    if settings.interval:
        endpoint["interval"] = settings.interval
    if settings.annotated:
        endpoint["relabelings"] = _keep_annotated(settings.path)
    return {
        "selector": {"matchLabels": settings.selector},
        "namespaceSelector": _namespaces(settings),
        "podMetricsEndpoints": [endpoint],
    }


def describe(
    kind: str, name: str, namespace: str, spec: dict[str, Any]
) -> dict[str, Any]:
    """Return what a proof needs to know of a monitor: its job and whom it selects.

    The job of a ServiceMonitor is the name of each Service that it finds.
    """
    return {
        "kind": kind,
        "name": name,
        "namespace": namespace,
        "job": f"{namespace}/{name}" if kind == "PodMonitor" else None,
        "selector": spec.get("selector", {}),
        "namespaceSelector": spec.get("namespaceSelector", {}),
        "endpoints": spec.get("podMetricsEndpoints") or spec.get("endpoints") or [],
    }


def _from(reference: Reference, name: str) -> tuple[str, dict[str, Any]] | None:
    manifest = replacement(reference, name, MONITORS)
    if manifest is None:
        return None
    return str(manifest["kind"]), dict(manifest["spec"])


def _namespaces(settings: MonitorSettings) -> dict[str, Any]:
    if settings.namespaces:
        return {"matchNames": list(settings.namespaces)}
    return {"any": True}


def _keep_annotated(path: str) -> list[dict[str, Any]]:
    """Keep pods that ask to be scraped at this path, as Seldon's examples do."""
    return [
        {"action": "keep", "sourceLabels": [f"{_ANNOTATION}{key}"], "regex": regex}
        for key, regex in (("scrape", "true"), ("path", re.escape(path)))
    ]
