"""Which fields of a receiver get through the operator to the pinned Alertmanager.

Versions are those of Alertmanager's changelog and of what the operator's log says it
drops.
"""

import pytest

from domain.alertmanager_fields import problems, table
from domain.compatibility import CREDENTIAL_FILES


def found(version, **receiver):
    return list(problems({"receivers": [{"name": "x", **receiver}]}, version))


def needs(first, pinned, *, inline=False):
    return (
        f"needs Alertmanager {first} and {pinned} is pinned, so the operator would "
        f"drop it; pin kubePrometheus.alertmanager.version {first} or newer"
        + ", or set alertmanager.credentials: inline"
        * inline
    )


@pytest.mark.parametrize(
    ("kind", "field", "first", "before"),
    [
        ("victorops_configs", "api_key_file", "0.25.0", "0.24.0"),
        ("pagerduty_configs", "routing_key_file", "0.25.0", "0.24.9"),
        ("pagerduty_configs", "service_key_file", "0.25.0", "0.24.0"),
        ("email_configs", "auth_password_file", "0.25.0", "0.24.0"),
        ("webhook_configs", "url_file", "0.26.0", "0.25.0"),
        ("telegram_configs", "bot_token_file", "0.26.0", "0.25.1"),
    ],
)
def test_a_file_that_is_not_read_is_refused_with_both_ways_out(
    kind, field, first, before
):
    receiver = {kind: [{field: "/a"}]}

    assert found(first, **receiver) == []
    assert found(before, **receiver) == [
        f"receiver x: {kind}.{field} {needs(first, before, inline=True)}"
    ]


def test_a_new_field_has_one_way_out():
    receiver = {"webhook_configs": [{"url": "http://a", "timeout": "5s"}]}

    assert found("0.26.0", **receiver) == [
        f"receiver x: webhook_configs.timeout {needs('0.28.0', '0.26.0')}"
    ]


@pytest.mark.parametrize(
    ("receiver", "problem"),
    [
        (
            {"opsgenie_configs": [{"teams": "ml"}]},
            "opsgenie_configs.teams is no field that the operator passes on; known: ",
        ),
        (
            {"slack_configs": [{"chanel": "#a"}]},
            "slack_configs.chanel is no field that the operator passes on; did you "
            "mean channel?",
        ),
        (
            {"incidentio_configs": [{}]},
            "incidentio_configs is no integration that the operator passes on",
        ),
        (
            # Alertmanager has it since 0.28, the operator does not know it.
            {"discord_configs": [{"webhook_url_file": "/a"}]},
            "discord_configs.webhook_url_file is no field that the operator passes on; "
            "did you mean webhook_url?",
        ),
        (
            {"webhook_configs": [{"http_config": {"oauth2": {"client": "a"}}}]},
            "webhook_configs.http_config.oauth2.client is no field that the operator "
            "passes on; did you mean client_id?",
        ),
        (
            {"webhook_configs": [{"http_config": {"tls_config": {"ca": "a"}}}]},
            "webhook_configs.http_config.tls_config.ca is no field that the operator "
            "passes on; known: ",
        ),
        (
            {"pagerduty_configs": [{"routing_key": "hush"}]},
            "pagerduty_configs.routing_key holds a credential; put it under "
            "credentials, encrypted, and write {credential: NAME} in its place",
        ),
        (
            {
                "webhook_configs": [
                    {"http_config": {"basic_auth": {"password": "hush"}}}
                ]
            },
            "webhook_configs.http_config.basic_auth.password holds a credential; ",
        ),
        (
            {"sns_configs": [{"sigv4": {"access_key": "a", "secret_key": "hush"}}]},
            "sns_configs.sigv4.secret_key holds a credential; ",
        ),
        (
            {
                "webhook_configs": [
                    {"http_config": {"proxy_connect_header": {"A": ["hush"]}}}
                ]
            },
            "webhook_configs.http_config.proxy_connect_header holds a credential; ",
        ),
        (
            {
                "webhook_configs": [
                    {
                        "http_config": {
                            "oauth2": {
                                "endpoint_params": {"a": "<secret>", "b": "hush"}
                            }
                        }
                    }
                ]
            },
            "webhook_configs.http_config.oauth2.endpoint_params holds a credential; ",
        ),
    ],
)
def test_what_the_operator_would_not_pass_on_is_refused(receiver, problem):
    (line,) = found("0.28.0", **receiver)

    assert line.startswith(f"receiver x: {problem}")
    assert "hush" not in line


def test_a_hidden_credential_and_an_empty_receiver_are_left_alone():
    http = {
        "proxy_connect_header": {"Proxy-Authorization": ["<secret>"]},
        "oauth2": {"endpoint_params": {"password": "<secret>"}},
    }

    assert found("0.26.0", pagerduty_configs=[{"routing_key": "<secret>"}]) == []
    assert found("0.26.0", webhook_configs=[{"http_config": http}]) == []
    assert found("0.26.0") == []


def test_a_time_zone_is_dropped_before_0_25():
    at = {"name": "day", "time_intervals": [{"location": "Europe/London"}]}
    configuration = {"receivers": [], "time_intervals": [at]}

    assert list(problems(configuration, "0.25.0")) == []
    assert list(problems(configuration, "0.24.0")) == [
        f"time interval day: location {needs('0.25.0', '0.24.0')}"
    ]


def test_both_tables_say_the_same_of_credentials():
    # The table of fields starts at 0.24, the oldest that Seldon takes.
    for row in CREDENTIAL_FILES:
        since = max(row.since, (0, 24, 0))
        assert table()[row.block][row.field] == since, row


@pytest.mark.parametrize(
    ("block", "field", "since"),
    [
        ("slack_configs", "api_url_file", (0, 22, 0)),
        ("oauth2", "client_secret_file", (0, 22, 0)),
        ("opsgenie_configs", "api_key_file", (0, 24, 0)),
        ("victorops_configs", "api_key_file", (0, 25, 0)),
        ("pagerduty_configs", "routing_key_file", (0, 25, 0)),
        ("pagerduty_configs", "service_key_file", (0, 25, 0)),
        ("email_configs", "auth_password_file", (0, 25, 0)),
        ("webhook_configs", "url_file", (0, 26, 0)),
    ],
)
def test_the_first_versions_are_the_changelog_s_each_with_a_source(block, field, since):
    (row,) = (r for r in CREDENTIAL_FILES if (r.block, r.field) == (block, field))

    assert row.since == since
    assert row.source
