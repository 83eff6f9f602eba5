"""Receivers beside Seldon's in the whole program: whom alerts reach, and refusals."""

from pathlib import Path

import pytest
import yaml

from tests.guide import guide
from tests.program.receivers import CREDENTIALS, NAME, PAGER, decoded, refused, secrets


def test_a_route_that_can_never_match_is_refused(run):
    pager = {**PAGER, "severities": ["critical"], "matchers": ['severity = "info"']}

    assert refused(
        run, alertmanager={"receivers": [pager]}, credentials=CREDENTIALS
    ) == (
        "alertmanager: the route to pager can never match: no value of severity "
        "satisfies all that it asks\nnothing was changed"
    )


def test_a_receiver_that_no_alert_reaches_is_told(run):
    pager = {**PAGER, "severities": ["none"], "types": ["user"]}
    recording = run(alertmanager={"receivers": [pager]}, credentials=CREDENTIALS)

    assert (
        "alertmanager.receivers: no alert of this stack reaches pager; see its "
        "severities, types and matchers"
    ) in recording.messages


def test_an_alert_of_the_installation_s_own_that_seldon_would_miss_is_refused(
    run, tmp_path
):
    rule = {"alert": "Own", "expr": "up == 0", "labels": {"type": "infra"}}
    manifest = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "deploy-infra-alerts"},
        "spec": {"groups": [{"name": "own", "rules": [rule]}]},
    }
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(manifest))

    assert (
        "alertmanager: alert Own (severity none, type infra) lands only at "
        "default-receiver, which tells nobody; give it a severity of warning or "
        "critical, or type none"
    ) in refused(run, seldon={"referenceConfiguration": str(tmp_path)})


def test_integrations_are_in_the_route_table_before_seldon(run):
    pager = {**PAGER, "severities": ["critical"]}
    routes = run(alertmanager={"receivers": [pager]}, credentials=CREDENTIALS).outputs[
        "routes"
    ]

    assert routes["SeldonDeployDown"]["receivers"] == ["pager", "deploy-webhook"]
    assert routes["SeldonTargetDown"]["receivers"] == ["deploy-webhook"]
    # The chart's own reach the pager and not Seldon.
    assert routes["PrometheusBadConfig"] == {
        "severity": "critical",
        "type": "",
        "receivers": ["pager"],
        "mayReach": [],
        "from": "kube-prometheus-stack-88.5.3",
    }
    assert routes["Watchdog"]["receivers"] == ["default-receiver"]


def test_external_labels_route_alerts_as_labels_of_theirs_do(run):
    pager = {**PAGER, "severities": [], "matchers": ['cluster = "one"']}
    found = run(
        alertmanager={"receivers": [pager]},
        credentials=CREDENTIALS,
        kubePrometheus={"prometheus": {"externalLabels": {"cluster": "one"}}},
    ).outputs["routes"]

    assert found["SeldonDeployDown"]["receivers"] == ["pager", "deploy-webhook"]
    # The chart's own are sent by the same Prometheus.
    assert found["PrometheusBadConfig"]["receivers"] == ["pager"]


def test_a_receiver_that_asks_for_a_label_of_series_may_be_reached(run):
    pager = {**PAGER, "matchers": ['namespace =~ "models-.*"']}
    found = run(alertmanager={"receivers": [pager]}, credentials=CREDENTIALS).outputs[
        "routes"
    ]

    down = found["SeldonDeployDown"]
    assert (down["receivers"], down["mayReach"]) == (["deploy-webhook"], ["pager"])
    # It is of a node.
    assert found["KubeletCertificateExpiring"]["mayReach"] == []
    # The pager takes warnings and criticals alone.
    assert found["Watchdog"]["mayReach"] == []


def test_templates_are_beside_the_configuration(run, tmp_path):
    text = '{{ define "mail" }}{{ .CommonAnnotations.title }}{{ end }}'
    file = tmp_path / "mail.tmpl"
    file.write_text(text)
    # As a stack file says it: relative to the project.
    relative = Path(*[".."] * 20, *file.parts[1:])

    recording = run(alertmanager={"templates": [str(relative)]})

    assert decoded(secrets(recording)[NAME])["mail.tmpl"] == text
    assert refused(run, alertmanager={"templates": ["none.tmpl"]}) == (
        "alertmanager: templates: no file none.tmpl; give it relative to the project"
        "\nnothing was changed"
    )
    file.write_bytes(b"\xff")
    assert "is not text in UTF-8" in refused(
        run, alertmanager={"templates": [str(relative)]}
    )


def test_without_an_alert_a_dead_man_s_switch_is_refused(run):
    switch = {"deadMansSwitch": {"url": "https://hc.example.com/1"}}
    off = {"disabled": ["SeldonMonitoringWatchdog"]}

    assert "deadMansSwitch waits for the alert SeldonMonitoringWatchdog" in refused(
        run, alertmanager=switch, alertRules=off
    )


def test_the_sign_of_life_goes_to_the_dead_man_s_switch_alone(run):
    switch = {"url": "https://hc.example.com/1"}
    pager = {**PAGER, "severities": []}
    routes = run(
        alertmanager={"deadMansSwitch": switch, "receivers": [pager]},
        credentials=CREDENTIALS,
    ).outputs["routes"]

    assert routes["SeldonMonitoringWatchdog"]["receivers"] == ["dead-mans-switch"]
    assert routes["Watchdog"]["receivers"] == ["pager"]


@pytest.mark.parametrize("second", [False, True])
def test_the_guide_s_examples_pass_every_check(run, second):
    given = guide(second=second)
    recording = run(
        alertmanager=given["alertmanager"], credentials=given["credentials"]
    )

    for alert, route in recording.outputs["routes"].items():
        if route["type"] in ("user", "infra"):
            assert route["receivers"][-1] == "deploy-webhook", alert
