"""Scrape jobs of a Prometheus without operator, from the monitors' specs.

A job finds the targets that the operator would find and gives them the labels that it
would give (prometheus-operator, pkg/prometheus/promcfg.go), because the rules ask by
those; beside them, the labels that seldon-core-analytics gives.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from components.delivery import Manifest, relabeling
from components.delivery.relabeling import POD, PORT, SERVICE, Labels
from domain.monitors import POD_MONITOR, endpoints
from domain.names import Service

Job = dict[str, Any]

# Seldon's document "Observability & Alerting", "Example Prometheus config".
SELDON_MODELS: Job = {
    "job_name": "seldon_models",
    "kubernetes_sd_configs": [{"role": "pod"}],
    "relabel_configs": [
        {
            "source_labels": [f"{POD}_annotation_prometheus_io_scrape"],
            "regex": True,
            "action": "keep",
        },
        {
            "source_labels": [f"{POD}_container_port_name"],
            "regex": "metrics(-.*)?",
            "action": "keep",
        },
        {
            "source_labels": [f"{POD}_annotation_prometheus_io_path"],
            "regex": "(.+)",
            "action": "replace",
            "target_label": "__metrics_path__",
        },
    ],
}
# A web port of a Service, which may have others; the only one may have no name.
_WEB = "(.*(http|web).*)?"
# What of an endpoint is the same here but for its spelling.
_FIELDS = {
    "path": "metrics_path",
    "scheme": "scheme",
    "scrapeTimeout": "scrape_timeout",
    "honorLabels": "honor_labels",
    "honorTimestamps": "honor_timestamps",
}
_READ = frozenset(
    {
        *_FIELDS,
        "port",
        "interval",
        "relabelings",
        "metricRelabelings",
        "bearerTokenFile",
        "tlsConfig",
    }
)
_READ_OF_MONITOR = frozenset(
    {"jobLabel", "selector", "namespaceSelector", "podMetricsEndpoints", "endpoints"}
)
_READ_OF_TLS = frozenset(
    {"insecureSkipVerify", "serverName", "caFile", "certFile", "keyFile"}
)


def models(interval: str, labels: Labels) -> Job:
    """Return the documented job, then the labels that the rules ask by."""
    rules = [*SELDON_MODELS["relabel_configs"], *relabeling.of_pods(labels)]
    return {
        **SELDON_MODELS,
        "scrape_interval": interval,
        "relabel_configs": rules,
    }


def of_service(name: str, service: Service, interval: str, labels: Labels) -> Job:
    """Return the job of what stands behind a Service, at its web port."""
    rules = [
        relabeling.keep(f"{SERVICE}_name", service.name),
        relabeling.keep(PORT, _WEB),
        *relabeling.of_services(labels),
    ]
    return {
        "job_name": name,
        "kubernetes_sd_configs": [_discovery("endpoints", [service.namespace])],
        "scrape_interval": interval,
        "relabel_configs": rules,
    }


def of_monitor(
    manifest: Manifest, name: str, interval: str, labels: Labels
) -> Iterator[Job]:
    """Yield a job for each endpoint of a monitor, all with the one job label.

    Raises:
        pulumi.RunError: for what only an operator understands.
    """
    for number, endpoint in enumerate(endpoints(manifest.spec)):
        _refuse_unread(manifest, endpoint)
        job = _job(manifest, endpoint, interval, labels)
        rules = job.pop("relabel_configs")
        if number:
            rules = [*rules, {"target_label": "job", "replacement": name}]
        called = f"{name}_{number}" if number else name
        yield {"job_name": called, **job, "relabel_configs": rules}


def _refuse_unread(monitor: Manifest, endpoint: Mapping[str, Any]) -> None:
    tls, spec = endpoint.get("tlsConfig") or {}, monitor.spec
    unread = [
        *sorted(spec.keys() - _READ_OF_MONITOR),
        *(["jobLabel"] if spec.get("jobLabel") else []),
        *sorted(endpoint.keys() - _READ),
        *sorted(tls.keys() - _READ_OF_TLS),
    ]
    if unread:
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: {monitor.name}: {', '.join(unread)} has "
            "no equal in a scrape job of this program; take it out, or leave the "
            "monitor out and set monitors.*; nothing was changed"
        )


def _job(
    manifest: Manifest, endpoint: Mapping[str, Any], interval: str, labels: Labels
) -> Job:
    on_pods = manifest.kind == POD_MONITOR
    chosen = manifest.spec.get("namespaceSelector") or {}
    names = chosen.get("matchNames") or [manifest.namespace]
    if chosen.get("any"):
        names = []
    job: Job = {
        "kubernetes_sd_configs": [_discovery("pod" if on_pods else "endpoints", names)],
        "scrape_interval": endpoint.get("interval", interval),
        **{new: endpoint[old] for old, new in _FIELDS.items() if old in endpoint},
        **_authentication(endpoint),
        "relabel_configs": [
            *relabeling.running(),
            *relabeling.selected(manifest.spec.get("selector") or {}, on_pods=on_pods),
            *relabeling.at_port(endpoint, on_pods=on_pods),
            *(
                relabeling.of_pods(labels)
                if on_pods
                else relabeling.of_services(labels)
            ),
            *relabeling.relabelings(endpoint, "relabelings"),
        ],
    }
    kept = relabeling.relabelings(endpoint, "metricRelabelings")
    return job | ({"metric_relabel_configs": kept} if kept else {})


def _discovery(role: str, namespaces: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"role": role}
    return found | ({"namespaces": {"names": list(namespaces)}} if namespaces else {})


def _authentication(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "bearerTokenFile" in endpoint:
        file = endpoint["bearerTokenFile"]
        found["authorization"] = {"credentials_file": file}
    if "tlsConfig" in endpoint:
        tls = endpoint["tlsConfig"]
        found["tls_config"] = {
            relabeling.snake(name): value for name, value in tls.items()
        }
    return found
