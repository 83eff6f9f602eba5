"""Label selectors as Kubernetes evaluates them, and the labels that would satisfy one.

A selector here is what stands in an object: a mapping, empty for all, or None, which
the operator takes for none (for namespaces: for its object's own alone).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

Labels = Mapping[str, str]
# What a label gets that must be there, whatever it holds.
_PRESENT = "true"


class Requirement(NamedTuple):
    """What a selector asks of one label."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The requirement as kubectl would print it."""
        one_of = f"({', '.join(self.values)})"
        return {
            "=": f"{self.key}={''.join(self.values)}",
            "In": f"{self.key} in {one_of}",
            "NotIn": f"{self.key} notin {one_of}",
            "Exists": self.key,
        }.get(self.operator, f"!{self.key}")

    def met(self, labels: Labels) -> bool:
        """Tell whether labels satisfy it."""
        there = self.key in labels
        if self.operator == "Exists":
            return there
        if self.operator == "DoesNotExist":
            return not there
        among = there and labels[self.key] in self.values
        return not among if self.operator == "NotIn" else among


def requirements(selector: Mapping[str, Any]) -> Iterator[Requirement]:
    """Yield what a selector asks, each on its own."""
    for key, value in (selector.get("matchLabels") or {}).items():
        yield Requirement(key, "=", (value,))
    for rule in selector.get("matchExpressions") or ():
        values = tuple(rule.get("values") or ())
        yield Requirement(rule["key"], rule["operator"], values)


def unmet(selector: Mapping[str, Any], labels: Labels) -> list[Requirement]:
    """Return what of a selector labels do not satisfy; nothing where it takes them."""
    return [asked for asked in requirements(selector) if not asked.met(labels)]


def added(selector: Mapping[str, Any] | None, labels: Labels) -> dict[str, str]:
    """Return the labels to add so that a selector takes an object with these.

    A label that is there keeps its value; what cannot be met by adding stays unmet.
    """
    asked = list(requirements(selector or {}))
    more: dict[str, str] = {}
    for key in dict.fromkeys(one.key for one in asked if not one.met(labels)):
        of_key = [one for one in asked if one.key == key]
        if key not in labels:
            more |= _first_that_meets(key, of_key)
    return more


def _first_that_meets(key: str, asked: Iterable[Requirement]) -> dict[str, str]:
    asked = list(asked)
    values = [v for one in asked if one.operator in {"=", "In"} for v in one.values]
    for value in (*values, _PRESENT):
        found = {key: value}
        if all(one.met(found) for one in asked):
            return found
    return {}
