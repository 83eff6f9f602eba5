"""An object's state as the engine keeps it: the live object, its inputs beside it."""

import secrets
from dataclasses import dataclass
from typing import Any

from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2 as pb

from sandbox.plugins import inputs
from sandbox.plugins.cluster import Object
from sandbox.plugins.ownership import CREATOR
from sandbox.plugins.wire import decode, hide, plain

_INPUTS = "__inputs"
_MANAGER = "__fieldManager"
_API_VERSION = "__initialApiVersion"


@dataclass(frozen=True)
class State:
    """What the engine kept of an object, secrets in the clear."""

    declared: Object
    live: Object
    manager: str | None = None

    @classmethod
    def read(cls, struct: Struct) -> "State":
        """The state from the engine's message; empty parts when there is none."""
        fields = plain(decode(struct))
        declared = fields.pop(_INPUTS, {})
        manager = fields.pop(_MANAGER, None)
        fields.pop(_API_VERSION, None)
        return cls(inputs.normal(declared), fields, manager)


def write(live: Object, declared: Object, like: dict[str, Any], manager: str) -> Object:
    """The state to keep, as secret as the inputs in `like` are."""
    own = {k: v for k, v in live.get("metadata", {}).items() if k != "managedFields"}
    return {
        **hide({**live, "metadata": own}, like),
        _INPUTS: hide(declared, like),
        _API_VERSION: declared.get("apiVersion", ""),
        _MANAGER: manager,
    }


def manager_of(obj: Object, kept: State | None = None) -> str:
    """The field manager that applies an object: annotated, kept, or a new one."""
    annotated = inputs.annotations(obj).get(inputs.FIELD_MANAGER)
    if annotated or (kept and kept.manager):
        return str(annotated or (kept and kept.manager))
    return f"{CREATOR}-{secrets.token_hex(4)}"


def identity(obj: Object) -> str:
    """The object's id: `namespace/name`, or its name when it is in no namespace."""
    own = obj["metadata"]
    return (
        f"{own['namespace']}/{own['name']}"
        if own.get("namespace")
        else str(own["name"])
    )


def addressed(request: pb.ReadRequest) -> Object:
    """The least of an object that says which one a read is about."""
    kept = State.read(request.properties).live
    version, kind = inputs.address(request.urn.split("::")[2].rsplit("$", 1)[-1])
    namespace, _, name = request.id.rpartition("/")
    own = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {
        "apiVersion": kept.get("apiVersion") or version,
        "kind": kept.get("kind") or kind,
        "metadata": own,
    }


def same_place(live: Object, new: Object) -> bool:
    """Whether the new object must stand where the old one does."""
    if inputs.AUTONAMED in inputs.annotations(new):
        return False
    before, after = inputs.metadata(live), inputs.metadata(new)
    spaces = (before.get("namespace") or "default", after.get("namespace") or "default")
    return before.get("name") == after.get("name") and spaces[0] == spaces[1]
