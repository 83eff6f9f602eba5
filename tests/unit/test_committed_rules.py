"""What holds for every committed rule file and runbook, under the default settings."""

import re
from pathlib import Path

import promql_parser
import pytest

from domain import rules
from domain.lint import Known, lint
from settings.alert_rules import AlertRulesSettings, parameters

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def files():
    return rules.load_all(ROOT / "rules")


@pytest.fixture(scope="module")
def committed(files):
    """Every committed rule file, filled in with the default settings."""
    values = parameters(
        AlertRulesSettings(),
        monitoring_namespace="seldon-monitoring",
        seldon_namespace="seldon-system",
        seldon_deployment="seldon-deploy",
    )
    return {file.name: rules.render(file, values)["groups"] for file in files}


def test_every_rule_file_has_its_documented_object(committed):
    assert set(rules.PRODUCES) == set(committed)


def test_the_usage_group_is_found_by_the_documented_name(committed):
    names = [group["name"] for group in committed["model-usage"]]

    assert all(name.startswith("model-usage") for name in names)


def test_seldon_deploy_finds_its_seven_records_by_name(committed):
    records = {
        rule["record"]: rule.get("labels")
        for group in committed["model-usage"]
        for rule in group["rules"]
        if rule["record"].startswith("model_")
    }

    assert set(records) == {
        "model_containers_average",
        "model_memory_usage_bytes",
        "model_cpu_usage_seconds_total",
        "model_cpu_requests",
        "model_cpu_limits",
        "model_memory_requests_bytes",
        "model_memory_limits_bytes",
    }
    assert all(labels == {"type": "SeldonDeployment"} for labels in records.values())


def test_pod_labels_are_read_in_one_usage_record_only_and_first(committed):
    (group,) = committed["model-usage"]

    assert [
        number
        for number, rule in enumerate(group["rules"])
        if "kube_pod_labels" in rule["expr"]
    ] == [0]


def test_alerts_and_runbooks_match_one_to_one(committed):
    names = [
        alert.name for groups in committed.values() for alert in rules.alerts(groups)
    ]

    assert sorted(names) == sorted(path.stem for path in (ROOT / "runbooks").glob("*"))


def test_the_lint_has_nothing_to_say(committed):
    files = {f"rules/{name}.yaml": groups for name, groups in committed.items()}
    known = Known(group for groups in files.values() for group in groups)

    assert [str(complaint) for complaint in lint(files, known)] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "runbooks").glob("*.md")), ids=lambda path: path.stem
)
def test_a_runbook_has_its_parts_and_queries_that_parse(path):
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
    for query in queries:
        promql_parser.parse(query)


def test_every_parameter_is_used_and_every_place_is_filled(files):
    places = {
        place
        for path in (ROOT / "rules").glob("*.yaml")
        for place in re.findall(r"%\((\w+)\)s", path.read_text())
    }
    given = parameters(
        AlertRulesSettings(),
        monitoring_namespace="a",
        seldon_namespace="b",
        seldon_deployment="c",
    )

    assert files
    assert places == set(given)
