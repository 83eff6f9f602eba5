"""The spec of each monitor of ours, as the operator reads it.

Every target's job is "<namespace>/<name>" of its monitor, of a ServiceMonitor by
relabelling. Labels are honoured for Knative alone, so a `namespace` that Seldon Deploy
itself exposes arrives as `exported_namespace`; a PodMonitor's targets have no `service`
of their own, so the executor's arrives under its name.
"""

import re
from typing import Any

from domain.istio import SCRAPE_CLASS, STRICT, TLS_MODE_META, Mesh
from domain.monitors import POD_MONITOR, Monitor, job_name
from settings.monitors import MonitorSettings

_ANNOTATION = "__meta_kubernetes_pod_annotation_prometheus_io_"


def monitor_spec(
    monitor: Monitor,
    settings: MonitorSettings,
    namespace: str,
    mesh: Mesh = "none",
) -> dict[str, Any]:
    """Return the spec of a monitor in a namespace.

    In a mesh that demands mutual TLS it names the class of scrapes that has the
    certificates, unless its pods already ask for TLS of their own.
    """
    on_pods = monitor.kind == POD_MONITOR
    mutual = mesh == STRICT and not monitor.token
    return {
        **({"scrapeClass": SCRAPE_CLASS} if mutual else {}),
        # Said, though empty is the default: one that was set by hand would else survive
        # cluster.adopt, and every job with it.
        "jobLabel": "",
        "selector": settings.label_selector,
        "namespaceSelector": settings.namespace_selector,
        "podMetricsEndpoints" if on_pods else "endpoints": [
            _endpoint(monitor, settings, namespace, mutual=mutual)
        ],
    }


def _endpoint(
    monitor: Monitor, settings: MonitorSettings, namespace: str, *, mutual: bool
) -> dict[str, Any]:
    endpoint: dict[str, Any] = {"port": settings.port, "path": settings.path}
    if settings.interval:
        endpoint["interval"] = settings.interval
    if monitor.honor_labels:
        endpoint["honorLabels"] = True
    if monitor.token:
        endpoint |= _by_token()
    relabelings = _keep_annotated(settings.path) if settings.annotated else []
    if mutual:
        relabelings.append(_by_mutual_tls())
    if monitor.kind != POD_MONITOR:
        relabelings.append(job_relabeling(job_name(namespace, monitor.name)))
    return endpoint | ({"relabelings": relabelings} if relabelings else {})


def _by_token() -> dict[str, Any]:
    """Return how the auth proxy of a controller manager wants to be asked.

    Its certificate is its own and signed by nobody.
    """
    return {
        "scheme": "https",
        "bearerTokenFile": "/var/run/secrets/kubernetes.io/serviceaccount/token",
        "tlsConfig": {"insecureSkipVerify": True},
    }


def _by_mutual_tls() -> dict[str, Any]:
    """Ask pods with a sidecar over TLS, others as before."""
    return {
        "action": "replace",
        "sourceLabels": [TLS_MODE_META],
        "regex": "istio",
        "targetLabel": "__scheme__",
        "replacement": "https",
    }


def job_relabeling(name: str) -> dict[str, Any]:
    """Return what gives every target the job that a PodMonitor's would have.

    Without it the job is the Service's name, which another monitor's may be too.
    """
    return {"action": "replace", "targetLabel": "job", "replacement": name}


def _keep_annotated(path: str) -> list[dict[str, Any]]:
    """Keep pods that ask to be scraped at this path, as Seldon's examples do."""
    return [
        {"action": "keep", "sourceLabels": [f"{_ANNOTATION}{key}"], "regex": regex}
        for key, regex in (("scrape", "true"), ("path", re.escape(path)))
    ]
