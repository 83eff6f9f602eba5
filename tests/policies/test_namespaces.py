import pytest

from policies.guardrails.namespaces import GUARDRAIL
from tests.policies.judging import UNKNOWN
from tests.policies.manifests import asked, given, release, text

ALLOWED = {"namespaces": ["seldon-monitoring", "kube-system"]}


def placed(namespace, kind="ConfigMap"):
    subject = given(kind, "v1")
    subject.properties["metadata"]["namespace"] = namespace
    return subject


@pytest.mark.parametrize("namespace", ["seldon-monitoring", "kube-system"])
def test_an_allowed_namespace_passes(namespace):
    assert asked(GUARDRAIL, placed(namespace), ALLOWED) == ([], None)


def test_another_is_refused():
    (said,) = asked(GUARDRAIL, placed("default"), ALLOWED).complaints

    assert said == (
        "ConfigMap default/subject: namespace default is none of seldon-monitoring, "
        "kube-system; set namespace.name, or add it to the parameter namespaces"
    )
    assert asked(GUARDRAIL, placed("default")) == ([], None), "none listed, none asked"


@pytest.mark.parametrize(("name", "count"), [("seldon-monitoring", 0), ("mine", 1)])
def test_a_namespace_itself_is_asked(name, count):
    subject = given("Namespace", "v1", name=name)
    del subject.properties["metadata"]["namespace"]

    assert len(asked(GUARDRAIL, subject, ALLOWED).complaints) == count


def test_a_rendered_object_is_asked(chart):
    chart.append(text(placed("default")))

    assert len(asked(GUARDRAIL, release(), ALLOWED).complaints) == 1
    assert asked(GUARDRAIL, release(namespace="mine"), ALLOWED).complaints != []


def test_an_unknown_namespace_is_not_guessed():
    verdict = asked(GUARDRAIL, placed(UNKNOWN), ALLOWED)

    assert verdict == ([], "metadata.namespace")


NOWHERE = (
    "{kind} subject: it names no namespace, and default, where it would go, is none of "
    "seldon-monitoring, kube-system; name one of them in its metadata"
)


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("v1", "ConfigMap"),
        ("core/v1", "Service"),
        ("apps/v1", "Deployment"),
        ("rbac.authorization.k8s.io/v1", "Role"),
        ("networking.k8s.io/v1", "Ingress"),
        ("policy/v1", "PodDisruptionBudget"),
        ("monitoring.coreos.com/v1", "PrometheusRule"),
    ],
)
@pytest.mark.parametrize(
    "metadata", [None, {}, "none", {"name": "subject"}, {"namespace": ""}]
)
def test_an_object_without_a_namespace_would_go_to_default(api, kind, metadata):
    subject = given(kind, api, metadata=metadata)

    assert asked(GUARDRAIL, subject, ALLOWED).complaints == [NOWHERE.format(kind=kind)]
    assert asked(GUARDRAIL, subject, {"namespaces": ["default"]}) == ([], None)
    assert asked(GUARDRAIL, subject) == ([], None), "none listed, none asked"


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("v1", "Node"),
        ("core/v1", "PersistentVolume"),
        ("rbac.authorization.k8s.io/v1", "ClusterRole"),
        ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
        ("networking.k8s.io/v1", "IngressClass"),
        ("policy/v1beta1", "PodSecurityPolicy"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
        ("apiregistration.k8s.io/v1", "APIService"),
        ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
        ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
        ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"),
        ("scheduling.k8s.io/v1", "PriorityClass"),
        ("node.k8s.io/v1", "RuntimeClass"),
        ("storage.k8s.io/v1", "StorageClass"),
        ("storage.k8s.io/v1", "CSIDriver"),
        ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema"),
        # Whether others' kinds are in a namespace, only the cluster knows.
        ("cert-manager.io/v1", "ClusterIssuer"),
        ("gateway.networking.k8s.io/v1", "GatewayClass"),
    ],
)
def test_what_is_in_no_namespace_passes(api, kind):
    subject = given(kind, api, metadata={"name": "subject"})

    assert asked(GUARDRAIL, subject, ALLOWED) == ([], None)
