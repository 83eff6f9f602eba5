"""Alerts of a rule file: listed, left out, and given another severity."""

import re

import pytest

from domain import rules
from tests.unit.rule_files.good import GOOD, VALUES, refusal


def test_alerts_are_listed_with_what_a_route_and_a_reader_need(load):
    groups = rules.render(load(GOOD), VALUES)["groups"]

    assert rules.alerts(groups, "custom") == (
        rules.Alert(
            name="ModelFails",
            labels={"severity": "warning", "type": "user"},
            annotations=groups[0]["rules"][1]["annotations"],
            for_="5m",
            expr="model:requests:rate > 0.05",
            file="custom",
        ),
    )


def test_an_alert_without_a_for_holds_off_no_time(load):
    text = GOOD.replace('        for: "%(window)s"\n', "")

    (alert,) = rules.alerts(rules.render(load(text), VALUES)["groups"])

    assert alert.for_ == "0s"


def test_a_disabled_alert_is_left_out_and_its_neighbours_stay(load):
    content = rules.render(load(GOOD), VALUES, disabled=["ModelFails"])

    assert [list(rule) for rule in content["groups"][0]["rules"]] == [
        ["record", "expr"]
    ]


def test_a_group_whose_alerts_are_all_disabled_is_left_out(load):
    text = re.sub(r"      - record:.*\n.*\n", "", GOOD)

    assert rules.render(load(text), VALUES, disabled=["ModelFails"]) == {"groups": []}


def test_disabling_an_alert_that_does_not_exist_is_refused(load):
    files = (load(GOOD),)
    rules.check_named("alertRules.disabled", ["ModelFails"], files)

    assert refusal(rules.check_named, "alertRules.disabled", ["ModelFials"], files) == (
        "alertRules.disabled: no alert is called ModelFials; known: ModelFails"
    )


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_an_alert_that_is_for_nobody_s_page_cannot_be_raised(load, severity):
    alive = GOOD.replace("severity: warning", "severity: info")
    files = (load(alive.replace("type: user", "type: none")),)
    key = "alertRules.severities"

    assert refusal(rules.check_raised, key, {"ModelFails": severity}, files) == (
        f"alertRules.severities: ModelFails: {severity} is refused: it has type none, "
        "so Seldon never shows it; take it out, and let a receiver with "
        "severities: [info] have it as it is"
    )
    rules.check_raised(key, {"ModelFails": "info"}, files)
    rules.check_raised(key, {"ModelFails": severity}, (load(GOOD),))


@pytest.mark.parametrize(
    ("severity", "kind"), [("critical", "user"), ("warning", "user"), ("info", "none")]
)
def test_a_severity_of_the_settings_takes_the_place_of_ours(load, severity, kind):
    """Seldon's route does not take info, so the type goes with it."""
    rendered = rules.render(
        load(GOOD), VALUES, severities={"ModelFails": severity, "Other": "info"}
    )

    (alert,) = rules.alerts(rendered["groups"])
    assert alert.labels == {"severity": severity, "type": kind}
