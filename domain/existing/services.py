"""Which Services lead to the pods that the operator makes, and by which port."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.names import Service

Object = Mapping[str, Any]

PORTS = {"Prometheus": 9090, "Alertmanager": 9093}
_PORT_NAME = "web"


def pod_labels(kind: str, item: Object) -> dict[str, str]:
    """Return the labels of an object's pods (of the first shard, for Prometheus)."""
    name = str(item["metadata"]["name"])
    labels = dict((item["spec"].get("podMetadata") or {}).get("labels") or {})
    labels |= {
        "app.kubernetes.io/managed-by": "prometheus-operator",
        "app.kubernetes.io/name": kind.lower(),
        "app.kubernetes.io/instance": name,
        kind.lower(): name,
    }
    if kind == "Prometheus":
        labels |= {
            "operator.prometheus.io/name": name,
            "operator.prometheus.io/shard": "0",
        }
    return labels


def leading_to(kind: str, item: Object, services: Iterable[Object]) -> Iterator[Object]:
    """Yield the Services whose selector takes the pods of an object, headless ones too.

    services are those of the cluster, of any namespace.
    """
    labels = pod_labels(kind, item)
    namespace = item["metadata"]["namespace"]
    for service in services:
        selector = service["spec"].get("selector") or {}
        within = service["metadata"]["namespace"] == namespace
        if within and selector and selector.items() <= labels.items():
            yield service


def addressed(item: Object) -> bool:
    """Tell whether a Service has an address of its own.

    One without is the operator's own, which all objects of a namespace share.
    """
    return bool(item["spec"].get("clusterIP") != "None")


def asked(kind: str, item: Object, service: Object) -> Service | None:
    """Return how a Service of an object is asked; None where it has no such port."""
    spec = item["spec"]
    web = {PORTS[kind], spec.get("portName") or _PORT_NAME}
    ports = service["spec"].get("ports") or ()
    found = [one for one in ports if web & {one.get("name"), _target(one)}]
    # Whatever else may stand before it listens at its one port.
    chosen = found or (ports if len(ports) == 1 else ())
    if not chosen:
        return None
    meta = service["metadata"]
    encrypted = (spec.get("web") or {}).get("tlsConfig")
    return Service(
        str(meta["name"]),
        str(meta["namespace"]),
        int(chosen[0]["port"]),
        "https" if encrypted else "http",
    )


def _target(port: Object) -> object:
    return port.get("targetPort") or port["port"]
