"""What holds for every committed rule file and runbook, under the default settings."""

import re

import promql_parser
import pytest

from domain import rules
from domain.lint import Known, expressions, lint
from domain.promql import branches
from settings.alert_rules import AlertRulesSettings
from settings.alertmanager.timing import IDENTITY
from tests.rules.rendering import ROOT, rendered, values


@pytest.fixture(scope="module")
def committed():
    """Every committed rule file, filled in with the default settings."""
    return rendered(AlertRulesSettings())


def test_every_rule_file_has_its_documented_object(committed):
    assert set(rules.PRODUCES) == set(committed)


def test_the_usage_group_is_found_by_the_documented_name(committed):
    names = [
        group["name"]
        for file in ("model-usage", "model-usage-servers")
        for group in committed[file]
    ]

    assert all(name.startswith("model-usage") for name in names)


def test_seldon_deploy_finds_its_seven_records_by_name(committed):
    (group,) = committed["model-usage"]
    records = {
        rule["record"] for rule in group["rules"] if rule["record"].startswith("model_")
    }

    assert records == {
        "model_containers_average",
        "model_memory_usage_bytes",
        "model_cpu_usage_seconds_total",
        "model_cpu_requests",
        "model_cpu_limits",
        "model_memory_requests_bytes",
        "model_memory_limits_bytes",
    }


def test_usage_is_recorded_for_the_kinds_of_both_files(committed):
    kinds = {
        file: [
            rule["labels"]["type"]
            for group in committed[file]
            for rule in group["rules"]
            if rule["record"] == "namespace_pod:model_presence:ratio"
        ]
        for file in ("model-usage", "model-usage-servers")
    }

    assert kinds == {
        "model-usage": ["SeldonDeployment", "InferenceService"],
        "model-usage-servers": ["Server"],
    }


def test_the_records_of_usage_rest_on_one_join_and_read_no_pod_labels(committed):
    (group,) = committed["model-usage"]

    assert [
        ("kube_pod_labels{" in rule["expr"], "model_presence:ratio" in rule["expr"])
        for rule in group["rules"]
        if rule["record"].startswith("model_")
    ] == [(False, True)] * 7


def test_the_name_of_a_model_is_copied_from_its_label(committed):
    copied = [
        rule["expr"]
        for file in ("model-usage", "model-usage-servers")
        for group in committed[file]
        for rule in group["rules"]
        if "label_replace" in rule["expr"]
    ]

    assert len(copied) == 3
    assert all('"name", "$1", "label_' in expression for expression in copied)


def test_alerts_and_runbooks_match_one_to_one(committed):
    names = [
        alert.name for groups in committed.values() for alert in rules.alerts(groups)
    ]

    assert sorted(names) == sorted(path.stem for path in (ROOT / "runbooks").glob("*"))


def test_no_critical_alert_silences_a_warning_about_something_else(committed):
    groups = [group for groups in committed.values() for group in groups]
    known = Known(groups)
    kept = {
        label
        for alert in rules.alerts(groups)
        for result in branches(promql_parser.parse(alert.expr), known.series)
        for label in result.names
        if result.may_have(label)
    }

    assert kept >= {"namespace", "persistentvolumeclaim", "slo"}
    assert kept - set(IDENTITY) == set()


def test_the_lint_has_nothing_to_say(committed):
    files = {f"rules/{name}.yaml": groups for name, groups in committed.items()}
    known = Known(group for groups in files.values() for group in groups)

    assert [str(complaint) for complaint in lint(files, known)] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "runbooks").glob("*.md")), ids=lambda path: path.stem
)
def test_a_runbook_has_its_parts_and_asks_for_what_there_is(path, committed):
    text = path.read_text()
    queries = re.findall(r"```promql\n(.*?)```", text, re.DOTALL)

    assert re.findall(r"^#+ (.*)$", text, re.MULTILINE) == [
        path.stem,
        "Meaning",
        "Impact",
        "Diagnosis",
        "Mitigation",
    ]
    assert queries
    known = Known(group for groups in committed.values() for group in groups)
    assert [
        (query, finding)
        for query in queries
        for finding in expressions.findings(promql_parser.parse(query), known)
    ] == []


def test_every_parameter_is_used_and_every_place_is_filled():
    places = {
        place
        for path in (ROOT / "rules").glob("*.yaml")
        for place in re.findall(r"%\((\w+)\)s", path.read_text())
    }

    assert places
    assert places == set(values(AlertRulesSettings()))


def test_an_alert_for_those_who_own_a_model_says_in_which_namespace(committed):
    groups = [group for groups in committed.values() for group in groups]
    known = Known(groups)

    assert [
        rule["alert"]
        for group in groups
        for rule in group["rules"]
        if rule.get("labels", {}).get("type") == "user"
        for labels in branches(promql_parser.parse(rule["expr"]), known.series)
        if not labels.may_have("namespace")
    ] == []
