"""What a stack has deployed, read from its state: outputs, release, objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from domain.names import StackNames
from operations import engine
from operations.errors import OperationError

RELEASE = "kubernetes:helm.sh/v3:Release"
_STACK = "pulumi:pulumi:Stack"


@dataclass(frozen=True)
class Deployed:
    """A stack's outputs and the names of its release's objects."""

    stack: str
    outputs: Mapping[str, Any]
    names: StackNames


def read(stack: str) -> Deployed:
    """Return what a stack has deployed.

    Raises:
        OperationError: where there is no such stack, or nothing was deployed by it.
    """
    return of(stack, engine.export(stack))


def of(stack: str, state: Mapping[str, Any]) -> Deployed:
    """Return what a state says was deployed.

    Raises:
        OperationError: where it holds no finished deployment.
    """
    found = outputs(state)
    release = release_inputs(state)
    if release is None or "endpoints" not in found:
        raise OperationError(
            f"stack {stack} has nothing deployed to look at; "
            f"deploy it first: pulumi up --stack {stack}"
        )
    service = str(urlsplit(found["endpoints"]["prometheus"]).hostname).split(".")[0]
    names = StackNames(
        namespace=str(release["namespace"]),
        release=str(release["name"]),
        fullname=service.removesuffix("-prometheus"),
    )
    return Deployed(stack, found, names)


def outputs(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stack's outputs; none where it was never deployed to its end."""
    for resource in resources(state):
        if resource["type"] == _STACK:
            return dict(resource.get("outputs") or {})
    return {}


def release_inputs(state: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the Helm release's inputs, of the state or of what was interrupted."""
    pending = (item["resource"] for item in pending_operations(state))
    for resource in (*resources(state), *pending):
        if resource["type"] == RELEASE and "name" in (resource.get("inputs") or {}):
            return dict(resource["inputs"])
    return None


def resources(state: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Return the state's resources."""
    return (state.get("deployment") or {}).get("resources") or ()


def pending_operations(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the operations that an interrupted update began and did not finish."""
    return (state.get("deployment") or {}).get("pending_operations") or []
