"""Mutants of the rules: each is one rule file with one place of one rule changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from settings.base import seconds
from tests.mutation.expressions import changes, plain

# Seconds between two evaluations in most tests.
EVALUATION = 30

Groups = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Mutant:
    """One change of one rule; place is the rule's group and its number therein."""

    file: str
    rule: str
    kind: str
    change: str
    place: tuple[int, int]
    replaced: Mapping[str, str]

    def applied(self, groups: Groups) -> list[dict[str, Any]]:
        """Return the groups of the rule file with this change."""
        group, number = self.place
        changed = [dict(found) | {"rules": list(found["rules"])} for found in groups]
        rule = changed[group]["rules"][number]
        changed[group]["rules"][number] = {**rule, **self.replaced}
        return changed


def mutants(file: str, groups: Groups) -> Iterator[Mutant]:
    """Yield every mutant of a rule file; its texts tell the changes of a rule apart."""
    told: Counter[tuple[str, str]] = Counter()
    for group_number, group in enumerate(groups):
        for number, rule in enumerate(group["rules"]):
            name = rule.get("alert") or rule["record"]
            for kind, text, replaced in _changes(rule):
                told[name, text] += 1
                count = told[name, text]
                change = f"{text} ({count})" if count > 1 else text
                place = (group_number, number)
                yield Mutant(file, name, kind, change, place, replaced)


def in_plain(groups: Groups) -> list[dict[str, Any]]:
    """Return groups that mean the same, spelled as their mutants are."""
    return [
        {
            **group,
            "rules": [rule | {"expr": plain(rule["expr"])} for rule in group["rules"]],
        }
        for group in groups
    ]


def _changes(rule: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    for change in changes(rule["expr"]):
        yield change.kind, change.text, {"expr": change.expr}
    if "alert" in rule:
        for key in ("for", "keep_firing_for"):
            if key == "for" or key in rule:
                yield from _hold_offs(key, rule.get(key, "0s"))


def _hold_offs(key: str, given: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    for other in shifted(given):
        yield "for", f"{key} {given} becomes {other}", {key: other}


def shifted(duration: str) -> tuple[str, ...]:
    """Return a longer and, where there is one, a shorter duration.

    They differ by a tenth, in whole evaluations and by one at least.
    """
    given = int(seconds(duration))
    step = max(EVALUATION, given // 10 // EVALUATION * EVALUATION)
    return tuple(f"{other}s" for other in (given + step, given - step) if other >= 0)
