"""The workloads that play Seldon: deploying them, telling them what to do, asking them.

Everything goes through the API server, so nothing needs a port of this machine.
"""

from pathlib import Path
from typing import Any

import httpx

from sandbox import kube_api, rollout, seldon_oidc
from sandbox.errors import SandboxError
from sandbox.rollout import READY_SECONDS
from sandbox.seldon_manifests import manifests
from sandbox.seldon_oidc import Client

DEPLOY = ("seldon-system", "seldon-deploy:http")
EXECUTOR = ("seldon", "iris-default:http")
DETECTOR = ("seldon-logs", "iris-drift-detector:http")
METRICS_SERVER = ("seldon-logs", "iris-metrics-server:http")
PAGER = ("on-call", "pager:http")
API = "/seldon-deploy/api/v1alpha1"

# What each command of the sandbox sets, workload by workload.
MODES = {
    "fail": {EXECUTOR: "fail"},
    "slow": {EXECUTOR: "slow"},
    "reject": {EXECUTOR: "reject"},
    "idle": {EXECUTOR: "idle"},
    "drift": {DETECTOR: "drift"},
    "misjudge": {METRICS_SERVER: "misjudge"},
    "down": {METRICS_SERVER: "down"},
    "mute": {DEPLOY: "mute"},
    "recover": dict.fromkeys((EXECUTOR, DETECTOR, METRICS_SERVER, DEPLOY), "ok"),
}


def apply(
    kubeconfig: Path, values: dict[str, Any], client: Client | None = None
) -> None:
    """Deploy the workloads, wired by Seldon Deploy's Helm values, until all are ready.

    With a client, Seldon's webhook asks for a token, which that client can get.

    Raises:
        SandboxError: the API server refused an object, or a pod is not ready after
            READY_SECONDS; the message names the pod and why.
    """
    with kube_api.connect(kubeconfig) as api:
        provider = seldon_oidc.secret(api, client) if client else None
        objects = manifests(values, provider)
        for part in objects:
            kube_api.put(api, part)
        rollout.wait(api, [part for part in objects if part["kind"] == "Deployment"])


def remove(kubeconfig: Path) -> None:
    """Delete the workloads and wait until they are gone; their namespaces stay."""
    objects = [
        part
        for part in manifests({}, seldon_oidc.SECRET)
        if part["kind"] != "Namespace"
    ]
    with kube_api.connect(kubeconfig) as api:
        for part in objects:
            kube_api.delete(api, part)
        rollout.until(
            lambda: not any(kube_api.exists(api, part) for part in objects), _stay
        )


def model(kubeconfig: Path, *modes: str) -> None:
    """Let the sample model, or what is around it, fail in some ways, or recover.

    Raises:
        SandboxError: a mode is unknown, or two are of the same workload.
    """
    chosen: dict[tuple[str, str], str] = {}
    for mode in modes:
        if mode not in MODES:
            raise SandboxError(f"mode {mode!r}: not one of {', '.join(MODES)}")
        if chosen.keys() & MODES[mode].keys():
            raise SandboxError(f"mode {mode!r} excludes another one that was given")
        chosen |= MODES[mode]
    with kube_api.connect(kubeconfig) as api:
        for service, mode in chosen.items():
            _through(api, service, "POST", "/sandbox/mode", params={"mode": mode})


def webhooks(kubeconfig: Path) -> list[dict[str, Any]]:
    """Return what Alertmanager sent to Seldon, each with the time of its arrival."""
    return list(ask(kubeconfig, "GET", "/sandbox/webhooks"))


def pages(kubeconfig: Path) -> list[dict[str, Any]]:
    """Return what Alertmanager sent to who is on call, each with its arrival."""
    with kube_api.connect(kubeconfig) as api:
        return list(_through(api, PAGER, "GET", "/sandbox/pages").json())


def authority(kubeconfig: Path) -> str:
    """Return the certificate of the authority behind the token endpoint, in PEM.

    Raises:
        SandboxError: Seldon asks for no token.
    """
    with kube_api.connect(kubeconfig) as api:
        return seldon_oidc.authority(api)


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


def _stay() -> str:
    return f"the workloads are still there {READY_SECONDS} s after their deletion"
