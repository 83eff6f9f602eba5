"""Receivers, routes and intervals in Alertmanager's words, written out by hand.

Fields and shapes are those of Alertmanager's documentation of its configuration.
"""

from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from components.alertmanager import AlertmanagerArgs, configuration, credential_secrets
from components.alertmanager.credentials import Inline
from domain.rules import Alert
from settings.alertmanager import AlertmanagerSettings

DOCUMENTS = Path(__file__).parents[1] / "golden" / "documents"
SECRET = "alertmanager-x"  # noqa: S105  a name
FOLDER = "/etc/alertmanager/secrets/x-credential-"
OIDC = {"host": "https://keycloak.example.com", "realm": "deploy-realm"}
CLIENT = {"clientId": "sd-api", "clientSecret": "oidc"}


def arguments(alerts=(), **settings):
    return AlertmanagerArgs(
        settings=AlertmanagerSettings.model_validate(settings),
        namespace="seldon-monitoring",
        secret_name=SECRET,
        webhook_url="http://seldon-deploy.seldon-system:80/seldon-deploy/api/v1alpha1/"
        "webhooks/firing-alert",
        credentials={"oidc": SecretStr("hush")},
        alerts=tuple(alerts),
    )


def built(**settings):
    return configuration(arguments(**settings))


def receiver(**settings):
    """Return the one receiver that stands beside the documented two."""
    settings = {"name": "x", **settings}
    (found,) = built(receivers=[settings])["receivers"][2:]
    return found


def route(**settings):
    """Return the one route that stands before Seldon's."""
    settings = {"name": "x", "kind": "slack", "apiUrl": "url", **settings}
    intervals = [{"name": name} for name in settings.get("timeIntervals", ())]
    found, _ = built(receivers=[settings], timeIntervals=intervals)["route"]["routes"]
    return found


def test_oauth2_comes_out_as_documented_but_for_the_secret_s_place():
    documented = yaml.safe_load((DOCUMENTS / "alertmanager-oauth2.yaml").read_text())
    oauth2 = CLIENT | {"oidc": OIDC, "insecureSkipVerify": True}
    args = arguments(seldon={"oauth2": oauth2}, credentials="inline")

    found = configuration(args, Inline(SECRET, {"oidc": "${OIDC_CLIENT_SECRET}"}))

    assert found["receivers"][1] == {"name": "deploy-webhook", **documented}


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        (
            {"oidc": OIDC},
            "https://keycloak.example.com/auth/realms/deploy-realm/protocol/"
            "openid-connect/token",
        ),
        (
            {"oidc": {**OIDC, "auth": False}},
            "https://keycloak.example.com/realms/deploy-realm/protocol/"
            "openid-connect/token",
        ),
        (
            {"oidc": {**OIDC, "host": "https://keycloak.example.com/"}},
            "https://keycloak.example.com/auth/realms/deploy-realm/protocol/"
            "openid-connect/token",
        ),
        ({"tokenUrl": "https://login.example.com/t"}, "https://login.example.com/t"),
    ],
)
def test_the_token_s_url_follows_from_the_provider(provider, url):
    found = built(seldon={"oauth2": CLIENT | provider})["receivers"][1]

    assert found["webhook_configs"][0]["http_config"] == {
        "oauth2": {
            "client_id": "sd-api",
            "client_secret_file": f"{FOLDER}oidc/value",
            "scopes": ["openid"],
            "token_url": url,
        }
    }


def test_the_provider_s_ca_stands_inside_the_block_also_where_the_secret_is_inline():
    oauth2 = CLIENT | {"oidc": OIDC, "ca": "ca"}
    for credentials in ("files", "inline"):
        args = arguments(seldon={"oauth2": oauth2}, credentials=credentials)

        webhook = configuration(args)["receivers"][1]["webhook_configs"][0]

        assert webhook["http_config"]["oauth2"]["tls_config"] == {
            "ca_file": f"{FOLDER}ca/value"
        }
        assert "x-credential-ca" in credential_secrets(args)


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


def test_an_inline_credential_may_stand_in_a_list():
    http = {"proxy_connect_header": {"Proxy-Authorization": [{"credential": "oidc"}]}}
    config = {"webhook_configs": [{"url": "http://a", "http_config": http}]}
    raw = {"name": "x", "kind": "raw", "config": config}
    args = arguments(credentials="inline", receivers=[raw])

    for credentials, expected in (
        (None, "<secret>"),
        (Inline(SECRET, {"oidc": "hush"}), "hush"),
    ):
        found = configuration(args, credentials)["receivers"][2]
        (webhook,) = found["webhook_configs"]
        header = webhook["http_config"]["proxy_connect_header"]
        assert header == {"Proxy-Authorization": [expected]}


def test_inline_credentials_are_hidden_in_the_plain_configuration():
    settings = {
        "credentials": "inline",
        "receivers": [{"name": "x", "kind": "pagerduty", "routingKey": "oidc"}],
    }
    args = arguments(**settings)

    plain = configuration(args)["receivers"][2]
    whole = configuration(args, Inline(SECRET, {"oidc": "hush"}))["receivers"][2]

    assert plain["pagerduty_configs"] == [{"routing_key": "<secret>"}]
    assert whole["pagerduty_configs"] == [{"routing_key": "hush"}]
    assert credential_secrets(args) == ()


