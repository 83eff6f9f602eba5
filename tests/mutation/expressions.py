"""Mutants of one PromQL expression: the same expression with one place changed."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import promql_parser as promql

from tests.mutation import figures, labels
from tests.mutation.spelling import Edit


class Change(NamedTuple):
    """One changed place: its kind, what became of what, and the whole result."""

    kind: str
    text: str
    expr: str


def plain(expr: str) -> str:
    """Return an expression unchanged, in the spelling that its mutants have."""
    return str(promql.parse(expr).prettify())


def changes(expr: str) -> Iterator[Change]:
    """Yield every mutant of an expression once; all of them parse."""
    tree = promql.parse(expr)
    seen = {tree.prettify()}
    for place, node in enumerate(_nodes(tree)):
        for edit in _edits(node):
            mutated = _replaced(tree, place, edit.node)
            if mutated is not None and mutated not in seen:
                seen.add(mutated)
                yield Change(edit.kind, edit.text, mutated)


def _nodes(tree: promql.Expr) -> list[promql.Expr]:
    """Return every node, numbered as the transformation that replaces one visits it."""
    found: list[promql.Expr] = []
    promql.transform(tree, post_visit=found.append)
    return found


def _edits(node: promql.Expr) -> Iterator[Edit]:
    if isinstance(node, promql.BinaryExpr):
        yield from figures.comparators(node)
        yield from figures.thresholds(node)
        yield from labels.joins(node)
    elif isinstance(node, promql.AggregateExpr):
        yield from labels.grouping(node)
    elif isinstance(node, promql.VectorSelector):
        yield from labels.matchers(node)
    elif isinstance(node, promql.Call):
        yield from figures.quantiles(node)


def _replaced(tree: promql.Expr, place: int, text: str) -> str | None:
    """Return the tree with one node replaced, or None where that is no PromQL."""
    numbers = itertools.count()
    try:
        node = promql.parse(text)
        mutated = promql.transform(
            tree, post_visit=lambda _: node if next(numbers) == place else None
        ).prettify()
        promql.parse(mutated)
    except ValueError:
        return None
    return str(mutated)
