"""The stack's state, compared with the cluster and relieved of what is not there.

`pulumi refresh` would connect with the kubeconfig that the state remembers, which is no
longer that of a cluster made anew, and fails on kinds whose CRD is gone. Export, edit,
import is the other documented way and needs neither.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from operations import deployed
from operations.cluster import Cluster

_PREFIX = "kubernetes:"
_PROVIDER = "pulumi:providers:kubernetes"


def missing(cluster: Cluster, state: Mapping[str, Any]) -> set[str]:
    """Return the URNs of the objects that the state has and the cluster has not.

    Raises:
        UnreachableError: where the cluster does not answer.
    """
    return {urn for urn, path in objects(state) if cluster.get(path).missing}


def objects(state: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield URN and API path of each object of the state; a release is none."""
    for resource in deployed.resources(state):
        if (
            resource["type"].startswith(_PREFIX)
            and resource["type"] != deployed.RELEASE
        ):
            path = deployed.path(resource.get("inputs") or {})
            if path:
                yield resource["urn"], path


def server(state: Mapping[str, Any]) -> str:
    """Return the API server whose objects the state holds; empty where it says none."""
    providers = (
        resource.get("inputs") or {}
        for resource in deployed.resources(state)
        if resource["type"] == _PROVIDER
    )
    return str(next((it.get("clusterIdentifier", "") for it in providers), ""))


def of_another(declared: str, state: Mapping[str, Any]) -> bool:
    """Tell whether a state is of another cluster than the stack file now declares."""
    return server(state) not in {"", declared}


def forget(state: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """Return the state without these URNs and without interrupted operations."""
    deployment = dict(state["deployment"])
    deployment.pop("pending_operations", None)
    deployment["resources"] = [
        _without(resource, gone)
        for resource in deployed.resources(state)
        if resource["urn"] not in gone
    ]
    return {**state, "deployment": deployment}


def title(urn: str) -> str:
    """Return a URN's resource in short: type and name."""
    parts = urn.split("::")
    return f"{parts[-2].rpartition(':')[2]} {parts[-1]}"


def _without(resource: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """Return a resource that no longer depends on what is gone."""
    kept = dict(resource)
    if "dependencies" in kept:
        kept["dependencies"] = [urn for urn in kept["dependencies"] if urn not in gone]
    properties = kept.get("propertyDependencies") or {}
    for name, urns in properties.items():
        properties[name] = [urn for urn in urns or () if urn not in gone]
    return kept
