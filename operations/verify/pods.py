"""Why a pod does not run, from its status and its events."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Object = Mapping[str, Any]

# What a container says while nothing is wrong yet.
_STARTING = {"ContainerCreating", "PodInitializing"}
_IMAGE = {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"}


class Problem(NamedTuple):
    """Why something does not run, and what to do."""

    cause: str
    remedy: str


def problem(pod: Object, events: Sequence[Object] = ()) -> Problem | None:
    """Return why a pod is not ready, the most telling reason first; None if it is."""
    if is_ready(pod):
        return None
    name = pod["metadata"]["name"]
    found = _unschedulable(pod) or next(_containers(pod), None) or _event(events)
    cause, remedy = found or Problem("it is still starting", "wait, then look again")
    return Problem(f"pod {name}: {cause}", remedy.replace("POD", name))


def is_ready(pod: Object) -> bool:
    """Tell whether a pod takes requests."""
    return (condition(pod, "Ready") or {}).get("status") == "True"


def condition(item: Object, kind: str) -> Object | None:
    """Return a condition of an object's status."""
    conditions = (item.get("status") or {}).get("conditions") or ()
    return next((found for found in conditions if found.get("type") == kind), None)


def last_warning(events: Iterable[Object]) -> str:
    """Return what the latest warning among events says; empty where there is none."""
    warnings = [event for event in events if event.get("type") == "Warning"]
    if not warnings:
        return ""
    last = max(warnings, key=_time)
    return f"{last.get('reason')}: {one_line(last.get('message'))}"


def one_line(text: object, limit: int = 240) -> str:
    """Return a text without line breaks, cut where it is too long to read."""
    line = " ".join(str(text or "").split())
    return line if len(line) <= limit else f"{line[:limit]}…"


def _time(event: Object) -> str:
    own = event.get("lastTimestamp") or event.get("eventTime")
    return str(own or event.get("metadata", {}).get("creationTimestamp") or "")


def _unschedulable(pod: Object) -> Problem | None:
    found = condition(pod, "PodScheduled")
    if not found or found.get("status") != "False":
        return None
    return Problem(
        f"no node takes it: {one_line(found.get('message'))}",
        "give the cluster what is missing, or ask for less in "
        "kubePrometheus.*.resources and storage",
    )


def _containers(pod: Object) -> Iterator[Problem]:
    status = pod.get("status") or {}
    for key in ("initContainerStatuses", "containerStatuses"):
        for container in status.get(key) or ():
            found = _container(container)
            if found:
                yield found


def _container(status: Object) -> Problem | None:
    name = f"container {status['name']}"
    state = status.get("state") or {}
    last = (status.get("lastState") or {}).get("terminated")
    waiting, ended = state.get("waiting"), state.get("terminated")
    if waiting and waiting.get("reason") in _IMAGE:
        return _image(name, status, waiting)
    if waiting and last:
        return _ended(name, last, str(waiting.get("reason", "")))
    if waiting and waiting.get("reason") not in _STARTING:
        words = f"{waiting.get('reason')}: {one_line(waiting.get('message'))}"
        return Problem(f"{name} waits: {words}", "kubectl describe pod POD says more")
    if ended and ended.get("exitCode"):
        return _ended(name, ended, "")
    return None


def _image(name: str, status: Object, waiting: Object) -> Problem:
    words = one_line(waiting.get("message") or status.get("image"))
    return Problem(
        f"{name} waits: {waiting['reason']}: {words}",
        "let the nodes reach that registry, or name a mirror and its pull secret",
    )


def _ended(name: str, ended: Object, waiting: str) -> Problem:
    reason, code = ended.get("reason") or "Error", ended.get("exitCode")
    words = one_line(ended.get("message"))
    cause = f"{name} ended: {reason}, exit code {code}{': ' if words else ''}{words}"
    if waiting:
        cause += f" ({waiting})"
    if reason == "OOMKilled":
        return Problem(cause, "raise its memory limit in kubePrometheus.*.resources")
    log = f"kubectl logs POD -c {name.removeprefix('container ')} --previous"
    return Problem(cause, f"{log} says why")


def _event(events: Iterable[Object]) -> Problem | None:
    words = last_warning(events)
    if not words:
        return None
    if words.startswith("FailedMount"):
        return Problem(words, "pulumi up puts our Secrets back; others are yours")
    return Problem(words, "kubectl describe pod POD says more")
