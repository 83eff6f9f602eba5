"""Credentials in a release: among its values, and in what it renders to."""

import pytest

from policies.guardrails.plain_credentials import GUARDRAIL
from tests.policies.credentials import SWORDFISH, refused
from tests.policies.judging import secret
from tests.policies.manifests import asked, given, release, text, workload


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"grafana": {"adminPassword": SWORDFISH}}, "values.grafana.adminPassword"),
        (
            {"alertmanager": {"config": {"global": {"slack_api_url": SWORDFISH}}}},
            "values.alertmanager.config.global.slack_api_url",
        ),
        (
            {"prometheus": {"stringConfig": f"a:\n  password: {SWORDFISH}\n"}},
            "values.prometheus.stringConfig: a.password",
        ),
    ],
)
@pytest.mark.parametrize("wrap", [str, secret], ids=["plain", "secret"])
def test_a_credential_among_a_charts_values_is_refused(values, where, wrap):
    def wrapped(value):
        if isinstance(value, dict):
            return {key: wrapped(item) for key, item in value.items()}
        return wrap(value)

    refused(asked(GUARDRAIL, release(values=wrapped(values))), where)


# "[secret]" is what an exported state has in the place of an encrypted value.
@pytest.mark.parametrize("value", [12345, "[secret]"])
def test_a_number_and_an_encrypted_value_are_refused_too(value):
    refused(
        asked(GUARDRAIL, release(values={"grafana": {"adminPassword": value}})),
        "values.grafana.adminPassword",
    )


@pytest.mark.parametrize(
    "values",
    [
        {"grafana": {"adminPassword": ""}},
        {"grafana": {"admin": {"existingSecret": "g", "passwordKey": "password"}}},
        {"objectStorageConfig": {"secretName": "t", "secretKey": "thanos.yaml"}},
        {"config": {"victorops_configs": [{"routing_key": "models"}]}},
        {"config": {"oauth2": {"client_secret_file": "/etc/x/value"}}},
        {"config": {"oauth2": {"client_secret": "<secret>"}}},
        {"config": {"oauth2": {"client_secret": "${OIDC_CLIENT_SECRET}"}}},
        {"automountServiceAccountToken": True, "secrets": ["a"]},
        {"password": None},
        {"password": False},
    ],
)
def test_names_of_secrets_and_references_pass(values):
    assert asked(GUARDRAIL, release(values=values)) == ([], None)


def test_a_rendered_object_is_asked(chart):
    chart.append(text(workload("quay.io/a:1.0.0", f"--x-password={SWORDFISH}")))

    refused(asked(GUARDRAIL, release()), "Deployment seldon-monitoring/workload")


def test_seldons_own_release_takes_encrypted_values_and_is_judged_by_its_objects(chart):
    values = {"gitops": {"git": {"password": SWORDFISH}}}
    given_values = release(values=values)._replace(name="seldon-deploy-release")
    chart.append(text(given("Secret", "v1", stringData={"password": SWORDFISH})))

    assert asked(GUARDRAIL, given_values) == ([], None)
    refused(
        asked(GUARDRAIL, given_values, {"listed": []}), "values.gitops.git.password"
    )


def test_but_not_a_credential_in_what_it_renders_to(chart):
    variable = {"name": "GIT_PASSWORD", "value": SWORDFISH}
    chart.append(text(workload("quay.io/a:1.0.0", env=[variable])))

    refused(
        asked(GUARDRAIL, release()._replace(name="seldon-deploy-release")),
        "variable GIT_PASSWORD",
    )
