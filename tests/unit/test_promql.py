"""Labels of an expression's result, after Prometheus' own rules (docs/querying)."""

import promql_parser
import pytest

from domain.promql import Labels, branches

SERIES = {
    "a": frozenset({"x", "y", "z"}),
    "b": frozenset({"x", "w"}),
    "h": frozenset({"le", "x"}),
    "open": frozenset({"pod", "label_*"}),
}


def given(selector):
    return frozenset({Labels(SERIES[selector.name])})


def possible(query, of=("x", "y", "z", "w", "le", "v", "pod", "label_app")):
    """Return, per branch, which of some labels the result can have."""
    found = branches(promql_parser.parse(query), given)
    return {frozenset(filter(labels.may_have, of)) for labels in found}


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("a", "xyz"),
        ("rate(a[5m])", "xyz"),
        ("max_over_time(rate(a[5m])[1h:1m])", "xyz"),
        ("-(a)", "xyz"),
        ("a > 1", "xyz"),
        ("1 - a", "xyz"),
        ("1", ""),
        ("vector(1)", ""),
        ("vector(time()) * on () group_right () a", "xyz"),
        ("a * scalar(b)", "xyz"),
        ("sum(a)", ""),
        ("sum by (x, w) (a)", "x"),
        ("sum without (x) (a)", "yz"),
        ("topk by (x) (3, a)", "xyz"),
        ('count_values by (x) ("v", a)', "xv"),
        ("a / b", "xyz"),
        ("a / on (x) b", "x"),
        ("a > on (x) b", "x"),
        ("a / ignoring (y, z, w) b", "x"),
        ("a * on (x) group_left () b", "xyz"),
        ("a * on (x) group_left (w) b", "xyzw"),
        ("b * on (x) group_right (w, v) a", "xyzw"),
        ("a * on (x) group_right (z) b", "xwz"),
        ("a and on (x) b", "xyz"),
        ("a unless b", "xyz"),
        ('label_replace(a, "v", "$1", "x", "(.+)")', "xyzv"),
        ('label_join(a, "v", "-", "x", "y")', "xyzv"),
        ('label_replace(sum(a), "x", "all", "", "")', "x"),
        ('absent(a{x="1", y=~"2", z!="3"})', "x"),
        ('absent(a{x="1", x="2", y="3"})', "y"),
        ('absent_over_time(a{x="1"}[5m])', "x"),
        ("absent(sum(a))", ""),
        ("day_of_week()", ""),
        ("day_of_week(a)", "xyz"),
    ],
)
def test_labels_of_a_result(query, labels):
    assert possible(query) == {frozenset(labels)}


def test_a_quantile_of_a_histogram_has_no_le():
    assert possible("histogram_quantile(0.9, rate(h[5m]))") == {frozenset("x")}


def test_each_branch_of_or_has_labels_of_its_own():
    assert possible("sum by (x) (a or b)") == {frozenset("x")}
    assert possible("a or sum by (x) (b) or vector(0)") == {
        frozenset("xyz"),
        frozenset("x"),
        frozenset(),
    }


def test_a_star_stands_for_all_labels_that_start_so_until_they_are_dropped():
    assert possible("open") == {frozenset({"pod", "label_app"})}
    assert possible("sum by (label_app, x) (open)") == {frozenset({"label_app"})}
    assert possible("sum without (label_app) (open)") == {frozenset({"pod"})}
