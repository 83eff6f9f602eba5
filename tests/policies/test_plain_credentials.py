"""Credentials in what components are given: URLs, tokens, and what nobody knows yet."""

import pytest

from policies.guardrails.plain_credentials import GUARDRAIL
from tests.policies.credentials import SWORDFISH, refused
from tests.policies.judging import ALERTMANAGER, SELDON_DEPLOY, UNKNOWN, judge, secret


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


def test_the_providers_kubeconfig_is_not_asked():
    found = {"kubeconfig": f"users: [{{token: {SWORDFISH}, password: {SWORDFISH}}}]"}

    assert judge(GUARDRAIL, "pulumi:providers:kubernetes", found) == ([], None)


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