def test_a_secret_is_mounted_once_however_often_it_is_named():
    args = arguments(
        receivers=[
            {"name": "a", "kind": "slack", "apiUrl": "b-hook"},
            {"name": "b", "kind": "slack", "apiUrl": "b-hook"},
            {"name": "c", "kind": "slack", "apiUrl": "a-hook"},
        ]
    )

    assert credential_secrets(args) == (
        "x-credential-a-hook",
        "x-credential-b-hook",
    )


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"matchers": ['severity =~ "critical|warning"']}),
        ({"severities": []}, {}),
        (
            {
                "severities": ["critical"],
                "types": ["user", "infra"],
                "matchers": ['namespace = "m"'],
            },
            {
                "matchers": [
                    'severity =~ "critical"',
                    'type =~ "user|infra"',
                    'namespace = "m"',
                ]
            },
        ),
        (
            {"severities": [], "timeIntervals": ["day"], "repeatInterval": "1h"},
            {"repeat_interval": "1h", "active_time_intervals": ["day"]},
        ),
    ],
)
def test_an_integration_s_route_passes_every_alert_on(settings, expected):
    assert route(**settings) == {"receiver": "x", "continue": True, **expected}


def test_seldon_s_route_comes_last_and_stays_as_documented():
    plain = built()["route"]["routes"]
    found = built(
        receivers=[
            {"name": "a", "kind": "slack", "apiUrl": "u"},
            {"name": "b", "kind": "slack", "apiUrl": "u"},
        ],
        deadMansSwitch={"url": "https://hc.example.com/1"},
    )["route"]["routes"]

    assert [child["receiver"] for child in found] == [
        "dead-mans-switch",
        "a",
        "b",
        "deploy-webhook",
    ]
    assert found[-1:] == plain


def test_the_dead_man_s_switch_beats_at_every_interval():
    found = built(deadMansSwitch={"url": "hc", "interval": "5m"})

    assert found["receivers"][2] == {
        "name": "dead-mans-switch",
        "webhook_configs": [{"url_file": f"{FOLDER}hc/value", "send_resolved": False}],
    }
    # A beat is due when the last is older than repeat_interval, looked at every
    # group_interval: 270 s = 0.9 * 300 s, so each look finds one due.
    assert found["route"]["routes"][0] == {
        "receiver": "dead-mans-switch",
        "matchers": ['alertname = "SeldonMonitoringWatchdog"'],
        "group_wait": "0s",
        "group_interval": "5m",
        "repeat_interval": "270s",
    }


def test_entries_of_one_name_make_one_interval():
    found = built(
        timeIntervals=[
            {
                "name": "day",
                "weekdays": ["monday:friday"],
                "times": [{"start": "09:00", "end": "17:00"}],
                "location": "Europe/London",
            },
            {"name": "night", "times": [{"start": "22:00", "end": "24:00"}]},
            {"name": "day", "daysOfMonth": ["1"], "months": ["1:3"], "years": ["2024"]},
        ]
    )["time_intervals"]

    assert found == [
        {
            "name": "day",
            "time_intervals": [
                {
                    "times": [{"start_time": "09:00", "end_time": "17:00"}],
                    "weekdays": ["monday:friday"],
                    "location": "Europe/London",
                },
                {"days_of_month": ["1"], "months": ["1:3"], "years": ["2024"]},
            ],
        },
        {
            "name": "night",
            "time_intervals": [
                {"times": [{"start_time": "22:00", "end_time": "24:00"}]}
            ],
        },
    ]


def test_templates_are_read_from_beside_the_configuration():
    assert built(templates=["templates/mail.tmpl"])["templates"] == [
        "/etc/alertmanager/config/mail.tmpl"
    ]


def alert(name, severity):
    return Alert(name, {"severity": severity}, {}, "0s", "up", "f")


def test_a_critical_alert_silences_the_warning_of_the_same_thing():
    alerts = [
        alert("ErrorRateHigh", "warning"),
        alert("ErrorRateCritical", "critical"),
        alert("LatencyHigh", "warning"),
        alert("BudgetBurnsFast", "critical"),
        alert("BudgetBurnsSlowly", "warning"),
        # Not a pair: neither is critical, or its warning is none.
        alert("DiskCritical", "warning"),
        alert("DiskHigh", "warning"),
        alert("MemoryCritical", "critical"),
        alert("MemoryHigh", "info"),
    ]
    settings = {"warningByCritical": True, "equal": ["namespace"]}

    found = built(alerts=alerts, inhibit=settings)["inhibit_rules"]

    assert found == [
        {
            "source_matchers": ['severity = "critical"'],
            "target_matchers": ['severity = "warning"'],
            "equal": ["alertname", "namespace"],
        },
        {
            "source_matchers": ['alertname = "ErrorRateCritical"'],
            "target_matchers": ['alertname = "ErrorRateHigh"'],
            "equal": ["namespace"],
        },
        {
            "source_matchers": ['alertname = "BudgetBurnsFast"'],
            "target_matchers": ['alertname = "BudgetBurnsSlowly"'],
            "equal": ["namespace"],
        },
    ]
    assert "inhibit_rules" not in built(alerts=alerts)
