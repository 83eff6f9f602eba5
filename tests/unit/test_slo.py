"""Objectives: burn rates as published, and what is made of their file."""

import re
from pathlib import Path

import pytest
import yaml

from components.alert_rules import files
from domain import rules, slo
from settings.alert_rules import AlertRulesSettings

FILE = Path(__file__).parents[2] / "rules" / "slo.yaml"


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(FILE.read_text())


@pytest.fixture(scope="module")
def made(document):
    (group,) = slo.groups(document)
    return group


def alert(group, name):
    return next(rule for rule in group["rules"] if rule.get("alert") == name)


def records(group, slo=None):
    return {
        rule["record"]: rule["expr"]
        for rule in group["rules"]
        if "record" in rule and rule.get("labels", {}).get("slo") == slo
    }


# Site Reliability Workbook, chapter 5, "Alerting on SLOs": recommended windows and burn
# rates for a 99.9 % objective over 30 days, long and short windows.
PUBLISHED = {
    ("1h", "5m", 0.02): 14.4,
    ("6h", "30m", 0.05): 6,
    ("3d", "6h", 0.1): 1,
}


def test_the_table_is_the_published_one(document):
    pairs = [slo.Pair(**window) for window in document["windows"]]

    assert {
        (pair.long, pair.short, pair.budget): slo.burn_rate(pair, document["period"])
        for pair in pairs
    } == PUBLISHED
    assert [pair.severity for pair in pairs] == ["critical", "critical", "warning"]


def test_samples_are_read_over_one_window():
    windows = re.findall(r"\[(\d+[smhd])\]", FILE.read_text())

    assert set(windows) == {slo.READ}


@pytest.mark.parametrize(
    ("budget", "long", "period", "rate"),
    [
        # The same chapter: 5 % of 30 days' budget in an hour, then 100 % in three days.
        (0.05, "1h", "30d", 36),
        (1, "3d", "30d", 10),
        # 2 % of four weeks, 672 hours.
        (0.02, "1h", "4w", 13.44),
    ],
)
def test_a_burn_rate_is_the_share_by_the_part_of_the_period(budget, long, period, rate):
    assert slo.burn_rate(slo.Pair("critical", budget, long, "5m"), period) == rate


def test_an_alert_wants_both_windows_of_a_pair_and_enough_requests(made):
    assert alert(made, "SeldonErrorBudgetBurnsFast")["expr"].splitlines() == [
        "slo:seldon_misses:ratio1h / slo:seldon_budget:ratio > 14.4",
        "and slo:seldon_misses:ratio5m / slo:seldon_budget:ratio > 14.4",
        "and slo:seldon_requests:sum1h >= %(slo_minimum_requests)s",
        "or",
        "slo:seldon_misses:ratio6h / slo:seldon_budget:ratio > 6",
        "and slo:seldon_misses:ratio30m / slo:seldon_budget:ratio > 6",
        "and slo:seldon_requests:sum6h >= %(slo_minimum_requests)s",
    ]
    assert alert(made, "SeldonErrorBudgetBurnsSlowly")["expr"].splitlines() == [
        "slo:seldon_misses:ratio3d / slo:seldon_budget:ratio > 1",
        "and slo:seldon_misses:ratio6h / slo:seldon_budget:ratio > 1",
        "and slo:seldon_requests:sum3d >= %(slo_minimum_requests)s",
    ]


def test_a_page_is_critical_a_ticket_a_warning_and_both_are_the_users(made):
    assert [
        (rule["alert"], rule["labels"]) for rule in made["rules"] if "alert" in rule
    ] == [
        ("SeldonErrorBudgetBurnsFast", {"severity": "critical", "type": "user"}),
        ("SeldonErrorBudgetBurnsSlowly", {"severity": "warning", "type": "user"}),
    ]


def test_the_texts_say_what_was_spent(made):
    text = alert(made, "SeldonErrorBudgetBurnsFast")["annotations"]["description"]

    assert "2%% within 1h or 5%% within 6h" in text


def test_each_window_is_recorded_once_for_all_objectives(made):
    assert list(records(made)) == [
        "slo:seldon_misses:ratio5m",
        "slo:seldon_requests:sum30m",
        "slo:seldon_misses:ratio30m",
        "slo:seldon_requests:sum1h",
        "slo:seldon_misses:ratio1h",
        "slo:seldon_requests:sum6h",
        "slo:seldon_misses:ratio6h",
        "slo:seldon_requests:sum3d",
        "slo:seldon_misses:ratio3d",
    ]


def test_raw_series_are_read_over_the_shortest_window_and_given_per_minute(made):
    raw = [
        expr
        for objective in ("availability", "latency", "model-availability")
        for expr in records(made, objective).values()
        if "increase(" in expr
    ]

    assert made["interval"] == "1m"
    assert len(raw) == 6
    assert all(expr.count("[5m]") == 1 and expr.endswith("/ 5") for expr in raw)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"period": None}, "the keys are to be alerts, minimum_requests, objectives"),
        ({"windows": [{"long": "1h"}]}, "window 1: the keys are to be budget, long"),
        (
            {"windows": [{"severity": "s", "budget": 1, "long": "1h", "short": "5m"}]},
            "window 1: no alert for s; write one",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(change, complaint, document, tmp_path):
    changed = {
        key: value for key, value in (document | change).items() if value is not None
    }
    path = tmp_path / "slo.yaml"
    path.write_text(yaml.safe_dump(changed))

    with pytest.raises(rules.RuleError, match=complaint):
        rules.load(path)


def stack(**objectives):
    settings = AlertRulesSettings.model_validate({"slo": objectives})
    return {file.name: file for file in files(settings)}


def test_nobody_is_held_to_an_objective_unasked():
    assert slo.FILE not in stack()


def test_only_what_is_asked_for_is_recorded():
    (group,) = stack(latency={"enabled": True})["slo"].groups
    found = {rule.get("labels", {}).get("slo") for rule in group["rules"]}

    assert found == {"latency", None}
    assert [rule["alert"] for rule in group["rules"] if "alert" in rule] == [
        "SeldonErrorBudgetBurnsFast",
        "SeldonErrorBudgetBurnsSlowly",
    ]


def test_all_objectives_can_be_asked_for(made):
    on = {"enabled": True}
    (group,) = stack(availability=on, latency=on, modelAvailability=on)["slo"].groups

    assert group == made
