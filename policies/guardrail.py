"""What a guardrail is: a value that says what it asks, of what, and how to comply."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pulumi_policy import EnforcementLevel, Severity

from policies.manifests import Manifest
from policies.properties import Properties
from policies.resources import Resource

DOCUMENTATION = "docs/policies.md"

# What is wrong, a line each. `Properties` are the guardrail's parameters.
ResourceCheck = Callable[[Resource, Properties], Iterator[str]]
ManifestCheck = Callable[[Manifest, Properties], Iterator[str]]


class Finding(NamedTuple):
    """What is wrong, and the names by which an exception may call what it is about."""

    line: str
    names: tuple[str, ...] = ()
    urn: str | None = None


StackCheck = Callable[[Sequence[Resource], Properties], Iterator[Finding]]

# Whether this is production; without configuration it is, so that nothing is missed.
PRODUCTION: Mapping[str, Mapping[str, Any]] = {
    "production": {
        "type": "boolean",
        "default": True,
        "description": "whether what production must have is asked for",
    }
}


@dataclass(frozen=True, kw_only=True)
class Guardrail:
    """One rule about what may be deployed.

    `resources` are checks by a pattern of resource types; `manifests` are asked of each
    Kubernetes object, declared or rendered from a chart; `stack` of all resources
    together, which protects in a preview only. Parameters are JSON schemas, each with
    its default.
    """

    name: str
    says: str
    remedy: str
    severity: Severity = Severity.HIGH
    level: EnforcementLevel = EnforcementLevel.MANDATORY
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    resources: Mapping[str, Sequence[ResourceCheck]] = field(default_factory=dict)
    manifests: Sequence[ManifestCheck] = ()
    stack: Sequence[StackCheck] = ()

    @property
    def url(self) -> str:
        """Where the documents explain it."""
        return f"{DOCUMENTATION}#{self.name}"

    def settle(self, configured: Properties) -> dict[str, Any]:
        """Return the parameters: as configured, else their defaults."""
        return {
            key: configured.get(key, schema["default"])
            for key, schema in self.parameters.items()
        }
