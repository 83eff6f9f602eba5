"""Label selectors: what Kubernetes would take, and which labels make it so."""

import pytest

from domain.existing.selectors import added, requirements, unmet


def expression(operator, *values, key="team"):
    rule = {"key": key, "operator": operator}
    return {"matchExpressions": [rule | ({"values": list(values)} if values else {})]}


TEAM = {"matchLabels": {"team": "ml"}}


@pytest.mark.parametrize(
    ("selector", "labels", "met"),
    [
        ({}, {}, True),
        (TEAM, {"team": "ml", "more": "x"}, True),
        (TEAM, {"team": "web"}, False),
        (TEAM, {}, False),
        (expression("In", "ml", "web"), {"team": "web"}, True),
        (expression("In", "ml", "web"), {"team": "ops"}, False),
        (expression("In", "ml"), {}, False),
        (expression("NotIn", "ml"), {"team": "web"}, True),
        (expression("NotIn", "ml"), {"team": "ml"}, False),
        # As the API server has it: an absent label is in no set.
        (expression("NotIn", "ml"), {}, True),
        (expression("Exists"), {"team": ""}, True),
        (expression("Exists"), {}, False),
        (expression("DoesNotExist"), {}, True),
        (expression("DoesNotExist"), {"team": "ml"}, False),
        (TEAM | expression("Exists", key="tier"), {"team": "ml"}, False),
    ],
)
def test_a_selector_takes_labels_as_kubernetes_does(selector, labels, met):
    assert (unmet(selector, labels) == []) is met


@pytest.mark.parametrize(
    ("selector", "labels", "more"),
    [
        (None, {}, {}),
        ({}, {}, {}),
        (TEAM, {}, {"team": "ml"}),
        (TEAM, {"team": "ml"}, {}),
        (expression("In", "web", "ml"), {}, {"team": "web"}),
        (expression("In", "web", "ml"), {"team": "ml"}, {}),
        (expression("Exists"), {}, {"team": "true"}),
        (expression("NotIn", "ml"), {}, {}),
        (expression("DoesNotExist"), {}, {}),
        (
            {
                "matchExpressions": [
                    {"key": "team", "operator": "In", "values": ["a", "b"]},
                    {"key": "team", "operator": "NotIn", "values": ["a"]},
                ]
            },
            {},
            {"team": "b"},
        ),
        (
            {
                "matchExpressions": [
                    {"key": "team", "operator": "Exists"},
                    {"key": "team", "operator": "NotIn", "values": ["x"]},
                ]
            },
            {},
            {"team": "true"},
        ),
        # What is there is not changed, and what cannot be is not tried.
        (TEAM, {"team": "web"}, {}),
        (TEAM | expression("DoesNotExist"), {}, {}),
    ],
)
def test_the_labels_that_a_selector_needs_are_added(selector, labels, more):
    assert added(selector, labels) == more


def test_a_requirement_is_written_as_kubectl_would():
    selector = {
        "matchLabels": {"team": "ml"},
        "matchExpressions": [
            {"key": "a", "operator": "In", "values": ["x", "y"]},
            {"key": "b", "operator": "NotIn", "values": ["z"]},
            {"key": "c", "operator": "Exists"},
            {"key": "d", "operator": "DoesNotExist"},
        ],
    }

    assert list(map(str, requirements(selector))) == [
        "team=ml",
        "a in (x, y)",
        "b notin (z)",
        "c",
        "!d",
    ]
