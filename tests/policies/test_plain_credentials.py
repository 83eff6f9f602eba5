import base64

import pytest

from policies.guardrails.plain_credentials import GUARDRAIL
from tests.policies.judging import (
    ALERTMANAGER,
    SELDON_DEPLOY,
    UNKNOWN,
    judge,
    secret,
)
from tests.policies.manifests import asked, given, release, text, workload

SWORDFISH = "swordfish"


def refused(verdict, where):
    """Hold a verdict to one line that says where, and never what."""
    (said,) = verdict.complaints
    assert where in said
    assert SWORDFISH not in said
    return said


# Alertmanager's own fields (its documents, Configuration).
FIELDS = {
    "pagerduty_configs": "routing_key service_key",
    "opsgenie_configs": "api_key",
    "victorops_configs": "api_key",
    "slack_configs": "api_url",
    "email_configs": "auth_password auth_secret",
    "telegram_configs": "bot_token",
    "pushover_configs": "token user_key",
    "wechat_configs": "api_secret",
    "discord_configs": "webhook_url",
    "msteams_configs": "webhook_url",
}


@pytest.mark.parametrize(
    ("block", "field"),
    [(block, field) for block, fields in FIELDS.items() for field in fields.split()],
)
@pytest.mark.parametrize("wrap", [str, secret], ids=["plain", "secret"])
def test_a_receivers_credential_is_refused(block, field, wrap):
    receivers = [{"name": "on-call", block: [{field: wrap(SWORDFISH)}]}]

    refused(
        judge(GUARDRAIL, ALERTMANAGER, {"configuration": {"receivers": receivers}}),
        f"configuration.receivers[0].{block}[0].{field} holds a credential in the ",
    )


@pytest.mark.parametrize(
    "http",
    [
        {"authorization": {"type": "Bearer", "credentials": SWORDFISH}},
        {"basic_auth": {"username": "u", "password": SWORDFISH}},
        {"oauth2": {"client_id": "c", "client_secret": SWORDFISH}},
        {"oauth2": {"endpoint_params": {"password": SWORDFISH}}},
        {"bearer_token": SWORDFISH},
        {"proxy_connect_header": {"X-Auth": [SWORDFISH]}},
        {"http_headers": {"Authorization": {"values": [SWORDFISH]}}},
        {"http_headers": {"X-Any": {"values": [f"Bearer {SWORDFISH}"]}}},
    ],
)
def test_a_credential_of_http_is_refused(http):
    webhook = {"url": "http://seldon-deploy.seldon-system:80/", "http_config": http}
    receivers = [{"name": "deploy-webhook", "webhook_configs": [webhook]}]

    refused(
        judge(GUARDRAIL, ALERTMANAGER, {"configuration": {"receivers": receivers}}),
        "configuration.receivers[0].webhook_configs[0].http_config.",
    )


@pytest.mark.parametrize(
    "key",
    [
        "smtp_auth_password",
        "slack_api_url",
        "opsgenie_api_key",
        "victorops_api_key",
        "wechat_api_secret",
    ],
)
def test_a_global_credential_is_refused(key):
    found = {"configuration": {"global": {key: SWORDFISH}}}

    refused(judge(GUARDRAIL, ALERTMANAGER, found), f"configuration.global.{key}")


@pytest.mark.parametrize(
    "url",
    [
        f"https://alice:{SWORDFISH}@example.com/",
        f"https://{SWORDFISH}@example.com/",
        f"https://alice:sword/{SWORDFISH}@example.com/",
        f"https://alice:p@{SWORDFISH}/x@example.com/",
        f"https://example.com/?a=b&token={SWORDFISH}",
        f"https://example.com/?api_key={SWORDFISH}",
        f"https://hooks.slack.com/services/T0/B0/{SWORDFISH}",
        f"https://discord.com/api/webhooks/1/{SWORDFISH}",
    ],
)
@pytest.mark.parametrize("wrap", [str, secret], ids=["plain", "secret"])
def test_a_url_with_a_credential_is_refused_wherever_it_stands(url, wrap):
    found = {"values": {"prometheus": {"seldon": {"url": wrap(url)}}}}

    said = refused(
        judge(GUARDRAIL, SELDON_DEPLOY, found), "values.prometheus.seldon.url"
    )
    assert "alice" not in said


@pytest.mark.parametrize(
    "url",
    [
        "http://seldon-monitoring-prometheus.seldon-monitoring:9090/api/v1/",
        "http://prometheus.monitoring:9090/@me",
        "https://example.com/@team/page?tab=token",
        "mailto:someone@example.com",
        "https://hooks.slack.com/",
    ],
)
def test_a_url_without_one_passes(url):
    assert judge(GUARDRAIL, SELDON_DEPLOY, {"values": {"url": url}}) == ([], None)


