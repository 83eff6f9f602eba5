"""Credentials in Alertmanager's configuration: as mounted files, or inline."""

from components.alertmanager import configuration, credential_secrets
from components.alertmanager.credentials import Inline
from tests.unit.alertmanager import SECRET, arguments


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
