"""What counts as a change of a rule, which tests are asked, and what is then said."""

from typing import Any

import pytest

from tests.mutation import report, survivors
from tests.mutation.expressions import changes, plain
from tests.mutation.figures import moved
from tests.mutation.labels import narrower
from tests.mutation.mutants import Mutant, in_plain, mutants, shifted
from tests.mutation.promtool import MutationError, asked, dependents, mentions
from tests.mutation.runner import Outcome
from tests.rules import rendering


def told(expr, kind=None):
    return [change.text for change in changes(expr) if kind in (None, change.kind)]


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


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("0s", ("30s",)),
        ("30s", ("60s", "0s")),
        ("5m", ("330s", "270s")),
        ("15m", ("990s", "810s")),
        ("17m", ("1110s", "930s")),
    ],
)
def test_a_hold_off_moves_by_a_tenth_in_whole_evaluations(duration, expected):
    # 15m are 900 s, a tenth is 90 s; 17m are 1020 s, and of 102 s there are 90 left.
    assert shifted(duration) == expected


GROUPS: list[dict[str, Any]] = [
    {"name": "g", "rules": [{"record": "r", "expr": "a == 1"}]},
    {
        "name": "h",
        "rules": [
            {"alert": "A", "expr": "r > 2", "for": "5m", "labels": {"severity": "info"}}
        ],
    },
]


def test_a_mutant_changes_one_rule_and_leaves_the_given_groups_alone():
    found = [mutant for mutant in mutants("f", GROUPS) if mutant.kind == "for"]
    changed = found[0].applied(GROUPS)

    assert [mutant.change for mutant in found] == [
        "for 5m becomes 330s",
        "for 5m becomes 270s",
    ]
    assert changed[0] == GROUPS[0]
    assert changed[1]["rules"] == [GROUPS[1]["rules"][0] | {"for": "330s"}]
    assert GROUPS[1]["rules"][0]["for"] == "5m"


def test_an_alert_that_fires_at_once_is_made_to_wait():
    groups = [{"name": "g", "rules": [{"alert": "A", "expr": "vector(1)"}]}]

    assert [mutant.change for mutant in mutants("f", groups)] == ["for 0s becomes 30s"]


def test_the_same_change_in_two_places_of_a_rule_is_told_apart():
    groups = [{"name": "g", "rules": [{"record": "r", "expr": 'a{x="1"} / a{x="1"}'}]}]

    assert [mutant.change for mutant in mutants("f", groups)] == [
        'a{} without x="1"',
        'a{} x="1" becomes x!="1"',
        'a{} without x="1" (2)',
        'a{} x="1" becomes x!="1" (2)',
    ]


def test_every_mutant_of_our_rules_has_a_name_of_its_own():
    found = [
        survivors.key(mutant)
        for name, groups in rendering.rendered().items()
        for mutant in mutants(name, groups)
    ]

    assert found
    assert len(found) == len(set(found))


def test_rules_in_the_spelling_of_the_mutants_differ_in_nothing_else():
    (_, group) = in_plain(GROUPS)

    assert group == GROUPS[1]


def test_a_name_is_mentioned_as_a_whole_only():
    assert mentions("sum(a:b)", "a:b")
    assert mentions('ALERTS{alertname="A"}', "A")
    assert not mentions("sum(a:b:c)", "a:b")
    assert not mentions("my_a", "a")


def test_what_rests_on_a_record_is_asked_too():
    rules = [
        {"record": "r", "expr": "a"},
        {"record": "s", "expr": "sum(r)"},
        {"alert": "S", "expr": "s > 1"},
        {"alert": "Other", "expr": "a > 1"},
    ]

    assert dependents("r", rules) == {"r", "s", "S"}
    assert dependents("S", rules) == {"S"}


def test_a_test_is_asked_for_what_it_looks_at(tmp_path):
    path = tmp_path / "f_test.yaml"
    path.write_text(
        "rule_files: [f.yaml]\n"
        "tests:\n"
        "- {name: One, alert_rule_test: [{alertname: A}]}\n"
        "- {name: Two, promql_expr_test: [{expr: 'r > 0x60'}]}\n"
    )

    one, two = asked(path)

    assert (one.file, one.name) == ("f_test.yaml", "One")
    assert one.rule_files == {"f.yaml"}
    assert (one.asks_for({"A"}), two.asks_for({"A"})) == (True, False)
    assert (one.asks_for({"r"}), two.asks_for({"r"})) == (False, True)


def test_a_test_without_a_name_is_refused(tmp_path):
    path = tmp_path / "f_test.yaml"
    path.write_text("rule_files: [f.yaml]\ntests: [{interval: 30s}]\n")

    with pytest.raises(MutationError, match=r"f_test\.yaml: test 1 has no name"):
        list(asked(path))


def mutant(change, file="f"):
    return Mutant(file, "A", "comparator", change, (0, 0), {})


def test_a_survivor_without_a_reason_and_a_reason_without_a_survivor_are_named():
    known = {
        ("f", "A", "explained"): "because",
        ("f", "A", "noticed"): "because",
        ("f", "A", "gone"): "because",
        ("g", "A", "not tried"): "because",
    }
    survived = [mutant("explained"), mutant("new")]

    found = survivors.complaints(known, survived, [*survived, mutant("noticed")])

    assert list(found) == [
        "no test notices, and no reason is given: f: A: new",
        "survivors.yaml: f: A: gone is no mutant; take the entry out",
        "survivors.yaml: f: A: noticed is noticed; take the entry out",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {file: f, rule: A, change: x}", "entry 1 wants change, file, reason, rule"),
        ("- {file: f, rule: A, change: x, reason: ''}", "entry 1 wants"),
        ("- &a {file: f, rule: A, change: x, reason: y}\n- *a", "entry 2 stands there"),
    ],
)
def test_an_entry_of_the_survivors_is_whole_and_stands_there_once(
    text, complaint, tmp_path
):
    path = tmp_path / "survivors.yaml"
    path.write_text(text)

    with pytest.raises(MutationError, match=complaint):
        survivors.load(path)


def test_every_known_survivor_is_a_change_of_todays_rules():
    every = {
        survivors.key(mutant)
        for name, groups in rendering.rendered().items()
        for mutant in mutants(name, groups)
    }

    assert set(survivors.load()) - every == set()


def test_the_score_is_the_share_of_what_was_noticed():
    outcomes = [
        Outcome(mutant("a"), ("t: One",)),
        Outcome(mutant("b"), ("t: One", "t: Two")),
        Outcome(mutant("c"), ()),
        Outcome(mutant("d"), ("t: Two",)),
    ]

    found = report.as_json(outcomes, {("f", "A", "c"): "because"}, 1.23)

    assert report.score(outcomes) == 0.75
    assert (found["score"], found["mutants"], found["seconds"]) == (0.75, 4, 1.2)
    assert found["outcomes"][1]["noticedBy"] == ["t: One", "t: Two"]
    assert [(one["change"], one["reason"]) for one in found["survivors"]] == [
        ("c", "because")
    ]
