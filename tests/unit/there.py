"""An installation that is there, as the API serves it, and one that suits it."""

import copy
from collections.abc import Mapping
from typing import Any

from domain.existing import problems
from domain.existing.installation import Installation, Seen, choose
from domain.existing.ours import Ours

WATCH, OURS = "watch", "seldon-monitoring"
REGISTRY = "quay.io/prometheus"


def meta(name: str, namespace: str = WATCH, **labels: str) -> dict[str, Any]:
    return {"name": name, "namespace": namespace, "labels": labels}


def prometheus(name: str = "k8s", namespace: str = WATCH, **spec: Any):
    alertmanagers = [{"name": "alertmanager-main", "namespace": WATCH, "port": "web"}]
    usual = {
        "image": f"{REGISTRY}/prometheus:v3.5.0",
        "version": "3.5.0",
        "retention": "10d",
        "podMonitorSelector": {},
        "podMonitorNamespaceSelector": {},
        "serviceMonitorSelector": {},
        "serviceMonitorNamespaceSelector": {},
        "ruleSelector": {},
        "ruleNamespaceSelector": {},
        "alerting": {"alertmanagers": alertmanagers},
    }
    return {"metadata": meta(name, namespace), "spec": without_nothing(usual | spec)}


def alertmanager(name: str = "main", namespace: str = WATCH, **spec: Any):
    usual = {"image": f"{REGISTRY}/alertmanager:v0.26.0", "version": "0.26.0"}
    return {"metadata": meta(name, namespace), "spec": without_nothing(usual | spec)}


def service(name: str, of: str, *, namespace: str = WATCH, **spec: Any):
    product, instance = of.split("/")
    port = {"prometheus": 9090, "alertmanager": 9093}[product]
    labels = {"app.kubernetes.io/name": product, "app.kubernetes.io/instance": instance}
    usual = {
        "clusterIP": "10.0.0.1",
        "selector": labels,
        "ports": [{"name": "web", "port": port, "targetPort": "web"}],
    }
    return {"metadata": meta(name, namespace), "spec": usual | spec}


def deployment(name: str, image: str, *args: str, namespace: str = WATCH, **labels):
    container = {"name": "one", "image": image, "args": list(args)}
    return {
        "metadata": meta(name, namespace, **labels),
        "spec": {"template": {"spec": {"containers": [container]}}},
    }


def operator(version: str = "v0.85.0", *args: str, **labels: str):
    image = f"quay.io/prometheus-operator/prometheus-operator:{version}"
    return deployment("prometheus-operator", image, *args, **labels)


def kube_state_metrics(*args: str, version: str = "v2.18.0"):
    image = f"registry.k8s.io/kube-state-metrics/kube-state-metrics:{version}"
    allowed = args or ("--metric-labels-allowlist=pods=[*]",)
    return deployment("kube-state-metrics", image, *allowed, namespace="kube-system")


ANY = {"type": "object", "additionalProperties": {"type": "string"}}
FIELDS: dict[str, dict[str, Any]] = {
    "podmonitors": {"selector": {"properties": {"matchLabels": ANY}}},
    "prometheusrules": {
        "groups": {
            "items": {
                "properties": {"name": {}, "rules": {"items": {"properties": {}}}}
            }
        }
    },
}


def definition(fields: Mapping[str, Any], *, served: bool = True, of: str = "0.85.0"):
    whole = {"openAPIV3Schema": {"properties": {"spec": {"properties": fields}}}}
    return {
        "metadata": {"annotations": {"operator.prometheus.io/version": of}},
        "spec": {"versions": [{"name": "v1", "served": served, "schema": whole}]},
    }


def namespace(**labels: str):
    return {"metadata": {"name": OURS, "labels": labels}}


def seen(**changes: Any) -> Seen:
    usual: dict[str, Any] = {
        "prometheuses": (prometheus(),),
        "alertmanagers": (alertmanager(),),
        "deployments": (operator(), kube_state_metrics()),
        "services": (
            service("prometheus-k8s", "prometheus/k8s"),
            service("prometheus-operated", "prometheus/k8s", clusterIP="None"),
            service("alertmanager-main", "alertmanager/main"),
            service("alertmanager-operated", "alertmanager/main", clusterIP="None"),
        ),
        "definitions": {
            plural: definition(fields) for plural, fields in FIELDS.items()
        },
        "namespace": namespace(),
    }
    return Seen(**(usual | changes))


def installation(
    given: Mapping[str, str] | None = None, **changes: Any
) -> Installation:
    return choose(seen(**changes), given or {})


def of(**spec: Any) -> Installation:
    """Return an installation whose Prometheus has some fields of its own."""
    return installation(prometheuses=(prometheus(**spec),))


def with_alertmanager(**spec: Any) -> Installation:
    """Return an installation whose Alertmanager has some fields of its own."""
    return installation(alertmanagers=(alertmanager(**spec),))


POD_MONITOR = {
    "kind": "PodMonitor",
    "metadata": {"name": "seldon-core"},
    "spec": {"selector": {"matchLabels": {"any": "label"}}},
}
RULE = {
    "kind": "PrometheusRule",
    "metadata": {"name": "deploy-user-alerts", "labels": {}},
    "spec": {"groups": [{"name": "g", "rules": []}]},
}


def ours(**changes: Any) -> Ours:
    usual: dict[str, Any] = {
        "namespace": OURS,
        "creates_namespace": False,
        "namespace_labels": {},
        "objects": (POD_MONITOR, RULE),
        "pod_labels": frozenset({"label_app_kubernetes_io_managed_by"}),
        "configuration": {"receivers": [{"name": "deploy-webhook"}]},
        "secrets": (),
        "api": "v1",
    }
    return Ours(**copy.deepcopy(usual | changes))


def without_nothing(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if value is not None}


def said(found: Installation, given: Mapping[str, str] | None = None, **changes: Any):
    """Return what is refused of an installation."""
    return list(problems(found, ours(**changes), given or {}))
