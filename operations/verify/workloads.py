"""Links that run: the Deployments of Helm, the StatefulSets of the operator."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from domain.names import StackNames
from operations.cluster import Cluster
from operations.verify.links import Link, broken, ok
from operations.verify.pods import (
    Problem,
    condition,
    is_ready,
    last_warning,
    one_line,
    problem,
)

Object = Mapping[str, Any]

DEPLOYMENT = "Deployment"
STATEFUL_SET = "StatefulSet"
_AGAIN = "run pulumi up again"
_THEIRS = "ask whoever runs the operator for it; it is none of this stack's"
_APPS = "/apis/apps/v1/namespaces"
_OPERATOR_API = "/apis/monitoring.coreos.com/v1/namespaces"


class Workload(NamedTuple):
    """A Deployment or StatefulSet; `parent` is the operator's object behind it."""

    title: str
    kind: str
    namespace: str
    name: str
    parent: str = ""
    remedy: str = _AGAIN


def workloads(names: StackNames) -> tuple[Workload, ...]:
    """Return what a release runs, in the order in which each needs the one before."""
    prometheus, alertmanager = names.stateful_sets
    places = names.places
    found = (
        ("operator", DEPLOYMENT, *places.operator),
        ("kube-state-metrics", DEPLOYMENT, *places.kube_state_metrics),
        (
            *("Prometheus", STATEFUL_SET, places.prometheus.namespace, prometheus),
            f"prometheuses/{names.prometheus}",
        ),
        (
            *("Alertmanager", STATEFUL_SET, places.alertmanager.namespace),
            *(alertmanager, f"alertmanagers/{names.alertmanager}"),
        ),
    )
    remedy = _AGAIN if names.given_places is None else _THEIRS
    return tuple(Workload(*one)._replace(remedy=remedy) for one in found)


def look(cluster: Cluster, names: StackNames) -> Iterator[Link]:
    """Yield a link per workload."""
    for workload in workloads(names):
        yield link(cluster, names, workload)


def link(cluster: Cluster, names: StackNames, workload: Workload) -> Link:
    """Return a workload's link; where it is not ready, its failing pod and why."""
    found = read(cluster, workload)
    judged = judge(workload, found)
    if judged.holds or (found and not readiness(found)[1]):
        # Of a workload that wants no pod, its last one going is no cause.
        return judged
    why = _why(cluster, names, workload, found)
    return broken(judged.name, judged.found, *(why or (judged.cause, judged.remedy)))


def read(cluster: Cluster, workload: Workload) -> Object | None:
    """Return a workload as the cluster has it, or None."""
    plural = f"{workload.kind.lower()}s"
    path = f"{_APPS}/{workload.namespace}/{plural}/{workload.name}"
    reply = cluster.get(path)
    return reply.body if reply.ok else None


def judge(workload: Workload, found: Object | None) -> Link:
    """Return whether a workload runs as it was last told to."""
    if found is None:
        found_none = f"no {workload.kind} {workload.name}"
        return broken(workload.title, found_none, "it was deleted", workload.remedy)
    ready, wanted = readiness(found)
    if not wanted:
        return broken(
            workload.title,
            f"{workload.kind} {workload.name} wants no pod",
            "somebody scaled it to 0",
            "pulumi up --refresh puts it back; where it does not, kubectl scale",
        )
    if ready >= wanted and _is_current(found, wanted):
        return ok(workload.title, f"{ready} of {wanted} ready")
    return broken(
        workload.title,
        f"{ready} of {wanted} ready",
        "its pods are still being replaced",
        "wait, then look again",
    )


def readiness(found: Object) -> tuple[int, int]:
    """Return how many pods of a workload are ready, and how many it wants."""
    wanted = found["spec"].get("replicas", 1)
    return int(found.get("status", {}).get("readyReplicas") or 0), int(wanted)


def _is_current(found: Object, wanted: int) -> bool:
    status = found.get("status", {})
    seen = int(status.get("observedGeneration") or 0)
    updated = int(status.get("updatedReplicas") or 0)
    # Ready pods may be those of before, while new ones fail.
    is_whole = updated >= wanted and int(status.get("replicas") or 0) <= updated
    return seen >= int(found["metadata"].get("generation", 0)) and is_whole


def _why(
    cluster: Cluster, names: StackNames, workload: Workload, found: Object | None
) -> Problem | None:
    if found is None:
        return _unmade(cluster, names, workload)
    labels = found["spec"]["selector"].get("matchLabels") or {}
    selector = ",".join(f"{key}={value}" for key, value in labels.items())
    pods = cluster.items(
        f"/api/v1/namespaces/{workload.namespace}/pods", labelSelector=selector
    )
    for pod in pods:
        if not is_ready(pod):
            return problem(pod, _events(cluster, workload, pod["metadata"]["name"]))
    return no_pods(_events(cluster, workload, workload.name)) if not pods else None


def no_pods(events: list[dict[str, Any]]) -> Problem | None:
    """Return why a workload has no pod at all, as its events say it."""
    words = last_warning(events)
    remedy = (
        "what refuses its pods (quota, Pod Security, webhook) is to be told of them"
    )
    return Problem(words, remedy) if words else None


def _unmade(cluster: Cluster, names: StackNames, workload: Workload) -> Problem | None:
    if not workload.parent:
        return None
    reply = cluster.get(f"{_OPERATOR_API}/{workload.namespace}/{workload.parent}")
    return unmade(workload, names.operator, reply.body if reply.ok else None)


def unmade(workload: Workload, operator: str, parent: Object | None) -> Problem:
    """Return why the operator has not made a StatefulSet, from the object that asks."""
    kind = workload.parent.split("/")[0]
    if parent is None:
        return Problem(
            f"{workload.parent} is not there, which asks for it", workload.remedy
        )
    reconciled = condition(parent, "Reconciled") or {}
    if reconciled.get("status") == "False":
        return Problem(
            f"the operator refuses {kind}: {one_line(reconciled.get('message'))}",
            "correct what it names, then pulumi up",
        )
    return Problem(
        "the operator has not made it yet", f"kubectl logs deployment/{operator}"
    )


def _events(cluster: Cluster, workload: Workload, name: str) -> list[dict[str, Any]]:
    return cluster.items(
        f"/api/v1/namespaces/{workload.namespace}/events",
        fieldSelector=f"involvedObject.name={name}",
    )
