"""Templates of labels and annotations that use what the expression does not give."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from domain.lint.complaint import Finding
from domain.promql import Branches

_ACTION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_LABEL = re.compile(r'\$labels\.(\w+)|index\s+\$labels\s+"([^"]+)"')
# `.Labels` is of the alert, unless a query of the template's own is ranged over.
_DOTTED = re.compile(r"(?<![\w$)])\.Labels\.(\w+)")
_QUERY = re.compile(r"\bquery\b")
_ASKS = re.compile(r"\s*-?\s*(?:else\s+)?(?:if|with)\b")


def findings(rule: Mapping[str, Any], result: Branches) -> Iterator[Finding]:
    """Yield the labels that a text of an alert uses and its expression drops.

    A label that only one branch of `or` drops may be used under an `if` on itself.
    """
    for field in ("labels", "annotations"):
        for key, text in (rule.get(field) or {}).items():
            used, asked = _used(str(text))
            for label in used:
                having = [labels for labels in result if labels.may_have(label)]
                place = f"{field[:-1]} {key} uses $labels.{label}"
                if not having:
                    yield _dropped(place, result)
                elif len(having) < len(result) and label not in asked:
                    yield _dropped_somewhere(place, label)


def _used(text: str) -> tuple[dict[str, None], set[str]]:
    """Return the labels that a text uses, in order, and those it asks for first."""
    used: dict[str, None] = {}
    asked: set[str] = set()
    queries = bool(_QUERY.search(text))
    for action in _ACTION.findall(text):
        found = [a or b for a, b in _LABEL.findall(action)]
        found += [] if queries else _DOTTED.findall(action)
        used |= dict.fromkeys(found)
        if _ASKS.match(action):
            asked.update(found)
    return used, asked


def _dropped(place: str, result: Branches) -> Finding:
    names = sorted({name for labels in result for name in labels.names})
    given = ", ".join(names) or "no labels"
    return Finding(
        f"{place}, which the expression drops",
        f"keep it in the expression; it gives {given}",
    )


def _dropped_somewhere(place: str, label: str) -> Finding:
    return Finding(
        f"{place}, which one branch of `or` drops",
        "give both branches the label, or write "
        f"{{{{ if $labels.{label} }}}} around it",
    )
