"""Scrape jobs of a Prometheus without operator, from the monitors' specs.

A job finds the targets that the operator would find and gives them the labels that it
would give (prometheus-operator, pkg/prometheus/promcfg.go), because the rules ask by
those; beside them, the labels that seldon-core-analytics gives.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pulumi

from components.delivery import Manifest
from domain.monitors import POD_MONITOR, endpoints
from domain.names import Service

Job = dict[str, Any]
Rule = dict[str, Any]

_POD = "__meta_kubernetes_pod"
_SERVICE = "__meta_kubernetes_service"
_NAMESPACE = "__meta_kubernetes_namespace"

# Seldon's document "Observability & Alerting", "Example Prometheus config".
SELDON_MODELS: Job = {
    "job_name": "seldon_models",
    "kubernetes_sd_configs": [{"role": "pod"}],
    "relabel_configs": [
        {
            "source_labels": [f"{_POD}_annotation_prometheus_io_scrape"],
            "regex": True,
            "action": "keep",
        },
        {
            "source_labels": [f"{_POD}_container_port_name"],
            "regex": "metrics(-.*)?",
            "action": "keep",
        },
        {
            "source_labels": [f"{_POD}_annotation_prometheus_io_path"],
            "regex": "(.+)",
            "action": "replace",
            "target_label": "__metrics_path__",
        },
    ],
}
# A web port of a Service, which may have others; the only one may have no name.
_WEB = "(.*(http|web).*)?"
_EXPRESSIONS = {
    "In": ("{label}", "keep", "{values}"),
    "NotIn": ("{label}", "drop", "{values}"),
    "Exists": ("{present}", "keep", "true"),
    "DoesNotExist": ("{present}", "drop", "true"),
}
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
_READ_OF_TLS = frozenset(
    {"insecureSkipVerify", "serverName", "caFile", "certFile", "keyFile"}
)


class Labels(NamedTuple):
    """The names under which seldon-core-analytics stores a target's place."""

    namespace: str
    pod: str


def models(interval: str, labels: Labels) -> Job:
    """Return the documented job, then the labels that the rules ask by."""
    relabeling = [*SELDON_MODELS["relabel_configs"], *_of_pods(labels)]
    return {
        **SELDON_MODELS,
        "scrape_interval": interval,
        "relabel_configs": relabeling,
    }


def of_service(name: str, service: Service, interval: str, labels: Labels) -> Job:
    """Return the job of what stands behind a Service, at its web port."""
    relabeling = [
        _keep(f"{_SERVICE}_name", service.name),
        _keep("__meta_kubernetes_endpoint_port_name", _WEB),
        *_of_services(labels),
    ]
    return {
        "job_name": name,
        "kubernetes_sd_configs": [_discovery("endpoints", [service.namespace])],
        "scrape_interval": interval,
        "relabel_configs": relabeling,
    }


def of_monitor(
    manifest: Manifest, name: str, interval: str, labels: Labels
) -> Iterator[Job]:
    """Yield a job for each endpoint of a monitor, all with the one job label.

    Raises:
        pulumi.RunError: for what only an operator understands.
    """
    for number, endpoint in enumerate(endpoints(manifest.spec)):
        _refuse_unread(manifest.name, endpoint)
        job = _job(manifest, endpoint, interval, labels)
        relabeling = job.pop("relabel_configs")
        if number:
            relabeling = [*relabeling, {"target_label": "job", "replacement": name}]
        called = f"{name}_{number}" if number else name
        yield {"job_name": called, **job, "relabel_configs": relabeling}


def _refuse_unread(monitor: str, endpoint: Mapping[str, Any]) -> None:
    tls = endpoint.get("tlsConfig") or {}
    unread = [*sorted(endpoint.keys() - _READ), *sorted(tls.keys() - _READ_OF_TLS)]
    if unread:
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: {monitor}: {', '.join(unread)} of an "
            "endpoint has no equal in a scrape job of this program; take it out, or "
            "leave the monitor out and set monitors.*; nothing was changed"
        )


