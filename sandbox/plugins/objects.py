"""Kubernetes objects of any kind: what the engine asks about them, and the answers."""

from pulumi.runtime.proto import provider_pb2 as pb

from sandbox.plugins import diff, inputs, state
from sandbox.plugins.cluster import ApiError, NoKindError, Object
from sandbox.plugins.diff import Path
from sandbox.plugins.session import RefusedError, Session, UnfinishedError
from sandbox.plugins.wire import decode, encode, has_unknown, hide, plain
from sandbox.plugins.writing import ABSENT, NotReadyError, Writer

_REPLACING = {
    pb.PropertyDiff.ADD_REPLACE,
    pb.PropertyDiff.DELETE_REPLACE,
    pb.PropertyDiff.UPDATE_REPLACE,
}


class Objects:
    """The operations on Kubernetes objects, against one session's cluster."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._writer = Writer(session)

    def check(self, request: pb.CheckRequest) -> pb.CheckResponse:
        """The object as it will be created: named, in its namespace, in normal form."""
        news = decode(request.news)
        obj = inputs.normal(plain(news))
        failures = inputs.failures(obj)
        if not failures:
            obj = inputs.named(obj, plain(decode(request.olds)), request)
            obj = self._placed(obj)
        return pb.CheckResponse(inputs=encode(hide(obj, news)), failures=failures)

    def _placed(self, obj: Object) -> Object:
        own = inputs.metadata(obj)
        if not own or own.get("namespace") is not None or not self._namespaced(obj):
            return obj
        return {**obj, "metadata": {**own, "namespace": self._session.namespace}}

    def _namespaced(self, obj: Object) -> bool:
        # A kind that nobody knows yet is taken for a custom resource in a namespace.
        cluster = self._session.cluster
        if cluster is None:
            return obj["kind"] not in inputs.CLUSTER_WIDE
        try:
            return cluster.kind(obj["apiVersion"], obj["kind"]).namespaced
        except NoKindError:
            return True

    def diff(self, request: pb.DiffRequest) -> pb.DiffResponse:
        """Which declared paths are not as they are in the cluster."""
        old = state.State.read(request.olds)
        new = inputs.normal(plain(decode(request.news)))
        before = diff.prune(inputs.normal(old.live), old.declared)
        ignore = list(request.ignoreChanges)
        found = [c for c in diff.changes(before, new) if not diff.ignored(c, ignore)]
        paths = diff.detailed(found, self._replacing(new))
        replaces = [path for path, change in paths.items() if change.kind in _REPLACING]
        some, none = pb.DiffResponse.DIFF_SOME, pb.DiffResponse.DIFF_NONE
        return pb.DiffResponse(
            changes=some if paths else none,
            replaces=replaces,
            deleteBeforeReplace=bool(replaces) and state.same_place(old.live, new),
            detailedDiff=paths,
            hasDetailedDiff=True,
        )

    def _replacing(self, new: Object) -> tuple[Path, ...]:
        options = self._session.options
        return diff.replaced_by(
            new,
            secret_mutable=options.secret_mutable,
            config_map_mutable=options.config_map_mutable,
        )

    def create(self, request: pb.CreateRequest) -> pb.CreateResponse:
        """Create the object; one that is there already is an error."""
        news = decode(request.properties)
        obj = plain(news)
        if request.preview and not self._can_preview(obj):
            return pb.CreateResponse(properties=request.properties)
        manager = state.manager_of(obj)
        try:
            live = self._writer.create(
                obj, manager, request.urn, preview=request.preview
            )
        except (ApiError, NoKindError) as error:
            if request.preview and _only_a_previews(error):
                return pb.CreateResponse(properties=request.properties)
            raise RefusedError(_not_created(request.urn, obj, error)) from error
        live = self._settled(live, obj, request, manager)
        kept = state.write(live, obj, news, manager)
        identity = "" if request.preview else state.identity(live)
        return pb.CreateResponse(id=identity, properties=encode(kept))

    def _can_preview(self, obj: Object) -> bool:
        if has_unknown(obj) or self._session.cluster is None:
            return False
        try:
            self._session.cluster.kind(obj["apiVersion"], obj["kind"])
        except NoKindError:
            return False
        return True

    def _settled(
        self,
        live: Object,
        obj: Object,
        request: pb.CreateRequest | pb.UpdateRequest,
        manager: str,
    ) -> Object:
        if request.preview:
            # What a program reads of a status must not be a status that never was.
            return {key: value for key, value in live.items() if key != "status"}
        try:
            return self._writer.settle(live, obj, request.urn, request.timeout)
        except NotReadyError as error:
            news = (
                request.properties
                if isinstance(request, pb.CreateRequest)
                else request.news
            )
            kept = state.write(error.live, obj, decode(news), manager)
            message = f'resource "{request.urn}" was written but is not ready: {error}'
            raise UnfinishedError(message, state.identity(live), kept) from error

    def read(self, request: pb.ReadRequest) -> pb.ReadResponse:
        """The object as it is now; nothing when it is gone."""
        old = decode(request.inputs)
        try:
            live = self._session.reachable().get(state.addressed(request))
        except (ApiError, NoKindError) as error:
            if isinstance(error, ApiError) and error.status != ABSENT:
                raise RefusedError(f"{request.id}: {error}") from error
            return pb.ReadResponse()
        found = {k: v for k, v in inputs.normal(live).items() if k != "status"}
        declared = diff.prune(found, inputs.normal(plain(old))) if old else found
        manager = state.manager_of(declared, state.State.read(request.properties))
        kept = state.write(live, declared, old, manager)
        return pb.ReadResponse(
            id=request.id,
            properties=encode(kept),
            inputs=encode(hide(declared, old)),
        )

    def update(self, request: pb.UpdateRequest) -> pb.UpdateResponse:
        """Apply the object on the server's side, as the manager of its fields."""
        news = decode(request.news)
        obj = inputs.normal(plain(news))
        if request.preview and not self._can_preview(obj):
            return pb.UpdateResponse(properties=request.news)
        manager = state.manager_of(obj, state.State.read(request.olds))
        try:
            live = self._writer.apply(obj, manager, preview=request.preview)
        except (ApiError, NoKindError) as error:
            if request.preview and getattr(error, "reason", "") == "Forbidden":
                return pb.UpdateResponse(properties=request.news)
            message = f'update of resource "{request.urn}" failed: {error}'
            raise RefusedError(message) from error
        live = self._settled(live, obj, request, manager)
        return pb.UpdateResponse(
            properties=encode(state.write(live, obj, news, manager))
        )

    def delete(self, request: pb.DeleteRequest) -> None:
        """Delete the object and wait until it is gone; one already gone is fine."""
        old = state.State.read(request.properties)
        try:
            self._writer.delete(old.live, old.declared, request.timeout)
        except (ApiError, TimeoutError) as error:
            raise RefusedError(f"{request.id}: {error}") from error


def _only_a_previews(error: ApiError | NoKindError) -> bool:
    # The official provider says nothing of these in a preview either: a namespace that
    # is still to come, no right to act as if, an object that is there already.
    if isinstance(error, NoKindError) or error.names_missing_namespace:
        return True
    return error.reason in {"Forbidden", "AlreadyExists"}


def _not_created(urn: str, obj: Object, error: ApiError | NoKindError) -> str:
    if isinstance(error, NoKindError):
        return (
            f'creation of resource "{urn}" failed: {error}; the Kubernetes API server '
            "does not know the kind: install its CustomResourceDefinition first"
        )
    message = (
        f'resource "{urn}" was not successfully created by the Kubernetes API server: '
        f"{error}"
    )
    if error.reason != "AlreadyExists":
        return message
    identity = state.identity(obj)
    return (
        f"{message}; something else made it: adopt it with `pulumi import` (id "
        f"{identity}), delete it, or set upsertExistingObjects on the provider"
    )
