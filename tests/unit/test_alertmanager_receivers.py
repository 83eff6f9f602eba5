"""Receivers and templates in Alertmanager's words, written out by hand.

Fields and shapes are those of Alertmanager's documentation of its configuration.
"""

import pytest

from tests.unit.alertmanager import FOLDER, built


def receiver(**settings):
    """Return the one receiver that stands beside the documented two."""
    settings = {"name": "x", **settings}
    (found,) = built(receivers=[settings])["receivers"][2:]
    return found


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (
            {"kind": "pagerduty", "serviceKey": "pd"},
            {"pagerduty_configs": [{"service_key_file": f"{FOLDER}pd/value"}]},
        ),
        (
            {"kind": "pagerduty", "routingKey": "pd", "details": {"cluster": "dev"}},
            {
                "pagerduty_configs": [
                    {
                        "routing_key_file": f"{FOLDER}pd/value",
                        "details": {"cluster": "dev"},
                    }
                ]
            },
        ),
        (
            # Seldon's page has `teams`, which does not load.
            {"kind": "opsgenie", "apiKey": "og", "teams": ["ml", "ops"]},
            {
                "opsgenie_configs": [
                    {
                        "api_key_file": f"{FOLDER}og/value",
                        "responders": [
                            {"type": "team", "name": "ml"},
                            {"type": "team", "name": "ops"},
                        ],
                    }
                ]
            },
        ),
        (
            {
                "kind": "opsgenie",
                "apiKey": "og",
                "responders": [{"type": "user", "username": "jo@example.com"}],
                "updateAlerts": True,
            },
            {
                "opsgenie_configs": [
                    {
                        "api_key_file": f"{FOLDER}og/value",
                        "update_alerts": True,
                        "responders": [{"type": "user", "username": "jo@example.com"}],
                    }
                ]
            },
        ),
        (
            {
                "kind": "email",
                "to": "a@example.com",
                "from": "b@example.com",
                "smarthost": "smtp.example.com:587",
                "authUsername": "b",
                "authPassword": "smtp",
                "requireTls": False,
            },
            {
                "email_configs": [
                    {
                        "to": "a@example.com",
                        "from": "b@example.com",
                        "smarthost": "smtp.example.com:587",
                        "auth_username": "b",
                        "auth_password_file": f"{FOLDER}smtp/value",
                        "require_tls": False,
                    }
                ]
            },
        ),
        (
            {"kind": "slack", "apiUrl": "hook", "channel": "#models", "iconUrl": "i"},
            {
                "slack_configs": [
                    {
                        "api_url_file": f"{FOLDER}hook/value",
                        "channel": "#models",
                        "icon_url": "i",
                    }
                ]
            },
        ),
        (
            {"kind": "victorops", "apiKey": "vo", "routingKey": "models"},
            {
                "victorops_configs": [
                    {"api_key_file": f"{FOLDER}vo/value", "routing_key": "models"}
                ]
            },
        ),
        (
            {
                "kind": "webhook",
                "url": "https://a.example.com/b",
                "sendResolved": False,
            },
            {
                "webhook_configs": [
                    {"send_resolved": False, "url": "https://a.example.com/b"}
                ]
            },
        ),
        (
            {"kind": "webhook", "url": "secret-url", "bearerToken": "token"},
            {
                "webhook_configs": [
                    {
                        "url_file": f"{FOLDER}secret-url/value",
                        "http_config": {
                            "authorization": {
                                "credentials_file": f"{FOLDER}token/value"
                            }
                        },
                    }
                ]
            },
        ),
        (
            {
                "kind": "raw",
                "config": {
                    "telegram_configs": [
                        {"chat_id": 1, "bot_token_file": {"credential": "bot"}}
                    ]
                },
            },
            {
                "telegram_configs": [
                    {"chat_id": 1, "bot_token_file": f"{FOLDER}bot/value"}
                ]
            },
        ),
    ],
    ids=lambda value: value.get("kind", "") if isinstance(value, dict) else "",
)
def test_a_receiver_of_each_kind(settings, expected):
    assert receiver(**settings) == {"name": "x", **expected}


def test_templates_are_read_from_beside_the_configuration():
    assert built(templates=["templates/mail.tmpl"])["templates"] == [
        "/etc/alertmanager/config/mail.tmpl"
    ]