def test_basic_auth_of_remote_write_is_a_reference_or_refused():
    reference = {"password": {"name": "remote", "key": "password"}}
    passes = given("Prometheus", spec={"remoteWrite": [{"basicAuth": reference}]})
    plain = given(
        "Prometheus", spec={"remoteWrite": [{"basicAuth": {"password": SWORDFISH}}]}
    )
    header = given(
        "Prometheus",
        spec={"remoteWrite": [{"headers": {"Authorization": f"Bearer {SWORDFISH}"}}]},
    )

    assert asked(GUARDRAIL, passes) == ([], None)
    refused(asked(GUARDRAIL, plain), "spec.remoteWrite[0].basicAuth.password")
    refused(asked(GUARDRAIL, header), "spec.remoteWrite[0].headers.Authorization")


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


@pytest.mark.parametrize(
    ("argument", "refuses"),
    [
        (f"--oidc.client-secret={SWORDFISH}", True),
        (f"--api-key={SWORDFISH}", True),
        ("--web.password=$(PASSWORD)", False),
        ("--token-file=/etc/token", False),
        ("--secret-field-selector=type!=kubernetes.io/dockercfg", False),
    ],
)
def test_an_argument_of_a_container_is_asked(argument, refuses):
    verdict = asked(GUARDRAIL, workload("quay.io/a:1.0.0", argument))

    assert bool(verdict.complaints) is refuses
    assert SWORDFISH not in str(verdict.complaints)


@pytest.mark.parametrize(
    ("variable", "refuses"),
    [
        ({"name": "DB_PASSWORD", "value": SWORDFISH}, True),
        ({"name": "API_TOKEN", "value": SWORDFISH}, True),
        ({"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "d"}}}, False),
        ({"name": "DB_PASSWORD", "value": "$(OTHER)"}, False),
        ({"name": "TOKEN_URL", "value": "https://login.example.com"}, False),
    ],
)
def test_a_variable_of_a_container_is_asked(variable, refuses):
    verdict = asked(GUARDRAIL, workload("quay.io/a:1.0.0", env=[variable]))

    assert bool(verdict.complaints) is refuses
    if refuses:
        refused(verdict, f"variable {variable['name']}")


def test_a_configmap_is_read_as_what_it_holds():
    text_of = f"receivers:\n- name: a\n  slack_configs:\n  - api_url: {SWORDFISH}\n"
    subject = given("ConfigMap", "v1", data={"alertmanager.yml": text_of})

    refused(
        asked(GUARDRAIL, subject),
        "data.alertmanager.yml: receivers[0].slack_configs[0].api_url",
    )


def test_a_private_key_is_refused_outside_a_secret():
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{SWORDFISH}\n"

    refused(asked(GUARDRAIL, given("ConfigMap", "v1", data={"tls": key})), "data.tls")


def test_a_secret_is_where_credentials_belong():
    encoded = base64.b64encode(SWORDFISH.encode()).decode()
    subject = given(
        "Secret", "v1", data={"password": encoded}, stringData={"password": SWORDFISH}
    )

    assert asked(GUARDRAIL, subject) == ([], None)


def test_but_not_in_a_secrets_annotations():
    subject = given("Secret", "v1", data={})
    subject.properties["metadata"]["annotations"] = {
        "origin": f"https://a:{SWORDFISH}@example.com"
    }

    refused(asked(GUARDRAIL, subject), "metadata.annotations.origin")


def test_the_providers_kubeconfig_is_not_asked():
    found = {"kubeconfig": f"users: [{{token: {SWORDFISH}, password: {SWORDFISH}}}]"}

    assert judge(GUARDRAIL, "pulumi:providers:kubernetes", found) == ([], None)


def test_a_rendered_object_is_asked(chart):
    chart.append(text(workload("quay.io/a:1.0.0", f"--x-password={SWORDFISH}")))

    refused(asked(GUARDRAIL, release()), "Deployment seldon-monitoring/workload")


def test_an_unknown_value_hides_no_other():
    found = {"configuration": {"a": UNKNOWN, "bearer_token": SWORDFISH}}

    verdict = judge(GUARDRAIL, ALERTMANAGER, found)

    refused(verdict, "configuration.bearer_token")
    assert verdict.unknown == "configuration.a"


@pytest.mark.parametrize("properties", [{}, {"configuration": None}, {"values": []}])
def test_what_is_not_declared_passes(properties):
    assert judge(GUARDRAIL, ALERTMANAGER, properties) == ([], None)


def test_a_token_among_seldons_own_values_is_refused_where_they_are_shown():
    found = {"values": {"gitops": {"git": {"token": SWORDFISH}}}}

    refused(judge(GUARDRAIL, SELDON_DEPLOY, found), "values.gitops.git.token")


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
