"""A customer's own rules, deployed beside ours."""

import pulumi
import pytest

from components import foresight
from components.cluster import Expected
from components.stack import Stack
from operations.render import files
from settings import load

FOLDER = "tests/program/customers"
PLAIN, MANIFESTS = f"{FOLDER}/plain.yaml", f"{FOLDER}/manifests.yaml"


@pytest.fixture
def recording(run):
    return run(customRules=[PLAIN, MANIFESTS])


def refusal(run, **sections):
    with pytest.raises(pulumi.RunError) as caught:
        run(**sections)
    return str(caught.value)


def test_each_is_a_prometheus_rule_of_its_own_in_our_namespace(recording):
    found = {
        rule.name: rule.inputs["metadata"]
        for rule in recording.every("v1:PrometheusRule")
    }

    assert found["alert-rules-custom-plain"]["name"] == "custom-plain"
    assert found["alert-rules-team-a"] == {
        "name": "team-a",
        "namespace": "seldon-monitoring",
        "labels": {
            "team": "a",
            "app.kubernetes.io/managed-by": "pulumi",
            "app.kubernetes.io/part-of": "seldon-monitoring",
        },
        "annotations": {"owner": "a@example.com"},
    }


def test_nothing_is_filled_into_them(recording):
    rules = recording.one("v1:PrometheusRule", "alert-rules-custom-plain").inputs
    _, alert = rules["spec"]["groups"][0]["rules"]

    assert alert["annotations"]["title"] == "100% of {{ $labels.namespace }}"
    assert alert["annotations"]["description"] == "%(not_a_parameter)s is text"
    assert "runbook_url" not in alert["annotations"]


def test_their_alerts_are_in_the_routes(recording):
    assert recording.outputs["routes"]["ModelHot"] == {
        "severity": "critical",
        "type": "user",
        "receivers": ["deploy-webhook"],
        "mayReach": [],
        "from": "custom-plain",
    }
    missed = recording.outputs["routes"]["NobodySeesIt"]["receivers"]
    assert "deploy-webhook" not in missed


def test_they_are_rendered(recording):
    names = [file.name for file in files(recording)]

    assert "rules/custom-plain.yaml" in names
    assert "rules/team-b.yaml" in names


def test_a_weakness_is_a_warning_with_file_and_line(recording):
    said = [it for it in recording.messages if it.startswith("customRules: ")]

    assert said == [
        f"customRules: {MANIFESTS}:1: PrometheusRule team-a names the namespace "
        "elsewhere; it is deployed in seldon-monitoring like all others",
        f"customRules: {MANIFESTS}:16: group a: NobodySeesIt: Seldon does not get it: "
        "severity is 'page'; write one of critical, warning, info",
        *(
            f"customRules: {MANIFESTS}:14: group a: NobodySeesIt: annotation {name} is "
            "missing; Seldon shows it to its users"
            for name in ("title", "summary", "description")
        ),
        f"customRules: {MANIFESTS}:27: group b: Told: annotation summary uses "
        "$labels.pod, which the expression drops; keep it in the expression; it gives "
        "no labels",
    ]


def test_a_rule_that_one_of_ours_is_already_is_a_warning(run):
    again = f"{FOLDER}/again.yaml"
    said = [it for it in run(customRules=[again]).messages if again in it]

    assert said == [
        f"customRules: {again}:4: group again: Alive: its expression is that of "
        "SeldonMonitoringWatchdog in seldon-monitoring-alerts; remove it, or leave "
        "ours out with alertRules.disabled: [SeldonMonitoringWatchdog]"
    ]


def test_a_stack_without_any_says_nothing_of_them(committed):
    assert "customRules" not in "".join(committed("dev").messages)


def test_promotion_counts_each_file_by_its_bytes(run, committed):
    with_one = run(customRules=[PLAIN]).outputs["release"]
    without = committed("dev").outputs["release"]

    assert list(with_one["customRules"]) == [PLAIN]
    assert without["customRules"] == {}
    assert with_one["digest"] != without["digest"]


def test_one_of_theirs_can_be_disabled_or_given_another_severity(run):
    recording = run(
        customRules=[PLAIN, MANIFESTS],
        alertRules={
            "disabled": ["ModelHot"],
            "severities": {"NobodySeesIt": "warning"},
        },
    )

    assert "ModelHot" not in recording.outputs["routes"]
    assert recording.outputs["routes"]["NobodySeesIt"]["severity"] == "warning"


def test_whose_they_are_is_asked_before_they_are_taken(run):
    cluster = {"server": "https://dev.example.com:6443", "context": "dev"}
    settings = load({"cluster": cluster, "customRules": [MANIFESTS]})
    asked = foresight.expected(Stack(settings))

    assert [it for it in asked if it.name == "team-a"] == [
        Expected(
            "PrometheusRule",
            "team-a",
            "/apis/monitoring.coreos.com/v1/namespaces/seldon-monitoring/"
            "prometheusrules/team-a",
        )
    ]


def test_a_file_that_is_not_there_is_refused_before_anything_is_declared(
    run, recordings
):
    assert refusal(run, customRules=["nothing.yaml"]) == (
        "customRules: nothing.yaml: cannot be read (No such file or directory); give a "
        "file of the project"
    )
    assert recordings[-1].every("v1:PrometheusRule") == []


def test_an_object_of_our_name_is_refused(run):
    assert refusal(run, customRules=[f"{FOLDER}/of-our-name.yaml"]) == (
        f"customRules: {FOLDER}/of-our-name.yaml:1: PrometheusRule deploy-user-alerts "
        "is one of this program's; rename it, or let seldon.referenceConfiguration put "
        "it in the place of ours"
    )


def test_a_promise_to_seldon_that_is_not_kept_is_refused_with_file_and_line_said(
    run, recordings
):
    file = f"{FOLDER}/promised.yaml"

    assert "alert Promised (severity page, type user)" in refusal(
        run, customRules=[file]
    )
    assert (
        f"customRules: {file}:6: group promised: Promised: Seldon does not get it: "
        "severity is 'page'; write one of critical, warning, info"
    ) in recordings[-1].messages
