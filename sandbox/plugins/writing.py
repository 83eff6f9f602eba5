"""Writing objects to the cluster: create, apply, delete, and wait for the outcome."""

import time
from collections.abc import Callable

import httpx

from sandbox.plugins import inputs, ownership, readiness
from sandbox.plugins.cluster import JSON_PATCH, ApiError, Cluster, NoKindError, Object
from sandbox.plugins.session import RefusedError, Session

_RETRIES = 5  # of a creation whose namespace or kind is not there yet
_PATIENCE = 600.0  # seconds, for an object to become ready or to be gone
_LOOK_EVERY = 1.0  # seconds

ABSENT = httpx.codes.NOT_FOUND


class NotReadyError(Exception):
    """An object that was written but is not in working order; `live` was seen last."""

    def __init__(self, reason: str, live: Object) -> None:
        super().__init__(reason)
        self.live = live


class Writer:
    """Writes to one session's cluster."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def create(self, obj: Object, manager: str, urn: str, *, preview: bool) -> Object:
        """Create the object, again while its namespace or its kind is not there yet.

        Raises ApiError, NoKindError. In a preview the server only acts as if.
        """
        pause = 1.0
        for attempt in range(1, _RETRIES + 1):
            try:
                return self._create(obj, manager, preview=preview)
            except (ApiError, NoKindError) as error:
                if preview or not _absent(error):
                    raise
                retry = f"Retry #{attempt}; creation failed: {error}"
                self._session.log.status(retry, urn)
            self.sleep(pause)
            pause *= 2
        return self._create(obj, manager, preview=preview)

    def _create(self, obj: Object, manager: str, *, preview: bool) -> Object:
        cluster = self._session.reachable()
        if self._session.options.upsert:
            force = preview or self._forced(obj)
            return cluster.apply(obj, manager, force=force, dry_run=preview)
        return cluster.create(obj, ownership.CREATOR, dry_run=preview)

    def apply(self, obj: Object, manager: str, *, preview: bool) -> Object:
        """Apply the object as `manager`, which first takes its creator's fields."""
        cluster = self._session.reachable()
        live = cluster.get(obj)
        managers = ownership.handed_over(live, manager)
        if managers and not preview:
            _hand_over(cluster, live, managers)
        force = self._forced(obj) or (preview and ownership.created_here(live))
        return cluster.apply(obj, manager, force=force, dry_run=preview)

    def _forced(self, obj: Object) -> bool:
        asked = inputs.annotations(obj).get(inputs.PATCH_FORCE) == "true"
        return asked or self._session.options.patch_force

    def delete(self, live: Object, declared: Object, timeout: float) -> None:
        """Delete the object and wait until it is gone; one already gone is fine."""
        cluster = self._session.reachable()
        policy = inputs.annotations(declared).get(inputs.PROPAGATION, "foreground")
        try:
            cluster.delete(live, policy.capitalize())
            self._wait(lambda: _still_there(cluster, live), timeout, declared)
        except (ApiError, NoKindError) as error:
            if not _absent(error):
                raise

    def settle(self, live: Object, obj: Object, urn: str, timeout: float) -> Object:
        """Wait until the object is ready; raises NotReadyError when it never is."""
        if inputs.annotations(obj).get(inputs.SKIP_AWAIT) == "true":
            return live
        cluster, seen = self._session.reachable(), [live]

        def lacking() -> str | None:
            lack = readiness.lacks(seen[-1])
            if lack:
                self._session.log.status(lack, urn)
                seen.append(cluster.get(live))
            return lack

        try:
            self._wait(lacking, timeout, obj)
        except (ApiError, TimeoutError, RefusedError, httpx.HTTPError) as error:
            # Whatever happened on the way: the object is there and must be kept.
            raise NotReadyError(str(error), seen[-1]) from error
        return seen[-1]

    def _wait(
        self, lacking: Callable[[], str | None], timeout: float, obj: Object
    ) -> None:
        annotated = inputs.annotations(obj).get(inputs.TIMEOUT)
        patience = timeout or float(annotated or _PATIENCE)
        until = time.monotonic() + patience
        while lack := lacking():
            if time.monotonic() > until:
                raise TimeoutError(f"{lack}, after {patience:.0f} s")
            self.sleep(_LOOK_EVERY)

    def sleep(self, seconds: float) -> None:
        """Wait, unless the engine cancels: then RefusedError."""
        if self._session.children.cancelled.wait(seconds):
            raise RefusedError("cancelled")


def _absent(error: ApiError | NoKindError) -> bool:
    return isinstance(error, NoKindError) or error.status == ABSENT


def _still_there(cluster: Cluster, live: Object) -> str | None:
    found = cluster.get(live)["metadata"]  # an ApiError (404) when it is gone
    if found.get("uid") != live["metadata"].get("uid"):
        return None
    return f"still there, finalizers {found.get('finalizers') or 'none'}"


def _hand_over(cluster: Cluster, live: Object, managers: list[Object]) -> None:
    path = cluster.path(live, name=live["metadata"]["name"])
    patch = [
        {"op": "replace", "path": "/metadata/managedFields", "value": managers},
        {
            "op": "replace",
            "path": "/metadata/resourceVersion",
            "value": live["metadata"]["resourceVersion"],
        },
    ]
    cluster.request("PATCH", path, body=patch, content=JSON_PATCH)
