"""Relabelling of scrape jobs: who is a target, and which labels it has.

As the operator writes it for a monitor (its pkg/prometheus/promcfg.go).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Rule = dict[str, Any]

POD = "__meta_kubernetes_pod"
SERVICE = "__meta_kubernetes_service"
_NAMESPACE = "__meta_kubernetes_namespace"
PORT = "__meta_kubernetes_endpoint_port_name"
_EXPRESSIONS = {
    "In": ("{label}", "keep", "{values}"),
    "NotIn": ("{label}", "drop", "{values}"),
    "Exists": ("{present}", "keep", "true"),
    "DoesNotExist": ("{present}", "drop", "true"),
}


class Labels(NamedTuple):
    """The names under which seldon-core-analytics stores a target's place."""

    namespace: str
    pod: str


def keep(source: str, regex: str) -> Rule:
    """Return a rule that keeps what has such a value."""
    return {"source_labels": [source], "regex": regex, "action": "keep"}


def running() -> list[Rule]:
    """Return the rule that leaves out pods that have ended."""
    regex = "(Failed|Succeeded)"
    return [{"source_labels": [f"{POD}_phase"], "regex": regex, "action": "drop"}]


def selected(selector: Mapping[str, Any], *, on_pods: bool) -> Iterator[Rule]:
    """Yield the rules of a label selector."""
    kind = POD if on_pods else SERVICE
    for key, value in (selector.get("matchLabels") or {}).items():
        yield keep(f"{kind}_label_{_clean(key)}", _literal(value))
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


def at_port(endpoint: Mapping[str, Any], *, on_pods: bool) -> Iterator[Rule]:
    """Yield the rule of an endpoint's port, where it names one."""
    if "port" in endpoint:
        kind = f"{POD}_container" if on_pods else "__meta_kubernetes_endpoint"
        yield keep(f"{kind}_port_name", _literal(str(endpoint["port"])))


def of_pods(labels: Labels) -> list[Rule]:
    """Return the labels of targets that are pods."""
    return _labelled(labels, f"{POD}_container_port_name", {})


def of_services(labels: Labels) -> list[Rule]:
    """Return the labels of targets behind Services."""
    return _labelled(labels, PORT, {"service": f"{SERVICE}_name"})


def relabelings(endpoint: Mapping[str, Any], key: str) -> list[Rule]:
    """Return an endpoint's relabelings but those of the job, which is named here."""
    return [
        {snake(name): value for name, value in rule.items()}
        for rule in endpoint.get(key) or ()
        if rule.get("targetLabel") != "job"
    ]


def snake(name: str) -> str:
    """Return a field of the operator's in Prometheus' spelling."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _labelled(labels: Labels, endpoint: str, more: Mapping[str, str]) -> list[Rule]:
    """Return the operator's labels, then those of seldon-core-analytics."""
    sources = {
        "namespace": _NAMESPACE,
        **more,
        "pod": f"{POD}_name",
        "container": f"{POD}_container_name",
        "endpoint": endpoint,
        labels.namespace: _NAMESPACE,
        labels.pod: f"{POD}_name",
    }
    return [
        {"source_labels": [source], "target_label": target}
        for target, source in sources.items()
    ]


def _literal(value: str) -> str:
    """Return an expression for a label's value or a port's name.

    Neither has another character that an expression gives a meaning.
    """
    return value.replace(".", "\\.")


def _clean(key: str) -> str:
    return re.sub(r"[^a-zA-Z0-9_]", "_", key)
