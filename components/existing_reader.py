"""What is read of a cluster with an operator: a few lists, a few objects, no Secret.

What is named with its namespace is looked for there alone; the rest in all of them.
"""

from collections.abc import Iterable
from typing import Any

from components.cluster_api import Api
from domain.existing.installation import Given, Seen, place
from domain.existing.ours import Object

_OPERATOR_API = "/apis/monitoring.coreos.com/v1"
_AGENTS_API = "/apis/monitoring.coreos.com/v1alpha1"
_DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
_OF_OURS = ("podmonitors", "servicemonitors", "prometheusrules")


def seen(api: Api, given: Given, namespace: str) -> Seen:
    """Return what the checks look at; namespace is ours.

    Raises:
        UnreachableError: where the cluster does not answer, or does not let us.
    """
    prometheuses = _objects(api, "prometheus", "prometheuses", given)
    alertmanagers = _objects(api, "alertmanager", "alertmanagers", given)
    agents = () if prometheuses else _items(api, _AGENTS_API, "prometheusagents")
    around = {place(item).namespace for item in (*prometheuses, *alertmanagers)}
    return Seen(
        prometheuses=prometheuses,
        agents=agents,
        alertmanagers=alertmanagers,
        deployments=_deployments(api, given),
        services=tuple(
            service
            for namespace_ in sorted(around)
            for service in _items(api, "/api/v1", "services", namespace_)
        ),
        definitions={
            plural: found for plural in _OF_OURS if (found := _crd(api, plural))
        },
        namespace=api.get(f"/api/v1/namespaces/{namespace}"),
    )


def _objects(api: Api, key: str, plural: str, given: Given) -> tuple[Object, ...]:
    namespace = _namespace(given.get(key)) or given.get("namespace")
    return _items(api, _OPERATOR_API, plural, namespace)


def _deployments(api: Api, given: Given) -> tuple[Object, ...]:
    """Return the Deployments among which both are; all, where one may be anywhere."""
    namespaces = [
        _namespace(given.get(key)) for key in ("operator", "kubeStateMetrics")
    ]
    wanted: Iterable[str | None] = {*namespaces} if all(namespaces) else [None]
    return tuple(
        item
        for namespace in wanted
        for item in _items(api, "/apis/apps/v1", "deployments", namespace)
    )


def _items(
    api: Api, base: str, plural: str, namespace: str | None = None
) -> tuple[Object, ...]:
    within = f"/namespaces/{namespace}" if namespace else ""
    found = api.get(f"{base}{within}/{plural}") or {}
    return tuple(found.get("items") or ())


def _crd(api: Api, plural: str) -> dict[str, Any] | None:
    return api.get(f"{_DEFINITIONS}/{plural}.monitoring.coreos.com")


def _namespace(place_: str | None) -> str | None:
    return (place_ or "").rpartition("/")[0] or None
