"""Credentials in Alertmanager's own fields are refused, whichever receiver has them."""

import pytest

from policies.guardrails.plain_credentials import GUARDRAIL
from tests.policies.credentials import SWORDFISH, refused
from tests.policies.judging import ALERTMANAGER, judge, secret

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
