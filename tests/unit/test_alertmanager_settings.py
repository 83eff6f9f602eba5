"""What Alertmanager's settings refuse: one line, with what to write instead."""

import pytest

from tests.unit.alertmanager_settings import AT, PAGER, refusal


@pytest.mark.parametrize(
    ("receiver", "line"),
    [
        (
            {"name": "x", "kind": "pagerduty"},
            "0: neither of serviceKey and routingKey given; write serviceKey for a "
            "PagerDuty integration of type Prometheus, routingKey for one of type "
            "Events API v2",
        ),
        (
            {**PAGER, "serviceKey": "pd"},
            "0: both of serviceKey and routingKey given; write serviceKey for a "
            "PagerDuty integration of type Prometheus, routingKey for one of type "
            "Events API v2",
        ),
        ({**PAGER, "routinKey": "a"}, "0.routinKey: unknown key; did you mean "),
        (
            {"name": "x", "kind": "pager"},
            "0.kind: \"pager\" is refused: unknown here; write one of 'pagerduty', "
            "'opsgenie', 'email', 'slack', 'victorops', 'webhook', 'raw'",
        ),
        ({"name": "x"}, "0.kind: missing; say by 'kind' which one this is"),
        (
            {**PAGER, "severities": ["high"]},
            "0.severities.0: \"high\" is refused: unknown here; write 'critical', "
            "'warning', 'info' or 'none'",
        ),
        (
            {**PAGER, "matchers": ["namespace"]},
            "0.matchers.0: \"namespace\" is refused: 'namespace' is not a matcher; "
            'write label =~ "value"',
        ),
        (
            {**PAGER, "matchers": ['a =~ "("']},
            '0.matchers.0: "a =~ \\"(\\"" is refused: not a regular expression: ',
        ),
        (
            {**PAGER, "matchers": ['a =~ "(?!b).*"']},
            '0.matchers.0: "a =~ \\"(?!b).*\\"" is refused: "(?!" is not read alike by '
            "Alertmanager (RE2) and by this program (Python); write it without",
        ),
        (
            {**PAGER, "matchers": ['a =~ "b{,2}"']},
            '0.matchers.0: "a =~ \\"b{,2}\\"" is refused: "{," is not read alike by ',
        ),
        (
            {"name": "x", "kind": "opsgenie", "apiKey": "pd", "responders": [{}]},
            "0.responders.0: a responder has exactly one of name, id and username",
        ),
    ],
)
def test_a_receiver_that_cannot_be_is_refused(receiver, line):
    assert refusal(receivers=[receiver]).startswith(f"{AT}.receivers.{line}")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (
            {"receivers": [PAGER, PAGER]},
            ": 2 receivers are called x; give each its own name",
        ),
        (
            {"receivers": [{**PAGER, "name": "deploy-webhook"}]},
            ": the receiver deploy-webhook is this program's own; take another name",
        ),
        (
            {"receivers": [{**PAGER, "timeIntervals": ["day"]}]},
            ": receiver x: no time interval is called day; known: none",
        ),
        (
            {
                "timeIntervals": [
                    {"name": "n", "times": [{"start": "22:00", "end": "06:00"}]}
                ]
            },
            ".timeIntervals.0.times.0: 22:00 is not before 06:00; write a span over "
            "midnight as two",
        ),
        (
            {"seldon": {"oauth2": {"clientId": "a", "clientSecret": "pd"}}},
            ".seldon.oauth2: neither of tokenUrl and oidc given; write the provider's "
            "tokenUrl, or oidc with host and realm",
        ),
        (
            {
                "seldon": {
                    "oauth2": {
                        "clientId": "a",
                        "clientSecret": "pd",
                        "tokenUrl": "https://a",
                        "ca": "pd",
                        "insecureSkipVerify": True,
                    }
                }
            },
            ".seldon.oauth2: ca and insecureSkipVerify given; with the CA the "
            "certificate is verified, so take insecureSkipVerify out",
        ),
        (
            {
                "receivers": [
                    {
                        "name": "x",
                        "kind": "raw",
                        "config": {
                            "discord_configs": [{"webhook_url": {"credential": "pd"}}]
                        },
                    }
                ]
            },
            ": receivers.0.config.discord_configs.0.webhook_url would hold the "
            "credential itself; use the field that ends in _file, or set "
            "alertmanager.credentials: inline",
        ),
        (
            {"templates": ["/etc/mail.tmpl"]},
            '.templates.0: "/etc/mail.tmpl" is refused: an absolute path differs on '
            "each machine; give it relative to the project",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_refused(settings, line):
    assert refusal(**settings) == f"{AT}{line}"


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ({}, "it is empty, so it tells nobody; write an integration such as "),
        ({"name": "other"}, "name is the receiver's own key; take it out of config"),
        (
            {"webhook_configs": {"url": "hush"}},
            "webhook_configs is not a list of maps; write each entry after a dash",
        ),
        ({"webhook_configs": None}, "webhook_configs is not a list of maps; "),
        ({"webhook_configs": []}, "webhook_configs is not a list of maps; "),
        ({"webhook_configs": ["hush"]}, "webhook_configs is not a list of maps; "),
    ],
)
def test_a_raw_receiver_that_alertmanager_would_not_read_is_refused(config, line):
    said = refusal(receivers=[{"name": "x", "kind": "raw", "config": config}])

    assert said.startswith(f"{AT}.receivers.0.config: {line}")
    assert "hush" not in said


@pytest.mark.parametrize("url", ["https://", "https:///path", "http://?a=b"])
def test_a_url_without_a_host_is_refused(url):
    assert refusal(receivers=[{**PAGER, "url": url}]) == (
        f'{AT}.receivers.0.url: "{url}" is refused: not a URL; write one like '
        '"https://example.com/path"'
    )
