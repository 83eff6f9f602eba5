"""An object as the program declares it: names, normal form, and what is refused."""

import base64
import hashlib
import secrets
from typing import Any

from pulumi.runtime.proto.provider_pb2 import CheckFailure, CheckRequest

from sandbox.plugins.cluster import Object
from sandbox.plugins.wire import Unknown, has_unknown

AUTONAMED = "pulumi.com/autonamed"
PATCH_FORCE = "pulumi.com/patchForce"
FIELD_MANAGER = "pulumi.com/patchFieldManager"
TIMEOUT = "pulumi.com/timeoutSeconds"
SKIP_AWAIT = "pulumi.com/skipAwait"
PROPAGATION = "pulumi.com/deletionPropagationPolicy"
_ANNOTATIONS = {AUTONAMED, PATCH_FORCE, FIELD_MANAGER, TIMEOUT, SKIP_AWAIT, PROPAGATION}

CLUSTER_WIDE = {
    "APIService",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "IngressClass",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "RuntimeClass",
    "StorageClass",
    "ValidatingWebhookConfiguration",
}
"""Kinds in no namespace, for when there is no cluster to ask."""

_SERVERS_OWN = {
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
}
_OTHER_PACKAGES = ("helm.sh/", "kustomize", "yaml", "index")


def refused(token: str) -> str | None:
    """Why a resource of this type cannot be had here, or nothing when it can."""
    _, _, rest = token.partition(":")
    group, _, kind = rest.partition(":")
    whole = group.startswith(_OTHER_PACKAGES) or not kind
    if whole or kind.endswith(("Patch", "List")):
        return (
            f"the sandbox's stand-in provider has no {token}: it makes single objects "
            "and kubernetes:helm.sh/v3:Release; install the official "
            "pulumi-resource-kubernetes for the rest"
        )
    return None


def address(token: str) -> tuple[str, str]:
    """A type's API version and kind: of `kubernetes:core/v1:Pod`, `v1` and `Pod`."""
    _, version, kind = token.split(":")
    return version.removeprefix("core/"), kind


def failures(obj: Object) -> list[CheckFailure]:
    """What the object lacks, and which of its annotations nobody would honour."""
    found = [
        CheckFailure(property=field, reason=f"a Kubernetes object needs {field}")
        for field in ("apiVersion", "kind")
        if not obj.get(field)
    ]
    for name in sorted(annotations(obj)):
        if name.startswith("pulumi.com/") and name not in _ANNOTATIONS:
            reason = f"the sandbox's stand-in provider does not honour {name}"
            found.append(CheckFailure(property="metadata.annotations", reason=reason))
    if metadata(obj).get("generateName") and not metadata(obj).get("name"):
        reason = "generateName cannot be used with server-side apply: set a name"
        found.append(CheckFailure(property="metadata.generateName", reason=reason))
    return found


def metadata(obj: Object) -> dict[str, Any]:
    """The object's metadata, empty when it has none or none is known yet."""
    found = obj.get("metadata")
    return found if isinstance(found, dict) else {}


def annotations(obj: Object) -> dict[str, Any]:
    """The object's annotations, empty when it has none or none is known yet."""
    found = metadata(obj).get("annotations")
    return found if isinstance(found, dict) else {}


def normal(obj: Object) -> Object:
    """The object as the server keeps it: without its own fields, Secrets encoded."""
    result = {key: value for key, value in obj.items() if value is not None}
    if isinstance(obj.get("metadata"), dict):
        kept = {k: v for k, v in obj["metadata"].items() if k not in _SERVERS_OWN}
        result["metadata"] = kept
    if obj.get("kind") == "Secret" and not has_unknown(obj) and obj.get("stringData"):
        body = {key: _base64(text) for key, text in result.pop("stringData").items()}
        result["data"] = (obj.get("data") or {}) | body
    return result


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def named(obj: Object, old: Object, request: CheckRequest) -> Object:
    """The object with a name: its own, the one it was given before, or a new one."""
    own = metadata(obj)
    if isinstance(obj.get("metadata"), Unknown) or own.get("name"):
        return obj
    if isinstance(own.get("name"), Unknown) or own.get("generateName"):
        return obj
    kept = metadata(old).get("name") if AUTONAMED in annotations(old) else None
    marks = annotations(obj) | {AUTONAMED: "true"}
    name = kept or _new_name(request)
    return {**obj, "metadata": {**own, "name": name, "annotations": marks}}


def _new_name(request: CheckRequest) -> str:
    if request.autonaming.proposed_name:
        return request.autonaming.proposed_name
    seed = request.randomSeed or secrets.token_bytes(8)
    logical = request.urn.rsplit("::", 1)[-1]
    return f"{logical}-{hashlib.sha256(seed).hexdigest()[:8]}"
