"""Waiting for Deployments of a cluster, and why one is not ready."""

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import httpx

from sandbox import kube_api
from sandbox.errors import SandboxError

READY_SECONDS = 90
POLL_SECONDS = 0.5


def wait(api: httpx.Client, deployments: list[dict[str, Any]]) -> None:
    """Wait until all pods of each Deployment are ready and of its latest version.

    Raises:
        SandboxError: not after READY_SECONDS; the message names the pod and why.
    """
    for deployment in deployments:
        until(partial(_ready, api, deployment), partial(_why_not, api, deployment))


def until(done: Callable[[], bool], why_not: Callable[[], str]) -> None:
    """Wait until something is done.

    Raises:
        SandboxError: not after READY_SECONDS; the message is what why_not returns.
    """
    end = time.monotonic() + READY_SECONDS
    while not done():
        if time.monotonic() > end:
            raise SandboxError(why_not())
        time.sleep(POLL_SECONDS)


def _ready(api: httpx.Client, deployment: dict[str, Any]) -> bool:
    live = kube_api.send(api, "GET", kube_api.address(deployment)).json()
    status, wanted = live["status"], live["spec"]["replicas"]
    seen = status.get("observedGeneration") == live["metadata"]["generation"]
    counts = [status.get(f"{kind}Replicas", 0) for kind in ("updated", "available")]
    return seen and [*counts, status.get("replicas", 0)] == [wanted] * 3


def _why_not(api: httpx.Client, deployment: dict[str, Any]) -> str:
    labels = deployment["spec"]["selector"]["matchLabels"]
    selector = ",".join(f"{key}={text}" for key, text in labels.items())
    namespace = deployment["metadata"]["namespace"]
    path = f"/api/v1/namespaces/{namespace}/pods"
    pods = kube_api.send(api, "GET", path, params={"labelSelector": selector}).json()
    reasons = "; ".join(_pod_reasons(pods["items"])) or "it has no pod"
    name = f"{namespace}/{deployment['metadata']['name']}"
    return f"{name} is not ready after {READY_SECONDS} s: {reasons}"


def _pod_reasons(pods: list[dict[str, Any]]) -> Iterable[str]:
    for pod in pods:
        name, status = pod["metadata"]["name"], pod["status"]
        for container in status.get("containerStatuses", []):
            waiting = container["state"].get("waiting")
            if waiting:
                text = f"{waiting.get('reason')} {waiting.get('message', '')}".strip()
                yield f"pod {name}, container {container['name']}: {text}"
            elif not container["ready"]:
                yield f"pod {name}, container {container['name']}: not ready"
        for condition in status.get("conditions", []):
            if condition["type"] == "PodScheduled" and condition["status"] != "True":
                yield f"pod {name}: {condition.get('message', 'not scheduled')}"
