"""The Kubernetes API, as far as the provider needs it: any kind, by its own words.

Owns requests, discovery of kinds, and errors. No kind is known beforehand.
"""

import json
import threading
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.plugins.kubeconfig import Access

Object = dict[str, Any]

APPLY = "application/apply-patch+yaml"
JSON_PATCH = "application/json-patch+json"

_TIMEOUT = 32.0  # seconds that one request may take, unless settings say otherwise


class ApiError(Exception):
    """The API server's refusal; the message is the server's own."""

    def __init__(self, status: int, body: Object) -> None:
        super().__init__(body.get("message") or f"HTTP status {status}")
        self.status = status
        self.reason = body.get("reason", "")
        self.details = body.get("details") or {}

    @property
    def names_missing_namespace(self) -> bool:
        """Whether what was not found is the namespace and not the object."""
        return self.status == httpx.codes.NOT_FOUND and (
            self.details.get("kind") == "namespaces"
        )


class UnreachableError(Exception):
    """No API server answered, or it let nobody in; why, in one line."""


class NoKindError(Exception):
    """The API server knows no such kind, for example because its CRD is missing."""


@dataclass(frozen=True)
class Kind:
    """How the API addresses a kind."""

    plural: str
    namespaced: bool


class Cluster:
    """One API server; safe to use from several threads."""

    def __init__(self, access: Access, timeout: float | None = None) -> None:
        self.access = access
        self._client = httpx.Client(
            base_url=access.server,
            headers=access.headers,
            verify=access.trust,
            timeout=timeout or _TIMEOUT,
        )
        self._kinds: dict[tuple[str, str], Kind] = {}
        self._lock = threading.Lock()

    def check_reachable(self) -> None:
        """Raise UnreachableError unless the API server answers this login."""
        try:
            self.request("GET", "/apis")
        except (ApiError, httpx.HTTPError, OSError) as error:
            reason = f"{self.access.server}: {error or type(error).__name__}"
            raise UnreachableError(
                f"unable to load schema information from the API server: {reason}"
            ) from error

    def kind(self, api_version: str, kind: str) -> Kind:
        """How to address a kind; raises NoKindError. What is missing is asked anew."""
        with self._lock:
            known = self._kinds.get((api_version, kind))
        if known is None:
            known = self._discover(api_version, kind)
            with self._lock:
                self._kinds[api_version, kind] = known
        return known

    def _discover(self, api_version: str, kind: str) -> Kind:
        missing = NoKindError(
            f'no matches for kind "{kind}" in version "{api_version}"'
        )
        try:
            listed = self.request("GET", _root(api_version))
        except ApiError as error:
            if error.status == httpx.codes.NOT_FOUND:
                raise missing from error
            raise
        for resource in listed.get("resources", []):
            if resource["kind"] == kind and "/" not in resource["name"]:
                return Kind(resource["name"], resource["namespaced"])
        raise missing

    def path(self, obj: Object, *, name: str = "") -> str:
        """Where the object's collection is, or the object when a name is given."""
        kind = self.kind(obj["apiVersion"], obj["kind"])
        where = _root(obj["apiVersion"])
        if kind.namespaced:
            namespace = obj["metadata"].get("namespace") or self.access.namespace
            where += f"/namespaces/{namespace}"
        return f"{where}/{kind.plural}" + (f"/{name}" if name else "")

    def get(self, obj: Object) -> Object:
        """The live object of the same kind, namespace and name."""
        return self.request("GET", self.path(obj, name=obj["metadata"]["name"]))

    def create(self, obj: Object, manager: str, *, dry_run: bool) -> Object:
        """Create the object; one that is there already is an ApiError (409)."""
        query = {"fieldManager": manager} | _dry(dry_run)
        return self.request("POST", self.path(obj), query=query, body=obj)

    def apply(self, obj: Object, manager: str, *, force: bool, dry_run: bool) -> Object:
        """Server-side apply: the object as `manager` wants it; conflicts are 409."""
        query = {"fieldManager": manager, "force": str(force).lower()} | _dry(dry_run)
        path = self.path(obj, name=obj["metadata"]["name"])
        return self.request("PATCH", path, query=query, body=obj, content=APPLY)

    def replace(self, obj: Object, manager: str, *, dry_run: bool) -> Object:
        """Put the object in the place of the live one."""
        query = {"fieldManager": manager} | _dry(dry_run)
        path = self.path(obj, name=obj["metadata"]["name"])
        return self.request("PUT", path, query=query, body=obj)

    def delete(self, obj: Object, propagation: str) -> None:
        """Begin to delete the object."""
        body = {"propagationPolicy": propagation}
        path = self.path(obj, name=obj["metadata"]["name"])
        self.request("DELETE", path, body=body)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        body: object = None,
        content: str = "application/json",
    ) -> Object:
        """One request; raises ApiError for what the server refuses."""
        answer = self._client.request(
            method,
            path,
            params=query,
            content=None if body is None else json.dumps(body),
            headers={"Content-Type": content},
        )
        found = _body(answer)
        if answer.is_error:
            raise ApiError(answer.status_code, found)
        return found


def _root(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"


def _dry(dry_run: bool) -> dict[str, str]:  # noqa: FBT001  its name says it
    return {"dryRun": "All"} if dry_run else {}


def _body(answer: httpx.Response) -> Object:
    try:
        found = answer.json()
    except ValueError:
        found = {"message": answer.text.strip()[:500]}
    return found if isinstance(found, dict) else {}
