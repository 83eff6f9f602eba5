"""Credentials of receivers in the whole program: their Secrets, and nowhere else."""

import json

import pytest
import yaml

from components import foresight
from components.stack import Stack
from operations import stackfiles
from settings import load
from tests.program.receivers import (
    ALERTMANAGER,
    CREDENTIALS,
    NAME,
    OAUTH2,
    OWN,
    decoded,
    refused,
    secrets,
)

CLEAR = (
    "seldon-monitoring:credentials stands in the clear in the stack file; encrypt each "
    "with `pulumi config set --secret --path`"
)


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


@pytest.mark.parametrize(
    ("value", "told"), [("hush", True), (stackfiles.PLACEHOLDER, False)]
)
def test_credentials_in_the_clear_are_told(run, value, told):
    recording = run(credentials={"pd": value})

    assert (CLEAR in recording.messages) == told
    assert "hush" not in str(recording.messages)


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
