"""`operations destroy`: take a stack's resources away, and say what stays and why."""

from collections.abc import Iterable, Mapping, Sequence
from time import monotonic, sleep
from typing import Any

from domain.names import OURS
from operations import console, deployed, engine
from operations.cluster import Cluster, connect
from operations.errors import OperationError
from operations.heal import heal
from operations.heal.state import of_another, server
from operations.leftovers import leftovers

# Seconds that a namespace may take to end; its pods get 30 to stop, Prometheus more.
TIMEOUT = 300
_SHOWN = 5


def destroy(stack: str, *, as_json: bool = False) -> None:
    """Delete what a stack made, then its namespace where that is ours and empty.

    Raises:
        OperationError: where there is no such stack, it is deployed in another cluster
            than its file declares, or the engine could not.
    """
    heal(stack)
    state = engine.export(stack)
    stays = dict(deployed.outputs(state).get("staysAfterDestroy") or {})
    namespace = deployed.namespace(state)
    # Asked before: what is left is looked for, and deleted, where the stack was.
    cluster = _where_it_is(stack, state) if server(state) else None
    engine.destroy(stack)
    if namespace and cluster:
        key = f"namespace {namespace}"
        gone = {key, *end_secrets(cluster, stays)}
        reason = end_namespace(cluster, namespace)
        stays = {name: why for name, why in stays.items() if name not in gone}
        if reason:
            stays[key] = reason
    if stays or as_json:
        console.show(("stays", "because"), sorted(stays.items()), as_json=as_json)
    else:
        console.say(f"nothing of stack {stack} stays")


def _where_it_is(stack: str, state: Mapping[str, Any]) -> Cluster:
    """Return the declared cluster; refuse where the stack was deployed in another."""
    cluster = connect(stack)
    if of_another(cluster.server, state):
        raise OperationError(
            f"stack {stack} is deployed in {server(state)}, but cluster.server is "
            f"{cluster.server} now; set it back to destroy the stack there, nothing "
            "was deleted"
        )
    return cluster


def end_secrets(cluster: Cluster, stays: Iterable[str]) -> set[str]:
    """Delete the Secrets that a hook of the chart left; return which are gone.

    `stays` has them as secret NAMESPACE/NAME.
    """
    gone = set()
    for key in stays:
        kind, _, place = key.partition(" ")
        if kind == "secret":
            namespace, name = place.split("/")
            reply = cluster.delete(f"/api/v1/namespaces/{namespace}/secrets/{name}")
            gone |= {key} if reply.ok or reply.missing else set()
    return gone


def end_namespace(cluster: Cluster, namespace: str) -> str:
    """Delete a namespace that is ours and empty; return why it stays, or nothing."""
    path = f"/api/v1/namespaces/{namespace}"
    reply = cluster.get(path)
    if reply.missing:
        return ""
    reason = why_kept(reply.body if reply.ok else None, [])
    if reason:
        return reason
    try:
        reason = why_kept(reply.body, leftovers(cluster, namespace))
    except OperationError as error:
        return f"whether it is empty could not be seen: {error}"
    if reason:
        return reason
    with console.step(f"delete namespace {namespace}, which is ours and empty"):
        cluster.delete(path)
        return _wait(cluster, path)


def why_kept(namespace: Mapping[str, Any] | None, left: Sequence[str]) -> str:
    """Return why a namespace is not deleted; nothing where it may be."""
    if namespace is None:
        return "you may not read it"
    labels = namespace["metadata"].get("labels") or {}
    if not OURS.items() <= labels.items():
        return "it is not ours"
    if not left:
        return ""
    more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
    return f"it holds {', '.join(left[:_SHOWN])}{more}"


def _wait(cluster: Cluster, path: str) -> str:
    end = monotonic() + TIMEOUT
    while monotonic() < end:
        if cluster.get(path).missing:
            return ""
        sleep(1)
    return f"it did not end within {TIMEOUT} s; a finalizer of something in it waits"
