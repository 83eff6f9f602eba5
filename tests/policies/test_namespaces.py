import pytest

from policies.guardrails.namespaces import GUARDRAIL
from tests.policies.judging import UNKNOWN
from tests.policies.manifests import asked, given, release, text

ALLOWED = {"namespaces": ["seldon-monitoring", "kube-system"]}


def placed(namespace, kind="ConfigMap"):
    subject = given(kind, "v1")
    subject.properties["metadata"]["namespace"] = namespace
    return subject


@pytest.mark.parametrize("namespace", ["seldon-monitoring", "kube-system", None])
def test_an_allowed_namespace_and_none_pass(namespace):
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
    assert asked(GUARDRAIL, placed(UNKNOWN), ALLOWED).complaints == []


@pytest.mark.parametrize("metadata", [None, {}, "none"])
def test_an_object_without_metadata_passes(metadata):
    subject = given("ConfigMap", "v1", metadata=metadata)

    assert asked(GUARDRAIL, subject, ALLOWED) == ([], None)
