"""What is in a namespace beside what Kubernetes itself puts into every one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from operations.cluster import Cluster
from operations.errors import OperationError

Object = Mapping[str, Any]

# Made by the cluster, or following from objects that are listed themselves.
_SYSTEMS = {
    ("ConfigMap", "kube-root-ca.crt"),
    ("ConfigMap", "openshift-service-ca.crt"),
    ("ServiceAccount", "default"),
}
_DERIVED_KINDS = {"Event", "Endpoints", "EndpointSlice", "PodMetrics"}


def leftovers(cluster: Cluster, namespace: str) -> list[str]:
    """Return the objects of a namespace that somebody put there, as KIND/NAME.

    Raises:
        OperationError: where not every kind can be listed.
    """
    return [
        f"{kind}/{item['metadata']['name']}"
        for base, plural, kind in sorted(set(_kinds(cluster)))
        for item in cluster.items(f"{base}/namespaces/{namespace}/{plural}")
        if is_left(kind, item)
    ]


def is_left(kind: str, item: Object) -> bool:
    """Tell whether an object is somebody's own and not about to go."""
    meta = item["metadata"]
    goes = meta.get("deletionTimestamp") or meta.get("ownerReferences")
    return not goes and (kind, meta["name"]) not in _SYSTEMS


def _kinds(cluster: Cluster) -> Iterator[tuple[str, str, str]]:
    """Yield base path, plural and kind of what a namespace can hold."""
    for base in ("/api/v1", *_groups(cluster)):
        for resource in _get(cluster, base).get("resources") or ():
            if _is_listed(resource):
                yield base, resource["name"], resource["kind"]


def _is_listed(resource: Object) -> bool:
    return (
        resource["namespaced"]
        and "/" not in resource["name"]
        and "list" in resource["verbs"]
        and resource["kind"] not in _DERIVED_KINDS
    )


def _groups(cluster: Cluster) -> Iterable[str]:
    groups = _get(cluster, "/apis")["groups"]
    return [f"/apis/{group['preferredVersion']['groupVersion']}" for group in groups]


def _get(cluster: Cluster, path: str) -> dict[str, Any]:
    reply = cluster.get(path)
    if not reply.ok:
        raise OperationError(f"cannot list {path}: {reply.status} {reply.reason}")
    return dict(reply.body)
