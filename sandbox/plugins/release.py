"""`helm.sh/v3:Release`: a chart, installed, upgraded and removed by the real Helm."""

import secrets
from typing import Any

import yaml
from pulumi.runtime.proto import provider_pb2 as pb

from sandbox.plugins import chart, diff
from sandbox.plugins.helm import Found, Helm, HelmError
from sandbox.plugins.session import RefusedError, Session, UnfinishedError
from sandbox.plugins.wire import (
    UNKNOWN,
    Secret,
    decode,
    encode,
    has_unknown,
    hide,
    plain,
)

TYPE = "kubernetes:helm.sh/v3:Release"

_INPUTS = "__inputs"
_REPLACING: tuple[diff.Path, ...] = (("name",), ("namespace",))


class Releases:
    """The operations on Helm releases, against one session's cluster."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _helm(self) -> Helm:
        return Helm(self._session.reachable().access, self._session.children)

    def check(self, request: pb.CheckRequest) -> pb.CheckResponse:
        """The inputs with defaults, and the chart loaded to learn its version."""
        given = decode(request.news)
        failures = chart.failures(given)
        old = plain(decode(request.olds))
        name = given.get("name") or old.get("name") or _new_name(request)
        inputs = chart.complete(given | {"name": name}, self._session.namespace)
        if not failures and not has_unknown(inputs):
            failures += self._resolve(inputs)
        return pb.CheckResponse(inputs=encode(inputs), failures=failures)

    def _resolve(self, inputs: chart.Inputs) -> list[pb.CheckFailure]:
        clear = plain(inputs)
        try:
            helm = Helm(None, self._session.children)
            inputs["version"] = helm.chart_version(chart.source(clear))
        except HelmError as error:
            reason = f"chart {clear['chart']!r}: {error}; check its name and repository"
            return [pb.CheckFailure(property="chart", reason=reason)]
        return []

    def diff(self, request: pb.DiffRequest) -> pb.DiffResponse:
        """Which inputs changed, value by value; the cluster is not asked."""
        old = decode(request.olds)
        before = plain(old.pop(_INPUTS, {}))
        new = plain(decode(request.news))
        was = diff.prune(plain(old), before)
        ignore = list(request.ignoreChanges)
        found = [c for c in diff.changes(was, new) if not diff.ignored(c, ignore)]
        paths = diff.detailed(found, _REPLACING)
        some, none = pb.DiffResponse.DIFF_SOME, pb.DiffResponse.DIFF_NONE
        return pb.DiffResponse(
            changes=some if paths else none,
            replaces=[path for path in paths if (path,) in _REPLACING],
            diffs=sorted({str(change.path[0]) for change in found}),
            detailedDiff=paths,
            hasDetailedDiff=bool(paths),
        )

    def create(self, request: pb.CreateRequest) -> pb.CreateResponse:
        """`helm install`; a release of that name is an error, in Helm's own words."""
        inputs = decode(request.properties)
        if request.preview:
            return pb.CreateResponse(properties=encode(_state(inputs, None)))
        clear = plain(inputs)
        found = self._write(chart.install(clear), inputs, "created")
        state = encode(_state(inputs, found))
        return pb.CreateResponse(id=_identity(clear), properties=state)

    def update(self, request: pb.UpdateRequest) -> pb.UpdateResponse:
        """`helm upgrade`."""
        inputs = decode(request.news)
        if request.preview:
            return pb.UpdateResponse(properties=encode(_state(inputs, None)))
        found = self._write(
            chart.upgrade(plain(inputs)), inputs, "was upgraded but failed"
        )
        return pb.UpdateResponse(properties=encode(_state(inputs, found)))

    def _write(self, arguments: list[str], inputs: chart.Inputs, done: str) -> Found:
        helm, clear = self._helm(), plain(inputs)
        place, who = (clear["namespace"], clear["name"]), _named(clear)
        before = helm.find(*place)
        try:
            helm.run(arguments, clear.get("values") or {})
        except HelmError as error:
            after = helm.find(*place)
            if after is None or (before and before.revision == after.revision):
                raise RefusedError(f"{who}: {error}") from error
            message = f"{who} was {done} but failed: {error}"
            state = _state(inputs, after)
            raise UnfinishedError(message, _identity(clear), state) from error
        found = helm.find(*place)
        if found is None:
            raise RefusedError(f"{who} is gone again")
        return found

    def read(self, request: pb.ReadRequest) -> pb.ReadResponse:
        """The release as Helm has it; nothing when it is gone."""
        old = decode(request.properties)
        kept = old.pop(_INPUTS, None)
        namespace, _, name = request.id.rpartition("/")
        found = self._helm().find(namespace, name)
        if found is None:
            return pb.ReadResponse()
        inputs = _imported(found) if kept is None else _opened(kept)
        state = encode(_state(inputs, found))
        return pb.ReadResponse(id=request.id, properties=state, inputs=encode(inputs))

    def delete(self, request: pb.DeleteRequest) -> None:
        """`helm uninstall`, which waits until everything is gone."""
        clear = plain(decode(request.properties))
        try:
            self._helm().run(chart.uninstall(clear))
        except HelmError as error:
            raise RefusedError(f"{_named(clear)}: {error}") from error