def _job(
    manifest: Manifest, endpoint: Mapping[str, Any], interval: str, labels: Labels
) -> Job:
    on_pods = manifest.kind == POD_MONITOR
    chosen = manifest.spec.get("namespaceSelector") or {}
    names = [] if chosen.get("any") else chosen.get("matchNames")
    if names is None:
        names = [manifest.namespace]
    job: Job = {
        "kubernetes_sd_configs": [_discovery("pod" if on_pods else "endpoints", names)],
        "scrape_interval": endpoint.get("interval", interval),
        **{new: endpoint[old] for old, new in _FIELDS.items() if old in endpoint},
        **_authentication(endpoint),
        "relabel_configs": [
            *_running(),
            *_selected(manifest.spec.get("selector") or {}, on_pods=on_pods),
            *_at_port(endpoint, on_pods=on_pods),
            *(_of_pods(labels) if on_pods else _of_services(labels)),
            *_relabelings(endpoint, "relabelings"),
        ],
    }
    kept = _relabelings(endpoint, "metricRelabelings")
    return job | ({"metric_relabel_configs": kept} if kept else {})


def _discovery(role: str, namespaces: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"role": role}
    return found | ({"namespaces": {"names": list(namespaces)}} if namespaces else {})


def _running() -> list[Rule]:
    regex = "(Failed|Succeeded)"
    return [{"source_labels": [f"{_POD}_phase"], "regex": regex, "action": "drop"}]


def _selected(selector: Mapping[str, Any], *, on_pods: bool) -> Iterator[Rule]:
    kind = _POD if on_pods else _SERVICE
    for key, value in (selector.get("matchLabels") or {}).items():
        yield _keep(f"{kind}_label_{_clean(key)}", _literal(value))
    for rule in selector.get("matchExpressions") or ():
        source, action, regex = _EXPRESSIONS[rule["operator"]]
        label = _clean(rule["key"])
        names = {
            "label": f"{kind}_label_{label}",
            "present": f"{kind}_labelpresent_{label}",
        }
        values = "|".join(map(_literal, rule.get("values") or ()))
        yield {
            "source_labels": [source.format(**names)],
            "regex": regex.format(values=values),
            "action": action,
        }


def _at_port(endpoint: Mapping[str, Any], *, on_pods: bool) -> Iterator[Rule]:
    if "port" in endpoint:
        kind = f"{_POD}_container" if on_pods else "__meta_kubernetes_endpoint"
        yield _keep(f"{kind}_port_name", _literal(str(endpoint["port"])))


def _of_pods(labels: Labels) -> list[Rule]:
    return _labelled(
        {
            "namespace": _NAMESPACE,
            "pod": f"{_POD}_name",
            "container": f"{_POD}_container_name",
            "endpoint": f"{_POD}_container_port_name",
            labels.namespace: _NAMESPACE,
            labels.pod: f"{_POD}_name",
        }
    )


def _of_services(labels: Labels) -> list[Rule]:
    return _labelled(
        {
            "namespace": _NAMESPACE,
            "service": f"{_SERVICE}_name",
            "pod": f"{_POD}_name",
            "container": f"{_POD}_container_name",
            "endpoint": "__meta_kubernetes_endpoint_port_name",
            labels.namespace: _NAMESPACE,
            labels.pod: f"{_POD}_name",
        }
    )


def _labelled(sources: Mapping[str, str]) -> list[Rule]:
    return [
        {"source_labels": [source], "target_label": target}
        for target, source in sources.items()
    ]


def _relabelings(endpoint: Mapping[str, Any], key: str) -> list[Rule]:
    """Return an endpoint's relabelings but those of the job, which is named here."""
    return [
        {_snake(name): value for name, value in rule.items()}
        for rule in endpoint.get(key) or ()
        if rule.get("targetLabel") != "job"
    ]


def _authentication(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "bearerTokenFile" in endpoint:
        file = endpoint["bearerTokenFile"]
        found["authorization"] = {"credentials_file": file}
    if "tlsConfig" in endpoint:
        tls = endpoint["tlsConfig"]
        found["tls_config"] = {_snake(name): value for name, value in tls.items()}
    return found


def _keep(source: str, regex: str) -> Rule:
    return {"source_labels": [source], "regex": regex, "action": "keep"}


def _literal(value: str) -> str:
    """Return an expression for a label's value or a port's name.

    Neither has another character that an expression gives a meaning.
    """
    return value.replace(".", "\\.")


def _clean(key: str) -> str:
    return re.sub(r"[^a-zA-Z0-9_]", "_", key)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
