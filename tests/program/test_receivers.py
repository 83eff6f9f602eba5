"""Receivers beside Seldon's in the whole program: their Secrets, outputs, refusals."""

import base64
import json
from pathlib import Path

import pulumi
import pytest
import yaml

from components import foresight
from components.stack import Stack
from operations import stackfiles
from settings import load
from tests.guide import guide

OAUTH2 = {
    "clientId": "sd-api",
    "clientSecret": "oidc",
    "tokenUrl": "https://login.example.com/token",
    "ca": "oidc-ca",
}
PAGER = {"name": "pager", "kind": "pagerduty", "routingKey": "pd"}
CREDENTIALS = {"oidc": "hush-1\n", "oidc-ca": "-----BEGIN", "pd": "hush-2"}
ALERTMANAGER = {"seldon": {"oauth2": OAUTH2}, "receivers": [PAGER]}
OWN = "seldon-monitoring"
NAME = "alertmanager-seldon-monitoring-alertmanager"
CLEAR = (
    "seldon-monitoring:credentials stands in the clear in the stack file; encrypt each "
    "with `pulumi config set --secret --path`"
)


def decoded(resource):
    return {
        key: base64.b64decode(text).decode()
        for key, text in resource.inputs["data"].items()
    }


def secrets(recording):
    return {
        resource.inputs["metadata"]["name"]: resource
        for resource in recording.every("v1:Secret")
    }


def refused(run, **sections):
    with pytest.raises(pulumi.RunError) as caught:
        run(**sections)
    return str(caught.value)


def test_each_credential_is_in_a_secret_of_its_own_and_nowhere_else(run):
    recording = run(alertmanager=ALERTMANAGER, credentials=CREDENTIALS)
    found = secrets(recording)

    # Without the line's end: not every integration strips what it reads.
    for credential, value in {**CREDENTIALS, "oidc": "hush-1"}.items():
        own = found.pop(f"{OWN}-credential-{credential}")
        assert decoded(own) == {"value": value}
        assert own.secrets == {"data"}
    (configuration,) = found.values()
    assert "hush" not in str(decoded(configuration))
    assert "hush" not in json.dumps(recording.outputs)
    component = recording.one("index:Alertmanager")
    assert "hush" not in json.dumps(component.inputs)


def test_the_pods_mount_what_the_configuration_names(run):
    recording = run(alertmanager=ALERTMANAGER, credentials=CREDENTIALS)

    values = recording.one("v3:Release").inputs["values"]
    mounted = values["alertmanager"]["alertmanagerSpec"]["secrets"]
    text = json.dumps(recording.outputs["alertmanagerConfig"])
    assert mounted == [f"{OWN}-credential-{name}" for name in sorted(CREDENTIALS)]
    for name in mounted:
        assert f"/etc/alertmanager/secrets/{name}/value" in text


def test_a_new_value_changes_one_secret(run):
    before = run(alertmanager=ALERTMANAGER, credentials=CREDENTIALS)
    after = run(alertmanager=ALERTMANAGER, credentials={**CREDENTIALS, "pd": "new"})

    old = {resource.name: resource.inputs for resource in before.resources}
    new = {resource.name: resource.inputs for resource in after.resources}
    assert [name for name in new if new[name] != old[name]] == [
        "alertmanager-credential-pd"
    ]


def test_a_credential_that_nothing_names_is_not_declared(run, committed):
    recording = run(credentials=CREDENTIALS)

    plain = {item.name for item in committed("dev").resources}
    assert {item.name for item in recording.resources} == plain


def test_inline_credentials_are_in_the_configuration_s_secret_alone(run):
    settings = {**ALERTMANAGER, "credentials": "inline"}
    recording = run(alertmanager=settings, credentials=CREDENTIALS)
    found = secrets(recording)

    # The CA cannot stand inline.
    assert set(found) == {NAME, f"{OWN}-credential-oidc-ca"}
    body = yaml.safe_load(decoded(found[NAME])["alertmanager.yaml"])
    pager = body["receivers"][2]["pagerduty_configs"]
    assert pager == [{"routing_key": "hush-2"}]
    assert found[NAME].secrets == {"data"}
    plain = recording.outputs["alertmanagerConfig"]
    assert plain["receivers"][2]["pagerduty_configs"] == [{"routing_key": "<secret>"}]
    assert "hush" not in json.dumps(recording.outputs)


def test_an_old_alertmanager_is_refused_with_both_ways_out(run):
    old = {"alertmanager": {"version": "0.24.0"}}
    sections = {"kubePrometheus": old, "credentials": CREDENTIALS}

    assert refused(run, alertmanager=ALERTMANAGER, **sections) == (
        "alertmanager: receiver pager: pagerduty_configs.routing_key_file needs "
        "Alertmanager 0.25.0 and 0.24.0 is pinned, so the operator would drop it; pin "
        "kubePrometheus.alertmanager.version 0.25.0 or newer, or set "
        "alertmanager.credentials: inline\nnothing was changed"
    )
    run(alertmanager={**ALERTMANAGER, "credentials": "inline"}, **sections)


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


@pytest.mark.parametrize(
    ("value", "told"), [("hush", True), (stackfiles.PLACEHOLDER, False)]
)
def test_credentials_in_the_clear_are_told(run, value, told):
    recording = run(credentials={"pd": value})

    assert (CLEAR in recording.messages) == told
    assert "hush" not in str(recording.messages)


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


def test_a_credential_s_secret_of_somebody_else_s_would_be_seen():
    found = load(
        {
            "cluster": {"server": "https://a", "context": "a"},
            "credentials": CREDENTIALS,
            "alertmanager": ALERTMANAGER,
        }
    )

    expected = foresight.expected(Stack(found))
    secrets = {item.name for item in expected if item.kind == "Secret"}
    assert secrets == {NAME} | {f"{OWN}-credential-{name}" for name in CREDENTIALS}


def test_a_provider_that_is_not_verified_is_told(run):
    oauth2 = {**OAUTH2, "insecureSkipVerify": True}
    del oauth2["ca"]
    recording = run(
        alertmanager={"seldon": {"oauth2": oauth2}}, credentials=CREDENTIALS
    )

    assert [text for text in recording.messages if "insecureSkipVerify" in text]
