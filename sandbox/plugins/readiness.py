"""When an object is in working order: of the kinds that run something, by status.

Custom resources are not waited for, as with the official provider.
"""

from sandbox.plugins.cluster import Object


def lacks(live: Object) -> str | None:
    """What the object still lacks to be ready, in a few words; nothing when ready."""
    kind = f"{live.get('apiVersion')}/{live.get('kind')}"
    status = live.get("status") or {}
    if kind in {"apps/v1/Deployment", "apps/v1/StatefulSet", "apps/v1/DaemonSet"}:
        return _rollout(live, status)
    if kind == "batch/v1/Job":
        return _condition(status, "Complete")
    if kind == "v1/Pod":
        return _condition(status, "Ready")
    if kind == "v1/Namespace" and status.get("phase") != "Active":
        return f"phase {status.get('phase')}"
    return None


def _rollout(live: Object, status: Object) -> str | None:
    if status.get("observedGeneration", 0) < live["metadata"].get("generation", 0):
        return "its controller has not seen it yet"
    wanted = live["spec"].get("replicas", status.get("desiredNumberScheduled", 1))
    updated = status.get("updatedReplicas", status.get("updatedNumberScheduled", 0))
    ready = status.get("readyReplicas", status.get("numberReady", 0))
    if updated < wanted or ready < wanted:
        return f"{ready} of {wanted} pods ready, {updated} up to date"
    return None


def _condition(status: Object, wanted: str) -> str | None:
    for condition in status.get("conditions") or []:
        if condition.get("type") == wanted:
            if condition.get("status") == "True":
                return None
            return str(condition.get("message") or condition.get("reason") or wanted)
    return f"no condition {wanted} yet"
