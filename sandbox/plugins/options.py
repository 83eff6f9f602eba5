"""The provider's own configuration: which options it takes, and what changes mean."""

import json
import os
from dataclasses import dataclass
from typing import Any

from pulumi.runtime.proto.provider_pb2 import CheckFailure, DiffResponse

from sandbox.plugins.kubeconfig import active_cluster
from sandbox.plugins.wire import has_unknown, plain

_FLAGS = {
    "enableServerSideApply",
    "enablePatchForce",
    "enableSecretMutable",
    "enableConfigMapMutable",
    "upsertExistingObjects",
    "strictMode",
    "suppressDeprecationWarnings",
    "suppressHelmHookWarnings",
}
_TEXTS = {"kubeconfig", "context", "namespace", "clusterIdentifier"}
_ENGINES_OWN = {"version", "pluginDownloadURL"}
KNOWN = _FLAGS | _TEXTS | _ENGINES_OWN | {"kubeClientSettings"}
_WHICH_CLUSTER = ("kubeconfig", "context")


@dataclass(frozen=True)
class Options:
    """What the program set on its provider."""

    kubeconfig: str = ""
    context: str = ""
    namespace: str = ""
    patch_force: bool = False
    secret_mutable: bool = False
    config_map_mutable: bool = False
    upsert: bool = False
    timeout: float | None = None

    @classmethod
    def read(cls, args: dict[str, Any]) -> "Options":
        """The options from the engine's arguments, secrets in the clear."""
        given = plain(args)
        client = _object(given.get("kubeClientSettings"))
        return cls(
            kubeconfig=_text(given.get("kubeconfig")),
            context=_text(given.get("context")),
            namespace=_text(given.get("namespace")),
            patch_force=_flag(given, "enablePatchForce"),
            secret_mutable=_flag(given, "enableSecretMutable"),
            config_map_mutable=_flag(given, "enableConfigMapMutable"),
            upsert=_flag(given, "upsertExistingObjects"),
            timeout=client.get("timeout"),
        )


def failures(urn: str, args: dict[str, Any]) -> list[CheckFailure]:
    """What is wrong with a provider's arguments, each by its option's name."""
    given = plain(args)
    found = [
        CheckFailure(property=name, reason=_unsupported(name))
        for name in sorted(given.keys() - KNOWN)
        if _asks(given[name])
    ]
    if "enableServerSideApply" in given and not _flag(given, "enableServerSideApply"):
        reason = _unsupported("enableServerSideApply: false")
        found.append(CheckFailure(property="enableServerSideApply", reason=reason))
    return found + (_strict_failures(urn, given) if _strict(given) else [])


def _strict(given: dict[str, Any]) -> bool:
    configured = _object(os.environ.get("PULUMI_CONFIG")).get("strictMode")
    return _flag({"strictMode": configured} | given, "strictMode")


def _strict_failures(urn: str, given: dict[str, Any]) -> list[CheckFailure]:
    found = []
    if urn.rsplit("::", 1)[-1].startswith("default"):
        found.append(CheckFailure(reason="strict mode prohibits the default provider"))
    for name in _WHICH_CLUSTER:
        if not given.get(name):
            reason = f'strict mode requires the provider\'s "{name}" argument'
            found.append(CheckFailure(property=name, reason=reason))
    return found


def changes(old: dict[str, Any], new: dict[str, Any]) -> DiffResponse:
    """What a change of the arguments means: only another cluster replaces.

    An unchanged cluster identifier vouches for the cluster, whatever else changed.
    """
    before, after = plain(old), plain(new)
    names = before.keys() | after.keys()
    changed = sorted(n for n in names if _differs(before.get(n), after.get(n)))
    replaces = _replacing(before, after, changed) if changed else []
    return DiffResponse(
        changes=DiffResponse.DIFF_SOME if changed else DiffResponse.DIFF_NONE,
        diffs=changed,
        replaces=replaces,
    )


def _replacing(
    before: dict[str, Any], after: dict[str, Any], changed: list[str]
) -> list[str]:
    old_id, new_id = before.get("clusterIdentifier"), after.get("clusterIdentifier")
    if old_id and new_id:
        return ["clusterIdentifier"] if _differs(old_id, new_id) else []
    unknown = [name for name in _WHICH_CLUSTER if has_unknown(after.get(name))]
    if unknown:
        return unknown[:1]
    old, new = _cluster(before), _cluster(after)
    if old and new and old != new:
        return [name for name in _WHICH_CLUSTER if name in changed]
    return []


def _cluster(given: dict[str, Any]) -> dict[str, Any] | None:
    return active_cluster(_text(given.get("kubeconfig")), _text(given.get("context")))


def _differs(old: object, new: object) -> bool:
    return has_unknown(new) or old != new


def _unsupported(name: str) -> str:
    return (
        f"the sandbox's stand-in provider has no {name}: "
        "leave it out, or install the official pulumi-resource-kubernetes"
    )


def _asks(value: object) -> bool:
    return value not in (None, "", "false", False)


def _flag(given: dict[str, Any], name: str) -> bool:
    return str(given.get(name)).lower() == "true"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _object(value: object) -> dict[str, Any]:
    found = json.loads(value) if isinstance(value, str) and value else value
    return found if isinstance(found, dict) else {}
