"""Credentials in Kubernetes' objects: anywhere but in the data of a Secret."""

import base64

import pytest

from policies.guardrails.plain_credentials import GUARDRAIL
from tests.policies.credentials import SWORDFISH, refused
from tests.policies.manifests import asked, given, workload


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
    ("words", "refuses"),
    [
        (("--web.password", SWORDFISH), True),
        (("run", "-token", SWORDFISH, "--verbose"), True),
        (("--web.password", "$(PASSWORD)"), False),
        (("--password-file", "/etc/password"), False),
        (("--print-token", "--verbose"), False),
        (("create", "secret", "a"), False),
        (("--token",), False),
    ],
)
def test_an_argument_of_two_words_is_asked(words, refuses):
    verdict = asked(GUARDRAIL, workload("quay.io/a:1.0.0", *words))

    assert bool(verdict.complaints) is refuses
    if refuses:
        refused(verdict, "container main, argument -")


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
