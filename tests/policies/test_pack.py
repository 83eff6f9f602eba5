"""The pack as the engine starts it, asked over gRPC."""

from pathlib import Path

import yaml
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2

from policies.guardrails import GUARDRAILS
from tests.policies.booted import PACK, TIMEOUT
from tests.policies.judging import SEEN, SELDON_DEPLOY, UNKNOWN, secret

ALERTS = "seldon-monitoring:index:Alertmanager"
RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"
ADVISORY, MANDATORY = analyzer_pb2.ADVISORY, analyzer_pb2.MANDATORY


def asked(pack, values, version="0.26.0"):
    properties = Struct()
    given = {"values": values, "alertmanagerVersion": version, "seen": SEEN}
    properties.update(given)
    request = analyzer_pb2.AnalyzeRequest(
        type=SELDON_DEPLOY,
        urn=f"urn:pulumi:dev::seldon-monitoring::{SELDON_DEPLOY}::seldon-deploy",
        name="seldon-deploy",
        properties=properties,
    )
    return pack.Analyze(request, timeout=TIMEOUT).diagnostics


def outside(url):
    return {"prometheus": {"seldon": {"url": url}}}


def test_the_pack_names_itself_and_its_guardrails(pack):
    info = pack.GetAnalyzerInfo(Empty(), timeout=TIMEOUT)

    assert info.name == "seldon-monitoring"
    levels = {policy.name: policy.enforcementLevel for policy in info.policies}
    assert levels.keys() == {guardrail.name for guardrail in GUARDRAILS}
    assert {name for name, level in levels.items() if level != MANDATORY} == {
        "containers-have-limits",
        "series-stay-within-budget",
        "pod-labels-are-listed",
    }
    for policy in info.policies:
        assert policy.remediation_steps
        assert policy.url == f"docs/policies.md#{policy.name}"
        assert "exceptions" in policy.configSchema.properties


def test_a_violation_is_mandatory_and_one_line_below_its_policys(pack):
    (found,) = asked(pack, outside("https://prometheus.example.com/api/v1/"))

    assert found.enforcementLevel == MANDATORY
    assert found.policyName == "endpoints-stay-in-cluster"
    description, said = found.message.split("\n")
    assert description == found.description
    assert "prometheus.example.com" in said


def test_a_secret_is_not_said(pack):
    url = secret("https://alice:swordfish@prometheus.example.com/api/v1/")

    found = asked(pack, outside(url))

    assert {item.policyName for item in found} == {
        "endpoints-stay-in-cluster",
        "no-credential-in-the-clear",
    }
    assert "swordfish" not in str(found)


def test_an_unknown_value_is_an_advice_that_names_it(pack):
    found = asked(pack, outside(UNKNOWN))

    assert "endpoints-stay-in-cluster" in {item.policyName for item in found}
    for item in found:
        assert item.enforcementLevel == ADVISORY
        assert "values.prometheus.seldon.url" in item.message


def test_a_service_of_the_cluster_passes(pack):
    url = "http://seldon-monitoring-prometheus.seldon-monitoring:9090/api/v1/"

    assert list(asked(pack, outside(url))) == []


def object_of(body, kind):
    properties = Struct()
    properties.update(body)
    return {
        "type": kind,
        "urn": f"urn:pulumi:prod::seldon-monitoring::{kind}::subject",
        "name": "subject",
        "properties": properties,
    }


def test_a_stack_is_judged_as_a_whole(pack):
    first = {"receiver": "team", "matchers": ['team = "a"']}
    routes = [first, {"receiver": "deploy-webhook"}]
    route = {"receiver": "team", "routes": routes}
    webhook = {"url": "http://seldon-deploy.seldon-system:80/"}
    receivers = [
        {"name": "deploy-webhook", "webhook_configs": [webhook]},
        {"name": "team", "webhook_configs": [webhook]},
    ]
    labels = {"severity": "critical", "type": "user", "team": "a"}
    rule = {"alert": "Down", "expr": "up == 0", "labels": labels}
    resources = [
        object_of({"configuration": {"route": route, "receivers": receivers}}, ALERTS),
        object_of({"spec": {"groups": [{"name": "g", "rules": [rule]}]}}, RULE),
    ]
    request = analyzer_pb2.AnalyzeStackRequest(
        resources=[analyzer_pb2.AnalyzerResource(**item) for item in resources]
    )

    found = pack.AnalyzeStack(request, timeout=TIMEOUT).diagnostics

    said = [it for it in found if it.policyName == "every-alert-reaches-seldon"]
    assert [it.enforcementLevel for it in said] == [MANDATORY]
    assert "alert Down (severity critical, type user)" in said[0].message


# The last that asks the pack: what it configures stays.
def test_a_stacks_parameters_decide(pack):
    configured = Struct()
    configured.update({"production": True, "prometheusReplicas": 2})
    config = analyzer_pb2.PolicyConfig(
        enforcementLevel=MANDATORY, properties=configured
    )
    pack.Configure(
        analyzer_pb2.ConfigureAnalyzerRequest(
            policyConfig={"production-endures": config}
        ),
        timeout=TIMEOUT,
    )
    kind = "kubernetes:monitoring.coreos.com/v1:Prometheus"
    request = analyzer_pb2.AnalyzeRequest(**object_of({"spec": {"replicas": 1}}, kind))

    found = pack.Analyze(request, timeout=TIMEOUT).diagnostics

    said = [it.message for it in found if it.policyName == "production-endures"]
    assert any("spec.replicas is 1, and production asks for 2" in it for it in said)


def test_program_and_pack_share_one_virtual_environment():
    program = yaml.safe_load(Path("Pulumi.yaml").read_text(encoding="utf-8"))
    policy = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text(encoding="utf-8"))
    named = program["runtime"]["options"]["virtualenv"]

    assert (PACK / policy["runtime"]["options"]["virtualenv"]).resolve() == (
        Path(named).resolve()
    )
