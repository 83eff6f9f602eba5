"""What can be changed about the figures of an expression: comparators, thresholds."""

from collections.abc import Iterator

import promql_parser as promql

from tests.mutation.spelling import Edit, binary, figure

# First the neighbour that differs only where both sides are equal, then the opposite.
COMPARATORS = {
    ">": (">=", "<"),
    ">=": (">", "<"),
    "<": ("<=", ">"),
    "<=": ("<", ">"),
    "==": ("!=",),
    "!=": ("==",),
}
NEVER_ZERO = {"count", "group"}
QUANTILES = {"histogram_quantile", "quantile_over_time"}
FEW = 10
LONGEST = 40


def comparators(node: promql.BinaryExpr) -> Iterator[Edit]:
    """Yield a comparison's other comparators, but not `>= 0` for `> 0` of a count."""
    op, right = str(node.op), _short(node.rhs)
    for other in COMPARATORS.get(op, ()):
        if (op, other) == (">", ">=") and _of_count_and_zero(node):
            continue
        text = f"{op} {right} becomes {other} {right}"
        yield Edit("comparator", text, binary(node, op=other))


def thresholds(node: promql.BinaryExpr) -> Iterator[Edit]:
    """Yield a comparison with its figure moved."""
    op = str(node.op)
    if op not in COMPARATORS:
        return
    for number, side in enumerate((node.lhs, node.rhs)):
        value = figure(side)
        for other in () if value is None else moved(value, op):
            sides = [node.lhs.prettify(), node.rhs.prettify()]
            sides[number] = f"{other:.10g}"
            text = f"{op} {value:.10g} becomes {op} {other:.10g}"
            yield Edit("threshold", text, binary(node, sides=sides))


def moved(value: float, op: str) -> tuple[float, ...]:
    """Return what a threshold is changed to, a small step to each side.

    Whole numbers up to ten count something and move by one, others by a tenth.
    """
    if op in {"==", "!="}:
        return (0,) if value == 1 else (value + 1,)
    if value == 0:
        return (1,)
    step = 1 if value.is_integer() and value <= FEW else value / 10
    return (value + step, value - step)


def quantiles(node: promql.Call) -> Iterator[Edit]:
    """Yield a call with its quantile lowered by a tenth."""
    if node.func.name not in QUANTILES:
        return
    quantile, *others = (argument.prettify() for argument in node.args)
    lower = f"{float(quantile) * 0.9:.10g}"
    call = f"{node.func.name}({', '.join([lower, *others])})"
    yield Edit("threshold", f"quantile {quantile} becomes {lower}", call)


def _of_count_and_zero(node: promql.BinaryExpr) -> bool:
    """Tell whether a count, of which there is none before there is one, meets 0."""
    left = node.lhs
    while isinstance(left, promql.ParenExpr):
        left = left.expr
    counted = isinstance(left, promql.AggregateExpr) and str(left.op) in NEVER_ZERO
    return counted and figure(node.rhs) == 0


def _short(node: promql.Expr) -> str:
    text = " ".join(node.prettify().split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
