"""Lint of rules on their parsed expressions, as complaints in plain words.

Finds what Prometheus accepts and what then never fires or says nothing: a metric or a
label that is not there, a function of the wrong type, a text with a label which the
expression drops, a rule that is there twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import promql_parser as promql

from domain.lint import expressions, templates
from domain.lint.complaint import Complaint, Finding
from domain.lint.duplicates import Originals
from domain.lint.known import Known
from domain.promql import branches

__all__ = ["Complaint", "Finding", "Known", "lint", "read_problem"]

Rule = Mapping[str, Any]
Groups = Sequence[Mapping[str, Any]]


def lint(
    files: Mapping[str, Groups],
    known: Known,
    others: Mapping[str, Groups] = MappingProxyType({}),
) -> Iterator[Complaint]:
    """Yield what is wrong with the rules of some files, in their order.

    files are rendered groups by the name of their file; known holds the records of
    every rule that runs beside them; others are the groups of another owner, which
    the files are not to do again.
    """
    first: dict[object, str] = {}
    originals = Originals((file, rule) for file, _, rule in _rules(others))
    for file, group, rule in _rules(files):
        name = rule.get("alert") or rule["record"]
        where = (file, getattr(rule, "line", 0), group, name)
        found = (
            *_rule(rule, known),
            *_duplicate(rule, file, group, first),
            *originals.findings(rule),
        )
        for finding in found:
            yield Complaint(*where, *finding)


def read_problem(rule: Rule) -> str | None:
    """Return why a rule's expression is no PromQL, or None."""
    try:
        promql.parse(str(rule["expr"]))
    except ValueError as error:
        return str(error)
    return None


def _rules(files: Mapping[str, Groups]) -> Iterator[tuple[str, str, Rule]]:
    for file, groups in files.items():
        for group in groups:
            for rule in group["rules"]:
                yield file, str(group["name"]), rule


def _rule(rule: Rule, known: Known) -> Iterable[Finding]:
    problem = read_problem(rule)
    if problem is not None:
        yield Finding(f"expr cannot be read ({problem})", "correct the PromQL")
        return
    expr = promql.parse(str(rule["expr"]))
    yield from expressions.findings(expr, known)
    if "alert" in rule:
        yield from templates.findings(rule, branches(expr, known.series))


def _duplicate(
    rule: Rule, file: str, group: str, first: dict[object, str]
) -> Iterator[Finding]:
    kind = "alert" if "alert" in rule else "record"
    key = (kind, rule[kind], frozenset((rule.get("labels") or {}).items()))
    if key in first:
        yield Finding(
            f"the same {kind} with the same labels is in {first[key]}",
            "remove one, or tell them apart by a label",
        )
    first.setdefault(key, f"{file}, group {group}")
