import base64

import pytest

from policies.guardrails.local import GUARDRAIL
from tests.policies.judging import UNKNOWN, secret
from tests.policies.manifests import asked, both_ways, declared, thing

API = "monitoring.coreos.com/v1"
REMOTE = [{"url": "https://user:swordfish@mimir.example.com/push"}]
AWAY = "remote_write: [{url: https://mimir.example.com}]\nscrape_configs: []\n"
REMEDY = "keep a Prometheus with storage and rules here, and remote write beside it"


def prometheus(**spec):
    return thing("Prometheus", spec, api=API)


def workload(*arguments, key="args"):
    container = {"name": "p", "image": "registry.example.com/a:b", key: list(arguments)}
    return thing(
        "Deployment", {"template": {"spec": {"containers": [container]}}}, "apps/v1"
    )


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"retention": "2h"},
        {"remoteWrite": [], "ruleSelector": None},
        {"remoteWrite": REMOTE, "ruleSelector": {}},
        {"remoteWrite": REMOTE, "ruleSelector": {}, "retention": "24h"},
        {"remoteWrite": REMOTE, "ruleSelector": {}, "retentionSize": "10GB"},
        {"enableFeatures": ["agent-smith"]},
        {"additionalArgs": [{"name": "storage.tsdb.wal-compression"}]},
    ],
)
def test_a_prometheus_that_keeps_and_evaluates_passes(chart, spec):
    assert both_ways(GUARDRAIL, chart, prometheus(**spec)) == []


def test_an_agent_is_refused(chart):
    body = thing(
        "PrometheusAgent", {"remoteWrite": REMOTE}, "monitoring.coreos.com/v1alpha1"
    )

    assert both_ways(GUARDRAIL, chart, body) == [
        "PrometheusAgent shop/x: an agent keeps no figures and evaluates no rules; "
        f"{REMEDY}"
    ]


@pytest.mark.parametrize(
    "spec",
    [
        {"enableFeatures": ["memory-snapshot-on-shutdown", "agent"]},
        {"additionalArgs": [{"name": "agent"}]},
        {"additionalArgs": [{"name": "enable-feature", "value": "x,agent"}]},
    ],
)
def test_agent_mode_by_feature_is_refused(chart, spec):
    assert both_ways(GUARDRAIL, chart, prometheus(**spec)) == [
        "Prometheus shop/x: agent mode keeps no figures and evaluates no rules; "
        f"{REMEDY}"
    ]


CONFIG = "--config.file=/etc/prometheus/prometheus.yml"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--agent", CONFIG),
        (CONFIG, "--enable-feature=agent"),
        (CONFIG, "--enable-feature", "x,agent"),
        ("--storage.agent.path=/data",),
        (f"exec prometheus {CONFIG} --agent",),
    ],
)
@pytest.mark.parametrize("key", ["args", "command"])
def test_agent_mode_by_arguments_is_refused(chart, arguments, key):
    (said,) = both_ways(GUARDRAIL, chart, workload(*arguments, key=key))

    assert said.startswith("Deployment shop/x: container p runs Prometheus as an agent")


@pytest.mark.parametrize(
    "arguments", [(), (CONFIG,), (CONFIG, "--enable-feature=x"), ("vault", "--agent")]
)
def test_other_arguments_pass(chart, arguments):
    assert both_ways(GUARDRAIL, chart, workload(*arguments)) == []


@pytest.mark.parametrize("spec", [{}, {"ruleSelector": None}])
def test_remote_write_without_rules_is_refused(chart, spec):
    body = prometheus(remoteWrite=REMOTE, **spec)

    assert both_ways(GUARDRAIL, chart, body) == [
        "Prometheus shop/x: remoteWrite without a ruleSelector: no rule is evaluated "
        "in this cluster; set ruleSelector ({} takes all)"
    ]


@pytest.mark.parametrize("retention", ["0", "2h", "23h59m"])
def test_remote_write_without_storage_is_refused(chart, retention):
    body = prometheus(remoteWrite=REMOTE, ruleSelector={}, retention=retention)

    assert both_ways(GUARDRAIL, chart, body) == [
        f"Prometheus shop/x: remoteWrite with a retention of {retention}: figures must "
        "be kept here for 24h at least; raise retention"
    ]


def test_how_long_is_the_environments_own(chart):
    body = prometheus(remoteWrite=REMOTE, ruleSelector={}, retention="3d")

    assert len(both_ways(GUARDRAIL, chart, body, {"localRetention": "1w"})) == 1
    assert both_ways(GUARDRAIL, chart, body, {"localRetention": "3d"}) == []


def test_no_credential_is_said():
    body = prometheus(remoteWrite=secret(REMOTE), retention="1h")

    complaints = asked(GUARDRAIL, declared(body)).complaints

    assert len(complaints) == 2
    assert "swordfish" not in " ".join(complaints)


@pytest.mark.parametrize(
    "body",
    [
        thing("ConfigMap", data={"prometheus.yml": AWAY}),
        thing("Secret", stringData={"prometheus.yml": AWAY}),
    ],
)
def test_a_file_that_sends_away_without_rules_is_refused(body):
    (said,) = asked(GUARDRAIL, declared(body)).complaints

    assert said == (
        f"{body['kind']} shop/x: prometheus.yml has remote_write and no rule_files: no "
        "rule is evaluated in this cluster; name the files of rules"
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"remote_write": [{"url": "https://mimir.example.com"}]}',
        # A sign at which readers of YAML 1.1 give up.
        "remote_write: [{url: https://mimir.example.com}]\nother: {separator: =}",
    ],
)
def test_a_file_that_is_written_otherwise_is_read(chart, text):
    body = thing("ConfigMap") | {"data": {"p.yml": text}}

    (said,) = both_ways(GUARDRAIL, chart, body)

    assert "p.yml has remote_write and no rule_files" in said


def test_an_encoded_file_is_read():
    encoded = base64.b64encode(AWAY.encode()).decode()
    body = thing("Secret", data=secret({"prometheus.yml": encoded, "other": "=!"}))

    assert len(asked(GUARDRAIL, declared(body)).complaints) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"{AWAY}rule_files: [/rules/*.yml]\n",
        "scrape_configs: []\n",
        "a dashboard about remote_write: {",
        "panel: {remote_write: [1], scrape_configs: [2]}",
        "",
    ],
)
def test_another_file_passes(chart, text):
    assert both_ways(GUARDRAIL, chart, thing("ConfigMap", data={"f": text})) == []


def test_an_unknown_value_hides_no_other_refusal():
    body = prometheus(
        remoteWrite=REMOTE, retention=UNKNOWN, enableFeatures=["agent"], ruleSelector={}
    )

    verdict = asked(GUARDRAIL, declared(body))

    assert len(verdict.complaints) == 1
    assert verdict.unknown == "spec.retention"


def test_a_prometheus_of_another_maker_is_not_its_business(chart):
    body = thing("Prometheus", {"enableFeatures": ["agent"]}, "example.com/v1")

    assert both_ways(GUARDRAIL, chart, body) == []
