"""What a stack brings to an installation that is already there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Object = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ours:
    """Our objects and what they rest on.

    `objects` are monitors and rules with kind, metadata and spec; `namespace_labels`
    are what the namespace gets where we create it; `pod_labels` are those that the
    rules use, as Prometheus spells them; `memory` is how many seconds a rule looks back
    at most, and `remembering` that rule's name.
    """

    namespace: str
    creates_namespace: bool
    namespace_labels: Mapping[str, str]
    objects: tuple[Object, ...]
    pod_labels: frozenset[str]
    configuration: Object
    secrets: tuple[str, ...]
    api: str
    expected_alertmanager: str | None = None
    memory: float = 0
    remembering: str = ""

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of our objects, each once."""
        return tuple(dict.fromkeys(str(item["kind"]) for item in self.objects))
