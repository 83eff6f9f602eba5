"""What is shown of a mutation run: a table of rules, survivors, and JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.table import Table

from tests.mutation.runner import Outcome
from tests.mutation.survivors import Key, key

KINDS = ("comparator", "threshold", "for", "matcher", "by label")


def score(outcomes: Sequence[Outcome]) -> float:
    """Return the share of the mutants that a test noticed; 1 for none at all."""
    noticed = sum(bool(outcome.noticed_by) for outcome in outcomes)
    return noticed / len(outcomes) if outcomes else 1.0


def table(outcomes: Sequence[Outcome]) -> Table:
    """Return a row per rule: noticed of all mutants, by kind, and by how many tests."""
    found = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("file", "rule"):
        found.add_column(column, overflow="fold")
    for column in (*KINDS, "noticed", "tests"):
        found.add_column(column, justify="right")
    for (file, rule), some in _by_rule(outcomes):
        found.add_row(file, rule, *_cells(some))
    found.add_section()
    found.add_row("", "all", *_cells(outcomes))
    return found


def as_json(
    outcomes: Sequence[Outcome], reasons: Mapping[Key, str], elapsed: float
) -> dict[str, Any]:
    """Return everything for programs; elapsed in seconds, a score from 0 to 1."""
    return {
        "score": score(outcomes),
        "mutants": len(outcomes),
        "seconds": round(elapsed, 1),
        "outcomes": list(map(_outcome, outcomes)),
        "survivors": [
            _outcome(outcome) | {"reason": reasons.get(key(outcome.mutant))}
            for outcome in outcomes
            if not outcome.noticed_by
        ],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    mutant = outcome.mutant
    return {
        "file": mutant.file,
        "rule": mutant.rule,
        "kind": mutant.kind,
        "change": mutant.change,
        "noticedBy": list(outcome.noticed_by),
    }


def _by_rule(
    outcomes: Iterable[Outcome],
) -> Iterator[tuple[tuple[str, str], list[Outcome]]]:
    def rule(outcome: Outcome) -> tuple[str, str]:
        return outcome.mutant.file, outcome.mutant.rule

    for name, some in groupby(outcomes, rule):
        yield name, list(some)


def _cells(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for kind in KINDS:
        yield _share([outcome for outcome in outcomes if outcome.mutant.kind == kind])
    yield _share(outcomes)
    yield str(len({test for outcome in outcomes for test in outcome.noticed_by}))


def _share(outcomes: Sequence[Outcome]) -> str:
    noticed = sum(bool(outcome.noticed_by) for outcome in outcomes)
    return f"{noticed}/{len(outcomes)}" if outcomes else ""
