"""How far back rules look, by their expressions: what Prometheus has to keep."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import promql_parser as promql

from domain.lint.known import parsed
from domain.promql import nodes


def furthest(groups: Iterable[Mapping[str, Any]]) -> tuple[float, str]:
    """Return how many seconds some groups of rules look back at most, and which does.

    Zero, and no name, for rules that look at the present alone.
    """
    found = (
        (seconds(expr), str(rule.get("alert") or rule["record"]))
        for group in groups
        for rule in group["rules"]
        if (expr := parsed(rule)) is not None
    )
    return max(found, key=lambda it: it[0], default=(0, ""))


def seconds(expr: promql.Expr) -> float:
    """Return how many seconds an expression looks back."""
    return max(0, *map(_alone, nodes(expr)))


def _alone(node: object) -> float:
    match node:
        case promql.SubqueryExpr():
            return _span(node.range) + _span(node.offset) + seconds(node.expr)
        case promql.MatrixSelector():
            return _span(node.range) + _span(node.vector_selector.offset)
        case promql.VectorSelector():
            return _span(node.offset)
    return 0


def _span(given: timedelta | None) -> float:
    return given.total_seconds() if given else 0
