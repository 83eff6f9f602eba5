"""What rules can ask for: the exporters' metrics, and the rules' own records.

The labels and the type of a record follow from its expression.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import promql_parser as promql

from domain import metrics
from domain.promql import ANY_LABELS, Branches, Labels, branches

# Of these the result is a level, whatever the argument was.
_LEVELS = frozenset(
    {
        "rate",
        "irate",
        "increase",
        "delta",
        "idelta",
        "deriv",
        "avg_over_time",
        "count_over_time",
        "quantile_over_time",
        "stddev_over_time",
        "histogram_quantile",
        "predict_linear",
    }
)
# These leave a sample's meaning as it is.
_SAME = frozenset(
    {"label_replace", "label_join", "sort", "sort_desc", "last_over_time"}
)
_SAME_AGGREGATIONS = frozenset({"sum", "min", "max", "avg", "topk", "bottomk"})


class Known:
    """The metrics of the table and the records of some groups of rules."""

    def __init__(self, groups: Iterable[Mapping[str, Any]] = ()) -> None:
        self._records: dict[str, list[Mapping[str, Any]]] = {}
        for group in groups:
            for rule in group["rules"]:
                if "record" in rule:
                    self._records.setdefault(rule["record"], []).append(rule)
        self._labels: dict[str, Branches] = {}

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that can be asked for."""
        return frozenset({*metrics.known(), *self._records})

    def nearest(self, name: str) -> str | None:
        """Return the known name that is most like an unknown one."""
        close = difflib.get_close_matches(name, sorted(self.names), n=1, cutoff=0.8)
        return close[0] if close else None

    def series(self, selector: promql.VectorSelector) -> Branches:
        """Return the labels of what a selector chooses; any where that is unknown."""
        found = {labels for name in self.chosen(selector) for labels in self._of(name)}
        return frozenset(found or {ANY_LABELS})

    def chosen(self, selector: promql.VectorSelector) -> Iterator[str]:
        """Yield the known names that a selector chooses."""
        if selector.name is not None:
            yield from {selector.name} & self.names
            return
        for matcher in selector.matchers.matchers:
            if matcher.name == "__name__" and matcher.op == promql.MatchOp.Re:
                yield from filter(re.compile(matcher.value).fullmatch, self.names)

    def type(self, expr: promql.Expr) -> str:
        """Return the type of an expression's samples; untyped where it is unclear."""
        kind = metrics.UNTYPED
        match expr:
            case promql.VectorSelector():
                kind = _common(map(self._type_of, self.chosen(expr)))
            case promql.MatrixSelector():
                kind = self.type(expr.vector_selector)
            case promql.ParenExpr() | promql.SubqueryExpr():
                kind = self.type(expr.expr)
            case promql.AggregateExpr():
                same = str(expr.op) in _SAME_AGGREGATIONS
                kind = self.type(expr.expr) if same else metrics.GAUGE
            case promql.Call() if expr.func.name in _SAME:
                kind = self.type(expr.args[0])
            case promql.Call() if expr.func.name in _LEVELS:
                kind = metrics.GAUGE
        return kind

    def _type_of(self, name: str) -> str:
        given = (metric.type for metric in metrics.known().get(name, ()))
        recorded = (
            self.type(expr)
            for rule in self._records.get(name, ())
            if (expr := parsed(rule)) is not None
        )
        return _common([*given, *recorded])

    def _of(self, name: str) -> Branches:
        if name not in self._labels:
            # What a record that reads itself gives is not known from its expression.
            self._labels[name] = frozenset({ANY_LABELS})
            self._labels[name] = self._derived(name)
        return self._labels[name]

    def _derived(self, name: str) -> Branches:
        given = {Labels(metric.labels) for metric in metrics.known().get(name, ())}
        for rule in self._records.get(name, ()):
            expr = parsed(rule)
            inner = branches(expr, self.series) if expr is not None else {ANY_LABELS}
            given |= {labels.plus(rule.get("labels") or ()) for labels in inner}
        return frozenset(given)


def parsed(rule: Mapping[str, Any]) -> promql.Expr | None:
    """Return a rule's expression as a tree, or None where it cannot be read."""
    try:
        return promql.parse(str(rule["expr"]))
    except ValueError:
        return None


def _common(types: Iterable[str]) -> str:
    """Return the one type of several, or untyped."""
    found = set(types)
    return found.pop() if len(found) == 1 else metrics.UNTYPED
