"""Nodes of PromQL written out again, with some of their parts replaced."""

from collections.abc import Sequence
from typing import NamedTuple

import promql_parser as promql


class Edit(NamedTuple):
    """What one node is to be replaced by: kind and text of the change, and PromQL."""

    kind: str
    text: str
    node: str


def binary(
    node: promql.BinaryExpr,
    *,
    op: str | None = None,
    sides: Sequence[str] | None = None,
    on: Sequence[str] | None = None,
    carried: Sequence[str] | None = None,
) -> str:
    """Return a binary expression; `on` are its labels to match, `carried` to add."""
    left, right = sides or (node.lhs.prettify(), node.rhs.prettify())
    modifier = _modifier(node.modifier, on, carried) if node.modifier else ""
    return f"({left}) {op or node.op} {modifier} ({right})"


def aggregation(node: promql.AggregateExpr, labels: Sequence[str]) -> str:
    """Return an aggregation by, or without, these labels."""
    inner = node.expr.prettify()
    if node.param is not None:
        inner = f"{node.param.prettify()}, {inner}"
    return f"{clause(node)} ({', '.join(labels)}) ({inner})"


def clause(node: promql.AggregateExpr) -> str:
    """Return what stands before the labels of an aggregation that has some."""
    assert node.modifier is not None
    by = node.modifier.type == promql.AggModifierType.By
    return f"{node.op} {'by' if by else 'without'}"


def selector(node: promql.VectorSelector, matchers: Sequence[promql.Matcher]) -> str:
    """Return a selector with these matchers."""
    copy = promql.parse(node.prettify())
    assert isinstance(copy, promql.VectorSelector)
    copy.matchers = promql.Matchers(list(matchers))
    return str(copy)


def figure(node: promql.Expr) -> float | None:
    """Return the value of a number, None for any other node."""
    try:
        return float(node.prettify())
    except ValueError:
        return None


def on_or_ignoring(modifier: promql.BinModifier) -> str:
    """Return the word before the labels that a binary expression matches."""
    assert modifier.matching is not None
    included = modifier.matching.type == promql.LabelModifierType.Include
    return "on" if included else "ignoring"


def _modifier(
    modifier: promql.BinModifier,
    on: Sequence[str] | None,
    carried: Sequence[str] | None,
) -> str:
    parts = ["bool"] if modifier.return_bool else []
    if modifier.matching is not None:
        labels = modifier.matching.labels if on is None else on
        parts.append(f"{on_or_ignoring(modifier)} ({', '.join(labels)})")
    cards = promql.VectorMatchCardinality
    words = ((cards.ManyToOne, "group_left"), (cards.OneToMany, "group_right"))
    for card, word in words:
        if modifier.card == card:
            labels = (modifier.group_labels or []) if carried is None else carried
            parts.append(f"{word} ({', '.join(labels)})")
    return " ".join(parts)
