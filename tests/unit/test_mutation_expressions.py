"""What counts as a change of an expression, and what is none."""

import pytest

from tests.mutation.expressions import changes, plain
from tests.mutation.figures import moved
from tests.mutation.labels import narrower


def told(expr):
    return [change.text for change in changes(expr)]


def made(expr, kind):
    """The mutants of an expression, each on one line."""
    return [
        " ".join(change.expr.split()) for change in changes(expr) if change.kind == kind
    ]


def one_line(expr):
    return " ".join(plain(expr).split())


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ("a > 5", ["(a) >= (5)", "(a) < (5)"]),
        ("a >= 5", ["(a) > (5)", "(a) < (5)"]),
        ("a < 5", ["(a) <= (5)", "(a) > (5)"]),
        ("a <= 5", ["(a) < (5)", "(a) > (5)"]),
        ("a == 5", ["(a) != (5)"]),
        ("a != 5", ["(a) == (5)"]),
        ("a > bool 5", ["(a) >= bool (5)", "(a) < bool (5)"]),
        (
            "a > on (x) group_left (y) b",
            [
                "(a) >= on (x) group_left (y) (b)",
                "(a) < on (x) group_left (y) (b)",
            ],
        ),
        ("a and ignoring (x) b", []),
        ("a + b", []),
    ],
)
def test_a_comparator_becomes_its_neighbour_and_its_opposite(expr, expected):
    assert made(expr, "comparator") == [one_line(mutant) for mutant in expected]


def test_a_count_is_never_zero_so_at_least_zero_is_no_change():
    assert made("(count by (x) (a)) > 0", "comparator") == [
        one_line("((count by (x) (a))) < (0)")
    ]
    assert len(made("sum by (x) (a) > 0", "comparator")) == 2
    assert len(made("count by (x) (a) > 1", "comparator")) == 2


@pytest.mark.parametrize(
    ("figure", "op", "expected"),
    [
        (0.05, ">", (0.055, 0.045)),
        (100, "<", (110, 90)),
        (3, ">", (4, 2)),
        (10, ">", (11, 9)),
        (0, ">", (1,)),
        (0, "==", (1,)),
        (1, "==", (0,)),
        (2, "!=", (3,)),
    ],
)
def test_a_threshold_moves_by_one_where_it_counts_and_by_a_tenth_elsewhere(
    figure, op, expected
):
    assert moved(float(figure), op) == pytest.approx(expected)


def test_a_threshold_stands_on_either_side():
    assert made("0.5 < a", "threshold") == [
        one_line("(0.55) < (a)"),
        one_line("(0.45) < (a)"),
    ]
    assert made("a * 60", "threshold") == []


def test_a_quantile_is_a_threshold():
    expr = "histogram_quantile(0.9, sum by (le) (a))"

    assert made(expr, "threshold") == [
        one_line("histogram_quantile(0.81, sum by (le) (a))")
    ]


def test_a_matcher_is_left_out_and_inverted():
    assert made('rate(a{x="1", y!~"2"}[5m] offset 1h)', "matcher") == [
        'rate(a{y!~"2"}[5m] offset 1h)',
        'rate(a{x!="1",y!~"2"}[5m] offset 1h)',
        'rate(a{x="1"}[5m] offset 1h)',
        'rate(a{x="1",y=~"2"}[5m] offset 1h)',
    ]


def test_a_selector_keeps_one_matcher_that_selects():
    assert made('{x="1"}', "matcher") == []


def test_a_matcher_that_another_one_implies_is_not_left_out():
    assert 'a{} without x!=""' in told('a{x!="", x!="1"}')
    assert 'a{} without x!=""' not in told('a{x!="", x="1"}')
    assert 'a{} without x!=""' in told('a{x!="", x=""}')
    assert 'a{} without x!=""' in told('a{x!="", y="1"}')


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a|b|c", ["b|c", "a|c", "a|b"]),
        ("n/(a|b)", ["n/(b)", "n/(a)"]),
        ("OK|[1-4]..", ["[1-4]..", "OK"]),
        ("a.*", []),
    ],
)
def test_a_pattern_loses_each_of_its_alternatives(pattern, expected):
    assert list(narrower(pattern)) == expected


def test_only_a_pattern_has_alternatives():
    assert made('a{x!~"1|2"}', "matcher")[2:] == ['a{x!~"2"}', 'a{x!~"1"}']
    assert len(made('a{x="1|2"}', "matcher")) == 2


def test_an_aggregation_loses_each_of_its_labels():
    assert made("sum by (x, y) (a)", "by label") == [
        "sum by (y) (a)",
        "sum by (x) (a)",
    ]
    assert made("topk without (x) (3, a)", "by label") == ["topk without () (3, a)"]
    assert made("sum(a)", "by label") == []


def test_a_join_loses_each_of_its_labels_and_what_it_carries_over():
    assert made("a * on (x, y) group_right (z) b", "by label") == [
        one_line("(a) * on (y) group_right (z) (b)"),
        one_line("(a) * on (x) group_right (z) (b)"),
        one_line("(a) * on (x, y) group_right () (b)"),
    ]
    assert made("a unless ignoring (x) b", "by label") == [
        one_line("(a) unless ignoring () (b)")
    ]


def test_each_mutant_differs_from_the_expression_and_from_every_other_one():
    expr = 'sum by (x) (a{x="1"}) / sum by (x) (a) > 0.1 or a == 1'
    found = [change.expr for change in changes(expr)]

    assert plain(expr) not in found
    assert len(found) == len(set(found))
    # Whichever of the two equal matchers goes, or turns, the rest is the same.
    assert len(list(changes('a{x="1", x="1"}'))) == 2
