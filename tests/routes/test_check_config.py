"""What the program writes, as the pinned Alertmanager's own check reads it."""

import json

import pytest
import yaml

import settings
from components.alertmanager import AlertmanagerArgs, configuration
from components.alertmanager.credentials import Inline
from components.stack import Stack
from domain.rules import Alert
from tests import tools
from tests.guide import guide

# A pair of which one silences the other.
ALERTS = (
    Alert("ErrorRateHigh", {"severity": "warning"}, {}, "0s", "up", "f"),
    Alert("ErrorRateCritical", {"severity": "critical"}, {}, "0s", "up", "f"),
)


@pytest.fixture(scope="module")
def check_config(tmp_path_factory):
    def check(document):
        file = tmp_path_factory.mktemp("check") / "alertmanager.yaml"
        file.write_text(yaml.safe_dump(document), encoding="utf-8")
        return tools.run("amtool", "check-config", file)

    return check


def example(*, second, **alertmanager):
    """Return what the guide's example of every receiver, or of the rest, makes."""
    given = guide(second=second)
    return arguments(
        {**given, "alertmanager": {**given["alertmanager"], **alertmanager}}
    )


def arguments(given):
    found = settings.load(given)
    return AlertmanagerArgs(
        settings=found.alertmanager,
        namespace="seldon-monitoring",
        secret_name="alertmanager-x",  # noqa: S106  a name
        webhook_url=Stack(found).webhook_url,
        credentials=found.credentials,
        alerts=ALERTS,
    )


# What stands in the guide, as JSON, and what Alertmanager reads or refuses there.
READ = [
    ('"monday:friday"', '"sunday:saturday"'),
    ('"1:31"', '"27:-1"'),
    ('"1:31"', '"-31"'),
    ('"1:12"', '"1:1"'),
    ('"Europe/London"', '"Local"'),
    ('"Europe/London"', '"US/Eastern"'),
    ('["alertname"]', '["..."]'),
    ('"smtp.example.com:587"', '"[2001:db8::1]:smtp"'),
    ('"https://tickets.example.com/alerts"', '"http://[::1]:80/a%20b?c=%2F#d"'),
    ('{"cluster": "dev"}', '{"Routing_Key": "dev"}'),
    *(
        ("models-.*", json.dumps(expression).strip('"'))
        for expression in (r"b\\\\Z", r"b\\\\1", "(?i)b", "(?P<n>b)", "b{1000}")
    ),
]
REFUSED = [
    ('"monday:friday"', '"saturday:sunday"'),
    ('"1:31"', '"15:1"'),
    ('"1:31"', '"-1:-5"'),
    ('"1:31"', '"-28:1"'),
    ('"1:31"', '"28:-1"'),
    ('"1:12"', '"11:2"'),
    ('"2024:2099"', '"2099:2024"'),
    ('"17:00"', '"09:00"'),
    ('"Europe/London"', '"Europe/Nowhere"'),
    ('"Europe/London"', '"europe/london"'),
    ('["alertname"]', '["alertname", "alertname"]'),
    ('["alertname"]', '["...", "alertname"]'),
    ('["alertname"]', '["alert-name"]'),
    ('"deployment_name"', '"deployment-name"'),
    ('"deployment_name"', '""'),
    ('"1h"', '"0s"'),
    ('"smtp.example.com:587"', '"smtp.example.com"'),
    ('"smtp.example.com:587"', '"smtp.example.com:"'),
    ('"smtp.example.com:587"', '"2001:db8::1:587"'),
    ('{"Subject": ', '{"subject": "", "Subject": '),
    *(
        ("models-.*", json.dumps(expression).strip('"'))
        for expression in (
            "(?!b)",
            "(?<=b)",
            r"(b)\1",
            r"b\Z",
            r"b\u0041",
            r"b\\\\\Z",
            "(?x)b",
            "(?a:b)",
            "b{1001}",
            "b{2,1001}",
            "b++",
            "[[:foo:]]",
            r"[\b]",
            r"b[^a\b]",
        )
    ),
    # Alertmanager takes what follows a comma outside quotes for another matcher.
    (r"namespace =~ \"models-.*\"", "namespace =~ models-{1,3}"),
    (r"namespace =~ \"models-.*\"", "namespace = models, namespace =~ (b"),
    *(
        ('{"cluster": "dev"}', json.dumps({name: "dev"}))
        for name in (
            "entity_display_name",
            "entity_id",
            "entity_state",
            "message_type",
            "monitoring_tool",
            "routing_key",
            "state_message",
        )
    ),
    *(
        (f'"https://{of}"', f'"{url}"')
        for of in (
            "events.pagerduty.com/v2/enqueue",
            "api.eu.opsgenie.com/",
            "alert.victorops.com/integrations/generic/20131114/alert/",
            "tickets.example.com/alerts",
        )
        for url in ("https:///p", "http://a:b", "http://a/%zz", "http://[::1")
    ),
]


