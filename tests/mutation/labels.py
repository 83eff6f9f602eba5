"""What can be changed about the labels of an expression: matchers, groupings, joins."""

import re
from collections.abc import Iterable, Iterator, Sequence

import promql_parser as promql

from tests.mutation.spelling import (
    Edit,
    aggregation,
    binary,
    clause,
    on_or_ignoring,
    selector,
)

OPS = promql.MatchOp
INVERSES = (
    (OPS.Equal, OPS.NotEqual),
    (OPS.NotEqual, OPS.Equal),
    (OPS.Re, OPS.NotRe),
    (OPS.NotRe, OPS.Re),
)


def matchers(node: promql.VectorSelector) -> Iterator[Edit]:
    """Yield a selector with a matcher left out, inverted, or one alternative less."""
    every = node.matchers.matchers
    where = f"{node.name or ''}{{}}"
    for number, matcher in enumerate(every):
        before, after = every[:number], every[number + 1 :]
        rest = [*before, *after]
        if not implied(matcher, rest):
            text = f"{where} without {matcher}"
            yield Edit("matcher", text, selector(node, rest))
        for other in (_inverted(matcher), *_narrower(matcher)):
            text = f"{where} {matcher} becomes {other}"
            yield Edit("matcher", text, selector(node, [*before, other, *after]))


def implied(matcher: promql.Matcher, others: Iterable[promql.Matcher]) -> bool:
    """Tell whether it is x!="" beside x="something", and so makes no difference."""
    return (matcher.op, matcher.value) == (OPS.NotEqual, "") and any(
        (other.name, other.op) == (matcher.name, OPS.Equal) and other.value
        for other in others
    )


def narrower(pattern: str) -> Iterator[str]:
    """Yield a regular expression without one of its alternatives, for each of them."""
    parts = re.split(r"([()|])", pattern)
    for number, part in enumerate(parts):
        before = number > 0 and parts[number - 1] == "|"
        after = number + 1 < len(parts) and parts[number + 1] == "|"
        if part and part not in "()|" and (before or after):
            start, end = (number - 1, number + 1) if before else (number, number + 2)
            yield "".join([*parts[:start], *parts[end:]])


def grouping(node: promql.AggregateExpr) -> Iterator[Edit]:
    """Yield an aggregation by, or without, one label less."""
    labels = node.modifier.labels if node.modifier else []
    for label, rest in _one_less(labels):
        text = f"{clause(node)} ({', '.join(labels)}) loses {label}"
        yield Edit("by label", text, aggregation(node, rest))


def joins(node: promql.BinaryExpr) -> Iterator[Edit]:
    """Yield a join on one label less, or one that carries one label less over."""
    modifier = node.modifier
    if modifier is None:
        return
    if modifier.matching is not None:
        labels = modifier.matching.labels
        head = f"{node.op} {on_or_ignoring(modifier)} ({', '.join(labels)})"
        for label, rest in _one_less(labels):
            text = f"{head} loses {label}"
            yield Edit("by label", text, binary(node, on=rest))
    for label, rest in _one_less(modifier.group_labels or []):
        text = f"{node.op} no longer carries {label}"
        yield Edit("by label", text, binary(node, carried=rest))


def _inverted(matcher: promql.Matcher) -> promql.Matcher:
    inverse = next(other for op, other in INVERSES if op == matcher.op)
    return promql.Matcher(inverse, matcher.name, matcher.value)


def _narrower(matcher: promql.Matcher) -> Iterator[promql.Matcher]:
    if matcher.op in (OPS.Re, OPS.NotRe):
        for value in narrower(matcher.value):
            yield promql.Matcher(matcher.op, matcher.name, value)


def _one_less(labels: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    for number, label in enumerate(labels):
        yield label, [*labels[:number], *labels[number + 1 :]]
