"""Which labels the result of a PromQL expression can have, by its syntax tree.

Follows Prometheus' own rules for aggregation, matching of vectors and functions. An
expression with `or` has one set of labels per branch.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import product
from typing import Any

import promql_parser as promql

# These keep the series that they choose whole, whatever they are grouped by.
_CHOOSING = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
_ABSENT = frozenset({"absent", "absent_over_time"})
_WITHOUT_LE = frozenset({"histogram_quantile", "histogram_fraction"})


@dataclass(frozen=True)
class Labels:
    """Names that a result can have; one that ends in * stands for all that start so."""

    names: frozenset[str]
    dropped: frozenset[str] = frozenset()

    def may_have(self, label: str) -> bool:
        """Tell whether a series of the result can carry this label."""
        if label in self.dropped:
            return False
        return any(fnmatchcase(label, name) for name in self.names)

    def only(self, labels: Iterable[str]) -> "Labels":
        """Return what `by` or `on` leaves."""
        return Labels(frozenset(filter(self.may_have, labels)))

    def without(self, labels: Iterable[str]) -> "Labels":
        """Return what `without` or `ignoring` leaves."""
        return Labels(self.names, self.dropped | frozenset(labels))

    def plus(self, labels: Iterable[str]) -> "Labels":
        """Return these with labels that were added."""
        added = frozenset(labels)
        return Labels(self.names | added, self.dropped - added)

    def taking(self, labels: Iterable[str], other: "Labels") -> "Labels":
        """Return what group_left(labels) makes of the many, of one `other`."""
        taken = frozenset(labels)
        given = other.only(taken).names
        return self.without(taken - given).plus(given)


Branches = frozenset[Labels]
Series = Callable[[promql.VectorSelector], Branches]
NO_LABELS = Labels(frozenset())
ANY_LABELS = Labels(frozenset({"*"}))


@lru_cache(maxsize=512)
def carried(text: str) -> Branches:
    """Return the labels of a query's result as far as the query itself limits them.

    What cannot be read, by this parser or at all, may have any.
    """
    try:
        return branches(promql.parse(text), lambda _: frozenset({ANY_LABELS}))
    except ValueError:
        return frozenset({ANY_LABELS})


def branches(expr: promql.Expr, series: Series) -> Branches:
    """Return the labels of an expression's result, one set per branch of `or`.

    series gives those of a selector.
    """
    found = frozenset({NO_LABELS})
    match expr:
        case promql.VectorSelector():
            found = series(expr)
        case promql.MatrixSelector():
            found = series(expr.vector_selector)
        case promql.AggregateExpr():
            inner = branches(expr.expr, series)
            found = frozenset(_aggregated(expr, labels) for labels in inner)
        case promql.BinaryExpr():
            found = _binary(expr, series)
        case promql.Call():
            found = _call(expr, series)
        case promql.ParenExpr() | promql.UnaryExpr() | promql.SubqueryExpr():
            found = branches(expr.expr, series)
    return found


def nodes(expr: promql.Expr) -> list[Any]:
    """Return every part of an expression, each before what is inside it."""
    found: list[Any] = []
    promql.walk(expr, found.append)
    return found


def equal_matchers(selector: promql.VectorSelector) -> frozenset[str]:
    """Return the labels that absent() takes of a selector: one `=`, nothing else."""
    matchers = selector.matchers.matchers
    return frozenset(
        matcher.name
        for matcher in matchers
        if str(matcher.op) == str(promql.MatchOp.Equal)
        and matcher.name != "__name__"
        and sum(other.name == matcher.name for other in matchers) == 1
    )


def is_scalar(expr: promql.Expr) -> bool:
    """Tell whether an expression is one number without labels."""
    match expr:
        case promql.NumberLiteral():
            return True
        case promql.Call():
            return bool(expr.func.return_type == promql.ValueType.Scalar)
        case promql.ParenExpr() | promql.UnaryExpr():
            return is_scalar(expr.expr)
        case promql.BinaryExpr():
            return is_scalar(expr.lhs) and is_scalar(expr.rhs)
    return False


def _aggregated(expr: promql.AggregateExpr, labels: Labels) -> Labels:
    operator, modifier = str(expr.op), expr.modifier
    if operator in _CHOOSING:
        return labels
    if modifier is None:
        kept = NO_LABELS
    elif modifier.type == promql.AggModifierType.By:
        kept = labels.only(modifier.labels)
    else:
        kept = labels.without(modifier.labels)
    if operator == "count_values" and isinstance(expr.param, promql.StringLiteral):
        return kept.plus([expr.param.val])
    return kept


def _binary(expr: promql.BinaryExpr, series: Series) -> Branches:
    left, right = branches(expr.lhs, series), branches(expr.rhs, series)
    operator = str(expr.op)
    if operator == "or":
        return left | right
    if operator in {"and", "unless"} or is_scalar(expr.rhs):
        return left
    if is_scalar(expr.lhs):
        return right
    return frozenset(_matched(expr.modifier, *pair) for pair in product(left, right))


def _matched(
    modifier: promql.BinModifier | None, left: Labels, right: Labels
) -> Labels:
    if modifier is None:
        return left
    group = modifier.group_labels or ()
    if modifier.card == promql.VectorMatchCardinality.ManyToOne:
        return left.taking(group, right)
    if modifier.card == promql.VectorMatchCardinality.OneToMany:
        return right.taking(group, left)
    matching = modifier.matching
    if matching is None:
        return left
    if matching.type == promql.LabelModifierType.Include:
        return left.only(matching.labels)
    return left.without(matching.labels)


def _call(expr: promql.Call, series: Series) -> Branches:
    name = expr.func.name
    vector = _vector_argument(expr)
    if name in _ABSENT:
        return frozenset({_of_absent(vector)})
    if vector is None or expr.func.return_type == promql.ValueType.Scalar:
        return frozenset({NO_LABELS})
    found = branches(vector, series)
    if name in {"label_replace", "label_join"}:
        return frozenset(labels.plus([expr.args[1].val]) for labels in found)
    if name in _WITHOUT_LE:
        return frozenset(labels.without(["le"]) for labels in found)
    if name == "info":
        return frozenset({ANY_LABELS})
    return found


def _vector_argument(expr: promql.Call) -> Any:  # noqa: ANN401  any expression
    """Return the argument whose series a function works on, or None."""
    kinds = (promql.ValueType.Vector, promql.ValueType.Matrix)
    typed = zip(expr.args, expr.func.arg_types, strict=False)
    return next((value for value, kind in typed if kind in kinds), None)


def _of_absent(argument: object) -> Labels:
    if isinstance(argument, promql.ParenExpr):
        return _of_absent(argument.expr)
    if isinstance(argument, promql.MatrixSelector):
        argument = argument.vector_selector
    if isinstance(argument, promql.VectorSelector):
        return Labels(equal_matchers(argument))
    return NO_LABELS