@pytest.fixture(scope="module")
def whole():
    """Both examples in one: the stack file, and Alertmanager's configuration."""
    first, given = guide(), guide(second=True)
    both = {**given["alertmanager"], **first["alertmanager"]}
    both["receivers"] = given["alertmanager"]["receivers"]
    both["inhibit"] = {**both["inhibit"], "warningByCritical": True}
    given = {**given, "alertmanager": both}
    return given, configuration(arguments(given))


def test_amtool_is_the_pinned_version():
    done = tools.run("amtool", "--version")

    least = settings.load({"cluster": {"server": "https://a", "context": "a"}})
    pinned = least.kube_prometheus.alertmanager.version
    assert f"version {pinned}" in done.stdout + done.stderr


@pytest.mark.parametrize("second", [False, True])
def test_the_guide_s_examples_are_what_alertmanager_reads(check_config, second):
    args = example(second=second, inhibit={"warningByCritical": True})

    done = check_config(configuration(args))

    assert done.returncode == 0, done.stdout + done.stderr


def with_one(document, change):
    """Return a document with the one text of its JSON in the place of the other."""
    text = json.dumps(document)
    assert change[0] in text
    return json.loads(text.replace(*change))


@pytest.mark.parametrize("change", READ)
def test_what_alertmanager_reads_is_taken(check_config, whole, change):
    given, document = whole

    done = check_config(with_one(document, change))

    assert done.returncode == 0, done.stdout + done.stderr
    settings.load({**given, "alertmanager": with_one(given["alertmanager"], change)})


@pytest.mark.parametrize("change", REFUSED)
def test_what_alertmanager_refuses_is_refused(check_config, whole, change):
    given, document = whole

    assert check_config(with_one(document, change)).returncode == 1
    with pytest.raises(settings.SettingsError):
        settings.load(
            {**given, "alertmanager": with_one(given["alertmanager"], change)}
        )


def test_the_example_has_every_kind_of_receiver():
    document = configuration(example(second=True))

    found = {key for receiver in document["receivers"] for key in receiver} - {"name"}
    assert found == {
        "email_configs",
        "opsgenie_configs",
        "pagerduty_configs",
        "slack_configs",
        "telegram_configs",
        "victorops_configs",
        "webhook_configs",
    }
    assert "decrypted" not in yaml.safe_dump(document)


def test_inline_credentials_are_what_alertmanager_reads(check_config):
    args = example(second=True, credentials="inline")
    values = dict.fromkeys(args.credentials, "https://hooks.example.com/T0/B0")

    for credentials in (None, Inline("alertmanager-x", values)):
        done = check_config(configuration(args, credentials))
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_matcher_that_is_none_is_what_alertmanager_refuses(check_config):
    document = configuration(example(second=True))
    document["route"]["routes"][0]["matchers"] = ["severity"]

    assert check_config(document).returncode == 1


def test_the_documented_teams_do_not_load(check_config):
    document = configuration(example(second=True))
    (opsgenie,) = (
        found["opsgenie_configs"][0]
        for found in document["receivers"]
        if "opsgenie_configs" in found
    )
    opsgenie["teams"] = "ml-platform"

    done = check_config(document)

    assert done.returncode == 1
    assert "teams" in done.stdout + done.stderr
