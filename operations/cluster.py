"""The cluster of a stack: plain requests, and Services through the API server.

The same cluster as `pulumi up` writes to: context and server of the stack file, and a
kubeconfig that leads elsewhere is refused.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from kubernetes import client
from kubernetes.config import ConfigException, new_client_from_config_dict
from urllib3.exceptions import HTTPError

from domain import kubeconfig
from operations import stackfiles
from operations.errors import OperationError

# Seconds until a cluster that does not answer counts as out of reach: to connect, and
# to read, which a busy Prometheus behind its Service may make slow.
TIMEOUT = (5, 20)
_PORTS = {"http": 80, "https": 443}


class UnreachableError(OperationError):
    """The cluster did not answer."""


@dataclass(frozen=True)
class Reply:
    """An answer: status, body as JSON or text, and in one line why it failed."""

    status: int
    body: Any
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def missing(self) -> bool:
        """Whether there is no such object, or no such kind."""
        return self.status == HTTPStatus.NOT_FOUND


class Cluster:
    """Requests to one API server."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.server = str(config["clusters"][0]["cluster"]["server"])
        # Before the client is made: its pool of connections takes them from here.
        configuration = client.Configuration()
        configuration.retries = False
        try:
            connect: Any = new_client_from_config_dict
            self._client = connect(config, client_configuration=configuration)
        except ConfigException as error:
            raise OperationError(f"kubeconfig of {self.server}: {error}") from None

    def get(self, path: str, **query: str) -> Reply:
        """Read a path.

        Raises:
            UnreachableError: where the cluster does not answer.
        """
        return self._call("GET", path, query)

    def post(self, path: str) -> Reply:
        """Ask for something to be done, without a body.

        Raises:
            UnreachableError: where the cluster does not answer.
        """
        return self._call("POST", path, {})

    def delete(self, path: str) -> Reply:
        """Delete an object.

        Raises:
            UnreachableError: where the cluster does not answer.
        """
        return self._call("DELETE", path, {})

    def items(self, path: str, **query: str) -> list[dict[str, Any]]:
        """Return the objects of a collection; none where their kind is unknown.

        Raises:
            OperationError: where the cluster does not let us read them.
        """
        reply = self.get(path, **query)
        if reply.missing:
            return []
        if not reply.ok:
            raise OperationError(f"cannot read {path}: {reply.status} {reply.reason}")
        return list(reply.body.get("items") or ())

    def service(self, url: str, path: str = "", **query: str) -> Reply:
        """Read an in-cluster URL of a Service, http://NAME.NAMESPACE:PORT/PATH.

        Raises:
            UnreachableError: where the cluster does not answer.
        """
        return self.get(proxied(url) + path, **query)

    def _call(self, method: str, path: str, query: Mapping[str, str]) -> Reply:
        request = self._client.param_serialize(
            method,
            path,
            query_params=list(query.items()),
            auth_settings=["BearerToken"],
        )
        try:
            answer = self._client.call_api(*request, _request_timeout=TIMEOUT)
            answer.read()
        except (HTTPError, client.ApiException) as error:
            reason = str(getattr(error, "reason", error)).rsplit(": ", 1)[-1]
            raise UnreachableError(
                f"{self.server} does not answer ({reason}); is it up, and is this "
                "its kubeconfig?"
            ) from None
        return _reply(answer.status, answer.data or b"", str(answer.reason))


def connect(stack: str) -> Cluster:
    """Return the cluster that the stack file declares.

    Raises:
        OperationError: where the file, the kubeconfig or the context is missing or
            leads to another cluster.
        UnreachableError: where the cluster does not answer when it is asked who it is.
    """
    try:
        config = stackfiles.read(stackfiles.current(stack))
    except stackfiles.StackFileError as error:
        raise OperationError(str(error), 2) from None
    section = config.get(f"{stackfiles.PROJECT}:cluster") or {}
    if not isinstance(section, dict) or not {"server", "context"} <= section.keys():
        raise OperationError(f"cluster: server and context are not set for {stack}", 2)
    path = kubeconfig.locate(section.get("kubeconfig"), os.environ)
    try:
        chosen = kubeconfig.select(path, section["context"], section["server"])
    except kubeconfig.KubeconfigError as error:
        raise OperationError(f"cluster: {error}") from None
    cluster = Cluster(chosen)
    if section.get("uid"):
        _require_uid(cluster, section["uid"])
    return cluster


def _require_uid(cluster: Cluster, declared: str) -> None:
    reply = cluster.get("/api/v1/namespaces/kube-system")
    found = reply.body["metadata"]["uid"] if reply.ok else reply.reason
    if found != declared:
        raise OperationError(
            f"cluster.uid is {declared} but kube-system at {cluster.server} has "
            f"{found}; this is another cluster"
        )


def proxied(url: str) -> str:
    """Return the API server's path to an in-cluster URL of a Service."""
    parts = urlsplit(url)
    name, namespace = str(parts.hostname).split(".")[:2]
    port = parts.port or _PORTS[parts.scheme]
    scheme = "https:" if parts.scheme == "https" else ""
    service = f"{scheme}{name}:{port}"
    base = f"/api/v1/namespaces/{namespace}/services/{service}/proxy"
    return base + quote(parts.path.rstrip("/"))


def _reply(status: int, data: bytes, reason: str) -> Reply:
    text = data.decode(errors="replace")
    try:
        body = json.loads(text)
    except ValueError:
        body = text
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Reply(status, body)
    message = (
        body.get("message") or body.get("error") if isinstance(body, dict) else text
    )
    return Reply(status, body, " ".join(str(message or reason).split())[:300])
