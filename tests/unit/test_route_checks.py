"""Trees in which an alert is lost or a route is dead, worked out by hand."""

from dataclasses import replace

import pytest

from domain.route_checks import problems, unreached
from domain.route_sets import never_matched
from domain.rules import Alert

SEVERITY, TYPE = 'severity =~ "warning|critical"', 'type =~ "user|infra"'


def node(receiver, *matchers, passes=False, routes=()):
    return {
        "receiver": receiver,
        "matchers": list(matchers),
        "continue": passes,
        "routes": list(routes),
    }


SELDON = node("seldon", SEVERITY, TYPE)


def alert(name="A", **labels):
    return Alert(name, labels, {}, "0s", "up", "f")


INFRA = alert(severity="critical", type="infra")
WHAT = "alert A (severity critical, type infra)"


def complaints(*routes, alerts=(INFRA,)):
    configuration = {
        "receivers": [
            {"name": "nobody"},
            {"name": "empty", "webhook_configs": []},
            {"name": "seldon", "webhook_configs": [{}]},
            {"name": "pager", "webhook_configs": [{}]},
        ],
        "route": {"receiver": "nobody", "routes": list(routes)},
    }
    return list(problems(configuration, alerts, "seldon"))


@pytest.mark.parametrize(
    "routes",
    [
        [SELDON],
        [node("pager", passes=True), SELDON],
        [node("pager", 'severity = "info"'), SELDON],
        # A label of the rule that is not there decides, too: this alert has a type.
        [node("pager", 'type = ""'), SELDON],
        [node("nobody", routes=[SELDON])],
        # After Seldon's nothing can be taken from it.
        [SELDON, node("pager")],
    ],
)
def test_an_alert_that_reaches_seldon_is_no_problem(routes):
    assert [line for line in complaints(*routes) if WHAT in line] == []


@pytest.mark.parametrize(
    ("routes", "line"),
    [
        (
            [],
            "lands only at nobody, which tells nobody; give it a severity of warning "
            "or critical, or type none",
        ),
        (
            [node("empty", 'severity = "critical"'), SELDON],
            "lands only at empty, which tells nobody; give it a severity of warning "
            "or critical, or type none",
        ),
        (
            [node("pager", 'severity = "critical"'), SELDON],
            "does not reach seldon: it goes to pager",
        ),
        (
            # Its series may have the label namespace; the rule does not say.
            [node("pager", 'namespace = "m"'), SELDON],
            "may be swallowed by the route to pager, which stands before seldon "
            "without continue",
        ),
        (
            [node("nobody", routes=[node("pager", 'a = "1"'), SELDON])],
            "may be swallowed by the route to pager, which stands before seldon "
            "without continue",
        ),
    ],
)
def test_an_alert_that_seldon_would_miss_is_named(routes, line):
    assert f"{WHAT} {line}" in complaints(*routes)


@pytest.mark.parametrize(
    ("expr", "taken"),
    [
        ("sum by (namespace) (up) == 0", True),
        ("sum by (pod) (up) == 0", False),
        ("sum by (pod) (up) == 0 or up", True),
        ("vector(1)", False),
        # Of a newer Prometheus, or one that nobody knows.
        ("up fill 0", True),
        ("", True),
    ],
)
def test_a_label_that_an_expression_drops_swallows_nothing(expr, taken):
    one = replace(INFRA, expr=expr)
    found = complaints(node("pager", 'namespace = "m"'), SELDON, alerts=[one])

    assert bool([line for line in found if "may be swallowed" in line]) == taken


def test_alerts_of_other_types_may_land_anywhere():
    others = [
        alert(severity="critical"),
        alert(severity="critical", type="none"),
        alert(severity="none"),
    ]

    assert complaints(SELDON, alerts=others) == []


def test_receivers_that_no_alert_reaches_are_named():
    tree = {
        "route": {
            "receiver": "nobody",
            "routes": [
                node("info", 'severity = "info"'),
                node("named", 'namespace = "m"'),
                node("pager", 'severity = "critical"'),
            ],
        }
    }

    assert list(unreached(tree, [INFRA])) == ["info"]


def dead(*routes):
    return list(never_matched({"receiver": "root", "routes": list(routes)}))


@pytest.mark.parametrize(
    ("matchers", "label"),
    [
        (('a = "1"', 'a = "2"'), "a"),
        (('a = "1"', 'a != "1"'), "a"),
        (('a =~ "1|2"', 'a !~ "1|2"'), "a"),
        (('a =~ "1|2"', 'a =~ "3.*"'), "a"),
        (('a !~ ".*"',), "a"),
        (('b = "1"', 'a = ""', 'a =~ ".+"'), "a"),
    ],
)
def test_a_route_that_asks_for_what_no_value_is_can_never_match(matchers, label):
    assert dead(node("x", *matchers)) == [
        f"the route to x can never match: no value of {label} satisfies all that it "
        "asks"
    ]


@pytest.mark.parametrize(
    "matchers",
    [
        (),
        ('a = "1"', 'b = "2"'),
        ('a =~ "1|2"', 'a != "1"'),
        ('a =~ "1.*"', 'a =~ ".*2"'),
        ('a = ""',),
        # Not provable from the text alone, so it is not claimed.
        ('a =~ "1.+"', 'a =~ "2.+"'),
    ],
)
def test_a_route_that_may_match_is_left_alone(matchers):
    assert dead(node("x", *matchers)) == []


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ([()], ('a = "1"',)),
        ([('a =~ "1|2"',)], ('a = "1"',)),
        ([('a =~ "1|2"',)], ('a =~ "2|1"',)),
        ([('a =~ "x.*"',)], ('a =~ "x.*"', 'b = "1"')),
        ([('a =~ ".*"',)], ('b = "1"',)),
        ([('a != "3"',)], ('a = "1"', 'b = "1"')),
        # Two together take what neither takes alone.
        ([('a = "1"',), ('a = "2"',)], ('a =~ "1|2"',)),
    ],
)
def test_a_route_behind_others_that_take_all_of_it_can_never_match(earlier, later):
    (line,) = dead(*(node("e", *matchers) for matchers in earlier), node("x", *later))

    assert line == (
        "the route to x can never match: earlier routes without continue (e) take all "
        "that it asks for"
    )


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (('a = "1"',), ('a =~ "1|2"',)),
        (('a = "1"', 'b = "1"'), ('a = "1"',)),
        (('a =~ "x.*"',), ('a =~ "x.+"',)),
        (('a = "1"',), ()),
    ],
)
def test_a_route_of_which_something_is_left_is_left_alone(earlier, later):
    assert dead(node("e", *earlier), node("x", *later)) == []


def test_a_route_behind_one_that_continues_is_left_alone():
    assert dead(node("e", passes=True), node("x")) == []


def test_a_child_must_fit_its_parent():
    child = node("child", 'a = "2"')

    assert dead(node("parent", 'a = "1"', routes=[child])) == [
        "the route to child can never match: no value of a satisfies all that it asks"
    ]


def test_many_values_are_not_enumerated_for_ever():
    words = "|".join(str(number) for number in range(100))
    asked = [f'{label} =~ "{words}"' for label in "abc"]

    assert dead(node("e", 'z = "1"'), node("x", *asked)) == []


def test_what_was_not_enumerated_is_not_claimed():
    words = [str(number) for number in range(100)]
    asked = [f'{label} =~ "{"|".join(words)}"' for label in "ab"]
    # The first 5,000 of 10,000 pairs are taken, which is more than is looked at.
    half = "|".join(words[:50])

    assert dead(node("e", f'a =~ "{half}"'), node("x", *asked)) == []
