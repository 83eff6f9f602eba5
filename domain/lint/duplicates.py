"""Rules that do again what rules of another owner do: by name, or by expression."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import promql_parser as promql

from domain.lint.complaint import Finding

Rule = Mapping[str, Any]


class Originals:
    """The rules of one owner, to be looked up by what others do again."""

    def __init__(self, rules: Iterable[tuple[str, Rule]]) -> None:
        """Take rules with the name of the object that each is in."""
        self._by_name: dict[object, str] = {}
        self._by_expression: dict[object, tuple[str, str]] = {}
        for place, rule in rules:
            self._by_name.setdefault(_identity(rule), place)
            self._by_expression.setdefault(_question(rule), (_name(rule), place))

    def findings(self, rule: Rule) -> Iterator[Finding]:
        """Yield that a rule is there already; a name is worse than an expression."""
        place = self._by_name.get(_identity(rule))
        same = self._by_expression.get(_question(rule))
        if place:
            yield _of_one_name(rule, place)
        elif same:
            yield _of_one_expression(rule, *same)


def _of_one_name(rule: Rule, place: str) -> Finding:
    if "alert" in rule:
        return Finding(
            f"{place} has an alert of this name",
            "remove it, or rename it: alertRules and the runbook mean both",
        )
    return Finding(
        f"{place} has a record of this name with the same labels",
        "remove it, or give it a label: both write the same series",
    )


def _of_one_expression(rule: Rule, name: str, place: str) -> Finding:
    remedy = (
        f"remove it, or leave ours out with alertRules.disabled: [{name}]"
        if "alert" in rule
        else f"remove it, and use {name}"
    )
    return Finding(f"its expression is that of {name} in {place}", remedy)


def _name(rule: Rule) -> str:
    return str(rule.get("alert") or rule["record"])


def _identity(rule: Rule) -> object:
    """Return what two rules of one name share: records of one name differ by label."""
    if "alert" in rule:
        return "alert", rule["alert"]
    return "record", rule["record"], frozenset((rule.get("labels") or {}).items())


def _question(rule: Rule) -> object:
    """Return a rule's kind and expression, however that is laid out."""
    text = str(rule["expr"])
    try:
        text = str(promql.parse(text))
    except ValueError:
        # A newer Prometheus may read it.
        text = " ".join(text.split())
    return "alert" in rule, text
