"""How far rules look back, worked out by hand."""

import promql_parser
import pytest

from domain import lookback

HOUR = 3600


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("up == 0", 0),
        ("increase(a[5m])", 300),
        ("a offset 1h", HOUR),
        ("a offset -1h", 0),
        # Each of two selectors alone, the further one counts.
        ("increase(a[5m]) / increase(b[2h])", 2 * HOUR),
        # The end of the range is an hour ago.
        ("present_over_time(a[1d] offset 1h)", 25 * HOUR),
        # At its first step, three hours and two ago, the subquery looks back for 5m.
        ("max_over_time(sum(rate(a[5m]))[3h:1m] offset 2h)", 5 * HOUR + 300),
        ("max_over_time(max_over_time(a[1h:1m])[2h:1m])", 3 * HOUR),
    ],
)
def test_an_expression_looks_back_so_many_seconds(expression, expected):
    assert lookback.seconds(promql_parser.parse(expression)) == expected


def test_the_rule_that_looks_back_furthest_is_named():
    rules = [
        {"record": "a", "expr": "b offset 1h"},
        {"alert": "C", "expr": "increase(d[2h]) > 0"},
        {"record": "e", "expr": "f["},
    ]

    assert lookback.furthest([{"rules": rules[:1]}, {"rules": rules}]) == (
        2 * HOUR,
        "C",
    )


def test_rules_of_the_present_need_nothing():
    groups = [{"rules": [{"alert": "A", "expr": "up == 0"}]}]

    assert lookback.furthest(groups)[0] == 0
    assert lookback.furthest([]) == (0, "")