def _opened(kept: Any) -> chart.Inputs:  # noqa: ANN401  as the engine kept it
    inputs: chart.Inputs = kept.value if isinstance(kept, Secret) else kept
    return inputs


def _state(inputs: chart.Inputs, found: Found | None) -> dict[str, Any]:
    """What the engine keeps of a release; before it is there, outputs are unknown."""
    if found is None:
        outputs: dict[str, Any] = {"status": UNKNOWN, "resourceNames": UNKNOWN}
    else:
        values = chart.merge(plain(inputs.get("values") or {}), found.config)
        outputs = {
            "version": found.version,
            "values": values,
            "status": _status(found),
            "resourceNames": resource_names(found.manifest),
        }
    shown = hide({**plain(inputs), **outputs}, inputs)
    return {**shown, _INPUTS: Secret(inputs)}


def _status(found: Found) -> dict[str, Any]:
    return {
        "appVersion": found.app_version,
        "chart": found.chart,
        "name": found.name,
        "namespace": found.namespace,
        "revision": found.revision,
        "status": found.status,
        "version": found.version,
    }


def resource_names(manifest: str) -> dict[str, list[str]]:
    """The rendered objects' names, in groups such as `Deployment.apps/apps/v1`."""
    groups: dict[str, set[str]] = {}
    for obj in yaml.load_all(manifest, Loader=_LOADER):
        if not isinstance(obj, dict) or not obj.get("kind"):
            continue
        group, _, _ = obj["apiVersion"].rpartition("/")
        kind = f"{obj['kind']}.{group}" if group else obj["kind"]
        own = obj.get("metadata") or {}
        name = "/".join(filter(None, [own.get("namespace"), own.get("name")]))
        groups.setdefault(f"{kind}/{obj['apiVersion']}", set()).add(name)
    return {group: sorted(names) for group, names in sorted(groups.items())}


# The compiled loader, where there is one: manifests of a stack are megabytes.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _imported(found: Found) -> chart.Inputs:
    return {
        "name": found.name,
        "namespace": found.namespace,
        "chart": found.chart,
        "version": found.version,
        "values": found.config,
        "timeout": chart.DEFAULT_TIMEOUT,
    }


def _identity(clear: chart.Inputs) -> str:
    return f"{clear['namespace']}/{clear['name']}"


def _named(clear: chart.Inputs) -> str:
    return f"Helm release {_identity(clear)}"


def _new_name(request: pb.CheckRequest) -> str:
    logical = request.urn.rsplit("::", 1)[-1]
    return f"{logical}-{secrets.token_hex(4)}"
