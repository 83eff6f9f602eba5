"""What is wrong inside one expression: names, labels, functions of the wrong type."""

from collections.abc import Iterable, Iterator

import promql_parser as promql

from domain import metrics
from domain.lint.complaint import Finding
from domain.lint.known import Known
from domain.promql import Branches, branches, is_scalar, nodes

_OF_COUNTERS = frozenset({"rate", "irate", "increase", "resets"})
_OF_GAUGES = frozenset({"delta", "idelta", "deriv", "predict_linear"})
_COMPARISONS = frozenset({">", ">=", "<", "<="})
# Names that are of no metric.
_ANY_NAME = "__name__"


def findings(expr: promql.Expr, known: Known) -> Iterator[Finding]:
    """Yield what is wrong in an expression, each thing once."""
    found = (finding for node in nodes(expr) for finding in _of(node, known))
    yield from dict.fromkeys(found)


def _of(node: object, known: Known) -> Iterator[Finding]:
    match node:
        case promql.VectorSelector():
            yield from _selector(node, known)
        case promql.AggregateExpr():
            yield from _grouping(node, known)
        case promql.BinaryExpr():
            yield from _matching(node, known)
            yield from _raw_counter(node, known)
        case promql.Call():
            yield from _sources(node, known)
            yield from _function(node, known)


def _selector(selector: promql.VectorSelector, known: Known) -> Iterator[Finding]:
    matchers = selector.matchers.matchers
    asked = [m.name for group in selector.matchers.or_matchers for m in group]
    asked += [matcher.name for matcher in matchers]
    named = selector.name is not None or _ANY_NAME in asked
    if named and not any(known.chosen(selector)):
        yield _unknown_metric(selector, known)
        return
    what = selector.name or "what it selects"
    yield from _missing(asked, known.series(selector), f"{what} has no label", "match")


def _unknown_metric(selector: promql.VectorSelector, known: Known) -> Finding:
    if selector.name is None:
        return Finding(
            f"no known metric matches {selector}", "correct the pattern of __name__"
        )
    near = known.nearest(selector.name)
    return Finding(
        f"metric {selector.name} is not known",
        f"did you mean {near}?"
        if near
        else "look for a typing error, or add it to the "
        "table in domain/metrics if an exporter of yours has it",
    )


def _grouping(expr: promql.AggregateExpr, known: Known) -> Iterator[Finding]:
    modifier = expr.modifier
    if modifier is None or modifier.type != promql.AggModifierType.By:
        return
    inner = branches(expr.expr, known.series)
    what = f"{expr.op} by ({', '.join(modifier.labels)}) is of series without label"
    yield from _missing(modifier.labels, inner, what, "group by")


def _matching(expr: promql.BinaryExpr, known: Known) -> Iterator[Finding]:
    modifier = expr.modifier
    if modifier is None or is_scalar(expr.lhs) or is_scalar(expr.rhs):
        return
    left, right = (branches(side, known.series) for side in (expr.lhs, expr.rhs))
    matching = modifier.matching
    if matching and matching.type == promql.LabelModifierType.Include:
        for name, side in (("left", left), ("right", right)):
            what = f"the {name} side of {expr.op} on (…) has no label"
            yield from _missing(matching.labels, side, what, "match on")
    many_left = modifier.card == promql.VectorMatchCardinality.ManyToOne
    one, word = (right, "group_left") if many_left else (left, "group_right")
    what = f"{word} takes, from a side that has it not, label"
    yield from _missing(modifier.group_labels or (), one, what, "take")


def _raw_counter(expr: promql.BinaryExpr, known: Known) -> Iterator[Finding]:
    """Complain of a bare counter beside a number; against 0 it asks if there is any."""
    sides = (expr.lhs, expr.rhs)
    numbers = [side.val for side in sides if isinstance(side, promql.NumberLiteral)]
    counters = [side for side in sides if known.type(side) == metrics.COUNTER]
    if str(expr.op) in _COMPARISONS and counters and numbers and numbers[0] != 0:
        yield Finding(
            f"a counter is compared with {numbers[0]:g} as it is, and it only grows "
            "until its process restarts",
            "compare its rate() or increase()",
        )


def _sources(expr: promql.Call, known: Known) -> Iterator[Finding]:
    first = {"label_replace": slice(3, 4), "label_join": slice(3, None)}
    if expr.func.name not in first:
        return
    # Without a name nothing is read: so a constant label is given.
    read = (argument.val for argument in expr.args[first[expr.func.name]])
    asked = [label for label in read if label]
    inner = branches(expr.args[0], known.series)
    what = f"{expr.func.name} reads, of series without it, label"
    yield from _missing(asked, inner, what, "read")


def _function(expr: promql.Call, known: Known) -> Iterator[Finding]:
    name = expr.func.name
    kind = known.type(expr.args[0]) if name in _OF_COUNTERS | _OF_GAUGES else ""
    if name in _OF_COUNTERS and kind == metrics.GAUGE:
        yield Finding(
            f"{name}() of a gauge: each fall is taken for a restart and added",
            "take delta(), deriv() or avg_over_time()",
        )
    elif name in _OF_GAUGES and kind == metrics.COUNTER:
        yield Finding(
            f"{name}() of a counter: a restart is taken for a fall",
            "take rate() or increase()",
        )


def _missing(
    asked: Iterable[str], series: Branches, what: str, verb: str
) -> Iterator[Finding]:
    """Complain of each label that no branch of the series can have."""
    for label in asked:
        if label == _ANY_NAME or any(labels.may_have(label) for labels in series):
            continue
        has = ", ".join(sorted({name for labels in series for name in labels.names}))
        has = f"one of {has}" if has else "none, for there are no labels"
        yield Finding(f"{what} {label}", f"{verb} {has}")
