"""What the second Prometheus is made of, as pure values.

It takes only what carries its label; the other one takes all but that. What it keeps is
handed on by federation: the other one scrapes its records, and nothing else.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from components.distributions import fields
from components.monitor_specs import job_relabeling, monitor_spec
from domain import compatibility, rules
from domain.istio import INJECT, OF_ISTIO
from domain.monitors import SERVICE_MONITOR, Monitor, job_name
from domain.names import OURS, StackNames
from settings.istio_prometheus import IstioPrometheusSettings
from settings.kube_prometheus import KubePrometheusSettings

FEDERATION = "istio-federation"
MONITORS: tuple[Monitor, ...] = (
    Monitor(setting="istiod", name="istiod", kind=SERVICE_MONITOR),
    Monitor(setting="envoy", name="istio-envoy"),
)
# The operator's port, of the object and of the Service alike.
PORT = "web"
# All that discovery of Services and pods asks for.
READ_ONLY: tuple[Mapping[str, list[str]], ...] = (
    {
        "api_groups": [""],
        "resources": ["services", "endpoints", "pods"],
        "verbs": ["get", "list", "watch"],
    },
    {
        "api_groups": ["discovery.k8s.io"],
        "resources": ["endpointslices"],
        "verbs": ["get", "list", "watch"],
    },
)
_SELECTED = {"matchLabels": dict(OF_ISTIO)}


def prometheus_spec(
    settings: IstioPrometheusSettings,
    kube_prometheus: KubePrometheusSettings,
    names: StackNames,
) -> dict[str, Any]:
    """Return the spec of the second Prometheus object."""
    spec: dict[str, Any] = {
        "replicas": 1,
        "retention": settings.retention,
        "scrapeInterval": settings.scrape_interval,
        "evaluationInterval": settings.scrape_interval,
        "portName": PORT,
        "serviceAccountName": names.istio_prometheus,
        # A proxy of its own it needs none: what it scrapes is served without TLS.
        "podMetadata": {"labels": {**OF_ISTIO, INJECT: "false"}},
        # Of this namespace alone, because no selector of namespaces is given.
        "serviceMonitorSelector": _SELECTED,
        "podMonitorSelector": _SELECTED,
        "ruleSelector": _SELECTED,
        # What is handed on is told apart by its name; the other one adds its own.
        "prometheusExternalLabelName": "",
        "replicaExternalLabelName": "",
        "securityContext": _SECURITY,
        "resources": settings.resources,
        **_image(settings, kube_prometheus),
    }
    if settings.storage:
        spec["storage"] = fields.volume(settings.storage)
    return spec


_SECURITY = {
    "runAsNonRoot": True,
    "runAsUser": 1000,
    "runAsGroup": 2000,
    "fsGroup": 2000,
    "seccompProfile": {"type": "RuntimeDefault"},
}


def version(
    settings: IstioPrometheusSettings, kube_prometheus: KubePrometheusSettings
) -> str | None:
    """Return its version: the one asked for, or the other's; None where none is known.

    The operator then takes its default.
    """
    chart = kube_prometheus.chart
    brought = compatibility.chart(chart.name, chart.version)
    theirs = brought.prometheus if brought else None
    return settings.version or kube_prometheus.prometheus.version or theirs


def _image(
    settings: IstioPrometheusSettings, kube_prometheus: KubePrometheusSettings
) -> dict[str, Any]:
    pinned = version(settings, kube_prometheus)
    found: dict[str, Any] = {"version": f"v{pinned}"} if pinned else {}
    if settings.image:
        found["image"] = settings.image
    if kube_prometheus.images.pull_secrets:
        named = [{"name": name} for name in kube_prometheus.images.pull_secrets]
        found["imagePullSecrets"] = named
    return found


def monitor_specs(
    settings: IstioPrometheusSettings, namespace: str
) -> dict[Monitor, dict[str, Any]]:
    """Return what the second Prometheus scrapes: the control plane and the proxies."""
    there = settings.istiod.model_copy(
        update={"namespaces": settings.istiod.namespaces or (settings.namespace,)}
    )
    every = {"istiod": there, "envoy": settings.envoy}
    return {
        monitor: monitor_spec(monitor, own, namespace)
        for monitor in MONITORS
        if (own := every[monitor.setting]).enabled
    }


def federation_spec(names: StackNames, groups: Iterable[rules.Group]) -> dict[str, Any]:
    """Return by which monitor the other Prometheus takes the records, and only them.

    Labels are honoured, for they are the workloads'. Those of the second Prometheus'
    own pod would be added to each series, and change with it.
    """
    return {
        "jobLabel": "",
        "selector": {"matchLabels": {**OURS, **OF_ISTIO}},
        "namespaceSelector": {"any": False, "matchNames": [names.namespace]},
        "endpoints": [
            {
                "port": PORT,
                "path": "/federate",
                "honorLabels": True,
                "params": {"match[]": [_named(records(groups))]},
                "relabelings": [job_relabeling(job_name(names.namespace, FEDERATION))],
                "metricRelabelings": [
                    {
                        "action": "labeldrop",
                        "regex": "namespace|pod|container|service|endpoint|instance",
                    }
                ],
            }
        ],
    }


def records(groups: Iterable[rules.Group]) -> list[str]:
    """Return the names of what is recorded, each once, in order."""
    every = (rule["record"] for group in groups for rule in group["rules"])
    return list(dict.fromkeys(every))


def _named(names: Iterable[str]) -> str:
    return f'{{__name__=~"{"|".join(names)}"}}'
