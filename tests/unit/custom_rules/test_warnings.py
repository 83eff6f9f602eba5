"""What is warned of in a customer's rules: alerts that are lost, rules like ours."""

import pytest

from domain import custom_rules
from domain.lint import Known
from tests.unit.custom_rules.texts import groups


def missed(given, labels):
    (rules,) = given(groups(f"- alert: A\n  expr: up\n  labels: {labels}"))
    found = custom_rules.warnings([rules], Known())
    return [line for line in found if "annotation" not in line]


@pytest.mark.parametrize(
    "labels",
    [
        "{severity: warning, type: user}",
        "{severity: critical, type: infra}",
        # Said on purpose: not for Seldon.
        "{severity: info, type: none}",
    ],
)
def test_labels_that_seldons_route_takes_or_is_told_to_leave_are_fine(given, labels):
    assert missed(given, labels) == []


def test_labels_that_seldons_route_misses_are_named_with_file_and_line(given):
    assert missed(given, "{severity: warning}") == [
        "rules.yaml:6: group g: A: Seldon does not get it: type is None at severity "
        "warning; write user or infra"
    ]


def test_labels_of_a_group_are_labels_of_its_alerts(given):
    text = groups("- {alert: A, expr: up}") + (
        "    labels: {severity: warning, type: user}\n"
    )
    (rules,) = given(text)

    assert not [
        it for it in custom_rules.warnings([rules], Known()) if "Seldon does" in it
    ]


OURS = {
    "deploy-infra-alerts": [
        {
            "name": "o",
            "rules": [
                {"alert": "Down", "expr": "sum by (job) (up) == 0"},
                {"record": "team:up:sum", "expr": "sum(up)", "labels": {"a": "1"}},
            ],
        }
    ]
}


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (
            "{alert: Down, expr: up == 0}",
            "deploy-infra-alerts has an alert of this name; remove it, or rename it: "
            "alertRules and the runbook mean both",
        ),
        # However it is laid out.
        (
            "{alert: Own, expr: 'sum(up) by ( job )==0'}",
            "its expression is that of Down in deploy-infra-alerts; remove it, or "
            "leave ours out with alertRules.disabled: [Down]",
        ),
        (
            "{record: 'team:up:sum', expr: count(up), labels: {a: '1'}}",
            "deploy-infra-alerts has a record of this name with the same labels; "
            "remove it, or give it a label: both write the same series",
        ),
        (
            "{record: 'own:up:sum', expr: sum(up)}",
            "its expression is that of team:up:sum in deploy-infra-alerts; remove it, "
            "and use team:up:sum",
        ),
    ],
)
def test_a_rule_that_does_again_what_one_of_ours_does_is_named(given, rule, complaint):
    (rules,) = given(groups(f"- {rule}"))
    found = custom_rules.warnings([rules], Known(), OURS)

    (line,) = [line for line in found if "deploy-infra-alerts" in line]
    assert line.startswith("rules.yaml:4: group g: ")
    assert line.endswith(f": {complaint}")


@pytest.mark.parametrize(
    "rule",
    [
        "{alert: Own, expr: 'sum by (job) (up) == 1'}",
        "{alert: 'team:up:sum', expr: up}",
        # Records of one name differ by their labels, and an alert is no record.
        "{record: 'team:up:sum', expr: count(up), labels: {a: '2'}}",
        "{alert: Own, expr: sum(up)}",
    ],
)
def test_a_rule_of_its_own_is_not_named_so(given, rule):
    (rules,) = given(groups(f"- {rule}"))
    found = custom_rules.warnings([rules], Known(), OURS)

    assert not [line for line in found if "deploy-infra-alerts" in line]
