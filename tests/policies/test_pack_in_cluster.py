"""What keeps the monitoring in its cluster, asked of the booted pack over gRPC."""

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2

from tests.policies.booted import TIMEOUT
from tests.policies.judging import PROVIDER, SEEN, SELDON_DEPLOY, UNKNOWN

MANDATORY = analyzer_pb2.MANDATORY
SERVICE = "kubernetes:core/v1:Service"
OPERATOR = "kubernetes:monitoring.coreos.com/v1"
PLACE = {"name": "x", "namespace": "seldon-monitoring"}


def struct(properties):
    made = Struct()
    made.update(properties)
    return made


def urn(kind, name="x"):
    return f"urn:pulumi:dev::seldon-monitoring::{kind}::{name}"


def refused(pack, kind, properties, provider="cluster"):
    """The mandatory refusals, by policy."""
    by = analyzer_pb2.AnalyzerProviderResource(
        type=PROVIDER, name=provider, urn=urn(PROVIDER, provider)
    )
    request = analyzer_pb2.AnalyzeRequest(
        type=kind, urn=urn(kind), name="x", properties=struct(properties), provider=by
    )
    found = pack.Analyze(request, timeout=TIMEOUT).diagnostics
    return {
        it.policyName: it.message for it in found if it.enforcementLevel == MANDATORY
    }


def service(**spec):
    return {"metadata": PLACE, "spec": {"ports": [{"port": 9090}], **spec}}


@pytest.mark.parametrize(
    ("kind", "properties", "policy"),
    [
        (SERVICE, service(type="NodePort"), "nothing-exposed"),
        (
            "kubernetes:networking.k8s.io/v1:Ingress",
            {"metadata": PLACE, "spec": {}},
            "nothing-exposed",
        ),
        (
            f"{OPERATOR}:Alertmanager",
            {"metadata": PLACE, "spec": {"hostNetwork": True}},
            "nothing-exposed",
        ),
        (
            "kubernetes:monitoring.coreos.com/v1alpha1:PrometheusAgent",
            {"metadata": PLACE, "spec": {}},
            "monitoring-is-local",
        ),
        (
            SERVICE,
            service(type="ExternalName", externalName="prometheus.example.com"),
            "endpoints-stay-in-cluster",
        ),
        (
            SELDON_DEPLOY,
            {"seen": {**SEEN, "Namespace seldon-system": "missing"}},
            "seldon-is-here",
        ),
        (PROVIDER, {"clusterIdentifier": "https://a.example.com"}, "one-cluster"),
    ],
)
def test_a_violation_is_mandatory(pack, kind, properties, policy):
    # A bare object may lack what production must have, too.
    assert policy in refused(pack, kind, properties)


@pytest.mark.parametrize("provider", ["default_4_34_2", "second"])
def test_another_provider_is_refused(pack, provider):
    assert [*refused(pack, SERVICE, service(), provider)] == ["one-cluster"]


def test_a_service_of_the_one_provider_passes(pack):
    assert refused(pack, SERVICE, service()) == {}


def test_an_unknown_value_blocks_nothing(pack):
    assert refused(pack, SERVICE, service(type=UNKNOWN)) == {}


@pytest.fixture
def configured(pack):
    """Configure the pack for one test, as the engine does from a stack's file."""

    def configure(policies):
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for name, properties in policies.items():
            request.policyConfig[name].enforcementLevel = MANDATORY
            request.policyConfig[name].properties.CopyFrom(struct(properties))
        pack.Configure(request, timeout=TIMEOUT)

    yield configure
    configure({})


def test_parameters_are_the_engines_to_hand_over(pack, configured):
    entry = {"resource": "Service/x", "ways": ["NodePort"], "reason": "a test"}
    configured({"nothing-exposed": {"listed": [entry]}})

    assert refused(pack, SERVICE, service(type="NodePort")) == {}
    assert [*refused(pack, SERVICE, service(type="LoadBalancer"))] == [
        "nothing-exposed"
    ]


@pytest.mark.parametrize(
    ("until", "holds"), [("2999-01-01", True), ("2020-01-01", False)]
)
def test_an_exception_holds_until_its_day(pack, configured, until, holds):
    exception = {"resource": "Service/x", "reason": "the move", "until": until}
    configured({"nothing-exposed": {"exceptions": [exception]}})

    found = refused(pack, SERVICE, service(type="NodePort"))

    assert (found == {}) is holds
    assert holds or "the exception for Service/x, the move, ended on" in str(found)


@pytest.mark.parametrize(("name", "there"), [("prometheus", True), ("other", False)])
def test_a_stack_is_judged_as_a_whole(pack, name, there):
    url = f"http://{name}.seldon-monitoring:9090/api/v1/"
    given = {"values": {"prometheus": {"seldon": {"url": url}}}, "seen": SEEN}
    named = {"metadata": {**PLACE, "name": "prometheus"}, "spec": {}}
    request = analyzer_pb2.AnalyzeStackRequest(
        resources=[
            analyzer_pb2.AnalyzerResource(
                type=kind, urn=urn(kind), name="x", properties=struct(properties)
            )
            for kind, properties in ((SELDON_DEPLOY, given), (SERVICE, named))
        ]
    )

    found = pack.AnalyzeStack(request, timeout=TIMEOUT).diagnostics

    refusals = {item.policyName for item in found if item.enforcementLevel == MANDATORY}
    assert ("services-are-there" not in refusals) is there
