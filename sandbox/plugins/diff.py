"""What changed between two objects, path by path, and what that replaces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pulumi.runtime.proto.provider_pb2 import PropertyDiff

from sandbox.plugins.wire import has_unknown

Path = tuple[str | int, ...]
Kind = Literal["ADD", "DELETE", "UPDATE"]

_MISSING = object()
_PLAIN_KEY = re.compile(r"[^.\"\[\]]+")
_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|\.?([^.\[\]"]+)')

_IDENTITY = (("metadata", "name"), ("metadata", "namespace"))
_WORKLOAD = (("spec", "selector"),)
_REPLACED_BY: dict[str, tuple[Path, ...]] = {
    "v1/Service": (("spec", "clusterIP"),),
    "v1/Secret": (("type",),),
    "v1/PersistentVolumeClaim": (
        ("spec", "accessModes"),
        ("spec", "selector"),
        ("spec", "storageClassName"),
        ("spec", "volumeName"),
    ),
    "v1/Pod": (("spec",),),
    "apps/v1/Deployment": _WORKLOAD,
    "apps/v1/DaemonSet": _WORKLOAD,
    "apps/v1/StatefulSet": (
        *_WORKLOAD,
        ("spec", "podManagementPolicy"),
        ("spec", "revisionHistoryLimit"),
        ("spec", "serviceName"),
        ("spec", "volumeClaimTemplates"),
    ),
    "batch/v1/Job": (
        *_WORKLOAD,
        ("spec", "completions"),
        ("spec", "parallelism"),
        ("spec", "template"),
    ),
    "rbac.authorization.k8s.io/v1/RoleBinding": (("roleRef",),),
    "rbac.authorization.k8s.io/v1/ClusterRoleBinding": (("roleRef",),),
    "storage.k8s.io/v1/StorageClass": (("parameters",), ("provisioner",)),
}


@dataclass(frozen=True)
class Change:
    """One path that is not as it was; `value` is the new one, or the one removed."""

    path: Path
    kind: Kind
    value: Any


def changes(old: object, new: object, path: Path = ()) -> Iterator[Change]:
    """Every change from `old` to `new`, at the deepest path that names it."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _at(old.get(key, _MISSING), new.get(key, _MISSING), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            yield from _at(_item(old, index), _item(new, index), (*path, index))
    elif (
        has_unknown(new) or old != new or isinstance(old, bool) != isinstance(new, bool)
    ):
        yield Change(path, "UPDATE", new)


def _at(old: object, new: object, path: Path) -> Iterator[Change]:
    if new is _MISSING:
        yield Change(path, "DELETE", old)
    elif old is _MISSING:
        yield Change(path, "ADD", new)
    else:
        yield from changes(old, new, path)


def _item(items: list[Any], index: int) -> object:
    return items[index] if index < len(items) else _MISSING


def prune(live: object, like: object) -> Any:  # noqa: ANN401  whatever JSON holds
    """What of `live` has a counterpart in `like`: what the server added is left out."""
    if isinstance(live, dict) and isinstance(like, dict):
        return {
            key: prune(value, like[key]) for key, value in live.items() if key in like
        }
    if isinstance(live, list) and isinstance(like, list):
        return [prune(value, item) for value, item in zip(live, like, strict=False)]
    return live


def replaced_by(
    obj: dict[str, Any], *, secret_mutable: bool, config_map_mutable: bool
) -> tuple[Path, ...]:
    """The paths whose change needs a new object, by the object's kind."""
    kind = f"{obj.get('apiVersion')}/{obj.get('kind')}"
    immutable = obj.get("immutable") is True
    if kind == "v1/Secret" and (immutable or not secret_mutable):
        return (*_IDENTITY, ("type",), ("stringData",), ("data",))
    if kind == "v1/ConfigMap" and (immutable or not config_map_mutable):
        return (*_IDENTITY, ("binaryData",), ("data",))
    return (*_IDENTITY, *_REPLACED_BY.get(kind, ()))


def detailed(
    found: list[Change], replacing: tuple[Path, ...]
) -> dict[str, PropertyDiff]:
    """The engine's form of the changes, marked where they replace."""
    result = {}
    for change in found:
        suffix = "_REPLACE" if any(_touches(change, path) for path in replacing) else ""
        kind = PropertyDiff.Kind.Value(change.kind + suffix)
        result[text(change.path)] = PropertyDiff(
            kind=kind, inputDiff=change.kind == "DELETE"
        )
    return result


def _touches(change: Change, path: Path) -> bool:
    if len(change.path) >= len(path):
        return change.path[: len(path)] == path
    if path[: len(change.path)] != change.path:
        return False
    value = change.value
    for key in path[len(change.path) :]:
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[str(key)]
    return True


def ignored(change: Change, ignore: list[str]) -> bool:
    """Whether the change lies under one of the resource's `ignoreChanges` paths."""
    return any(
        len(under) <= len(change.path)
        and all(
            step in ("*", key) for step, key in zip(under, change.path, strict=False)
        )
        for under in map(parse, ignore)
    )


def text(path: Path) -> str:
    """A path as the engine writes it: `spec.ports[0].name`, `data["a.b"]`."""
    written = ""
    for key in path:
        if isinstance(key, int):
            written += f"[{key}]"
        elif _PLAIN_KEY.fullmatch(key):
            written += f".{key}" if written else key
        else:
            escaped = key.replace('"', '\\"')
            written += f'["{escaped}"]'
    return written


def parse(written: str) -> Path:
    """The inverse of `text`; `[*]` becomes the step `*`."""
    return tuple(_step(match) for match in _STEP.finditer(written))


def _step(match: re.Match[str]) -> str | int:
    quoted, index, key = match.groups()
    if quoted is not None:
        return quoted.replace('\\"', '"')
    if index is not None:
        return int(index) if index.isdigit() else index
    return key
