"""The workloads that play Seldon: deploying them, telling them what to do, asking them.

Everything goes through the API server, so nothing needs a port of this machine.
"""

import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from sandbox import kube_api
from sandbox.errors import SandboxError
from sandbox.seldon_manifests import manifests

READY_SECONDS = 90
POLL_SECONDS = 0.5

DEPLOY = ("seldon-system", "seldon-deploy:http")
EXECUTOR = ("seldon", "iris-default:http")
DETECTOR = ("seldon-logs", "iris-drift-detector:http")
API = "/seldon-deploy/api/v1alpha1"

# What each command of the sandbox sets, workload by workload.
MODES = {
    "fail": {EXECUTOR: "fail"},
    "slow": {EXECUTOR: "slow"},
    "drift": {DETECTOR: "drift"},
    "recover": {EXECUTOR: "ok", DETECTOR: "ok"},
}


def apply(kubeconfig: Path, values: dict[str, Any]) -> None:
    """Deploy the workloads, wired by Seldon Deploy's Helm values, until all are ready.

    Raises:
        SandboxError: the API server refused an object, or a pod is not ready after
            READY_SECONDS; the message names the pod and why.
    """
    objects = manifests(values)
    with kube_api.connect(kubeconfig) as api:
        for part in objects:
            kube_api.put(api, part)
        _wait(api, [part for part in objects if part["kind"] == "Deployment"])


def remove(kubeconfig: Path) -> None:
    """Delete the workloads and wait until they are gone; their namespaces stay."""
    objects = [part for part in manifests({}) if part["kind"] != "Namespace"]
    with kube_api.connect(kubeconfig) as api:
        for part in objects:
            kube_api.delete(api, part)
        _until(lambda: not any(kube_api.exists(api, part) for part in objects), _stay)


def model(kubeconfig: Path, mode: str) -> None:
    """Let the sample model fail, slow down, drift or recover."""
    if mode not in MODES:
        raise SandboxError(f"mode {mode!r}: not one of {', '.join(MODES)}")
    with kube_api.connect(kubeconfig) as api:
        for service, setting in MODES[mode].items():
            query = {"mode": setting}
            _through(api, service, "POST", "/sandbox/mode", params=query)


def webhooks(kubeconfig: Path) -> list[dict[str, Any]]:
    """Return what Alertmanager sent to Seldon, each with the time of its arrival."""
    return list(ask(kubeconfig, "GET", "/sandbox/webhooks"))


def alerts(kubeconfig: Path) -> list[dict[str, Any]]:
    """Return the firing alerts that Seldon lists."""
    return list(ask(kubeconfig, "GET", f"{API}/alerting/alerts"))


def ask(kubeconfig: Path, method: str, path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what Seldon Deploy answers to a request.

    Raises:
        SandboxError: it is not there, or answered an error, with its reason.
    """
    with kube_api.connect(kubeconfig) as api:
        return _through(api, DEPLOY, method, path).json()


def _through(
    api: httpx.Client,
    service: tuple[str, str],
    method: str,
    path: str,
    **options: Any,  # noqa: ANN401 - httpx's own options
) -> httpx.Response:
    namespace, port = service
    proxy = f"/api/v1/namespaces/{namespace}/services/{port}/proxy"
    return kube_api.send(api, method, proxy + path, **options)


def _wait(api: httpx.Client, deployments: list[dict[str, Any]]) -> None:
    for deployment in deployments:
        _until(partial(_ready, api, deployment), partial(_why_not, api, deployment))


def _until(done: Callable[[], bool], why_not: Callable[[], str]) -> None:
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


def _stay() -> str:
    return f"the workloads are still there {READY_SECONDS} s after their deletion"


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
