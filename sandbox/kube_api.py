"""Plain requests to an API server, for whatever kubeconfig names one."""

import ssl
from pathlib import Path
from typing import Any

import httpx
from kubernetes import client as kube
from kubernetes import config as kube_config

from sandbox.errors import SandboxError

COLLECTIONS = {
    "Namespace": "/api/v1/namespaces",
    "Secret": "/api/v1/namespaces/{namespace}/secrets",
    "Service": "/api/v1/namespaces/{namespace}/services",
    "Deployment": "/apis/apps/v1/namespaces/{namespace}/deployments",
}


def connect(kubeconfig: Path) -> httpx.Client:
    """Return a client of the API server of the kubeconfig's current context.

    Raises:
        SandboxError: the kubeconfig cannot be read.
    """
    settings = kube.Configuration()
    try:
        kube_config.load_kube_config(str(kubeconfig), client_configuration=settings)
    except kube_config.ConfigException as error:
        raise SandboxError(f"kubeconfig {kubeconfig}: {error}") from error
    trust = ssl.create_default_context(cafile=settings.ssl_ca_cert)
    if settings.cert_file:
        trust.load_cert_chain(settings.cert_file, settings.key_file)
    credentials: Any = settings.auth_settings().values()
    headers = {row["key"]: row["value"] for row in credentials}
    return httpx.Client(
        base_url=settings.host,
        headers=headers,
        verify=trust,
        timeout=15,
        trust_env=False,
    )


def send(api: httpx.Client, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own options
    """Send one request.

    Raises:
        SandboxError: no answer, or one that is no success, with the server's reason.
    """
    answer = _try(api, method, path, **options)
    if not answer.is_success:
        raise SandboxError(f"{method} {path} answered {reason(answer)}")
    return answer


def _try(api: httpx.Client, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own options
    try:
        return api.request(method, path, **options)
    except httpx.HTTPError as error:
        server = str(api.base_url).rstrip("/")
        raise SandboxError(f"{method} {server}{path}: {error}") from error


def reason(answer: httpx.Response) -> str:
    """Return the status of an answer and its message, in one line."""
    try:
        text = str(answer.json().get("message", ""))
    except (ValueError, AttributeError):
        text = answer.text
    return f"{answer.status_code}: {' '.join(text.split())[:300]}"


def put(api: httpx.Client, body: dict[str, Any]) -> None:
    """Create an object, or merge it into the one that is there.

    Not server-side apply: that takes two ports of one number, which Seldon's executor
    has, for a mistake.
    """
    path = address(body)
    if exists(api, body):
        merge = {"Content-Type": "application/merge-patch+json"}
        send(api, "PATCH", path, json=body, headers=merge)
    else:
        send(api, "POST", path.rpartition("/")[0], json=body)


def delete(api: httpx.Client, body: dict[str, Any]) -> None:
    """Delete an object; none there is as good."""
    path, options = address(body), {"propagationPolicy": "Foreground"}
    answer = _try(api, "DELETE", path, params=options)
    if not answer.is_success and answer.status_code != httpx.codes.NOT_FOUND:
        raise SandboxError(f"DELETE {path} answered {reason(answer)}")


def exists(api: httpx.Client, body: dict[str, Any]) -> bool:
    """Tell whether an object is there."""
    return _try(api, "GET", address(body)).is_success


def address(body: dict[str, Any]) -> str:
    """Return the path of an object."""
    collection = COLLECTIONS[body["kind"]]
    namespace = body["metadata"].get("namespace", "")
    return f"{collection.format(namespace=namespace)}/{body['metadata']['name']}"
