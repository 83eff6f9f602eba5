"""What is refused of an operator, its CRDs and kube-state-metrics that are there."""

import pytest

from domain.existing import unseen
from tests.unit import there
from tests.unit.there import installation, said


def with_operator(*args, version="v0.85.0"):
    deployments = (there.operator(version, *args), there.kube_state_metrics())
    return installation(deployments=deployments)


def with_metrics(*args, version="v2.18.0"):
    metrics = there.kube_state_metrics(*args, version=version)
    return installation(deployments=(there.operator(), metrics))


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (("--namespaces=watch,other",), "--namespaces leaves out seldon-monitoring"),
        (("-namespaces", "watch"), "--namespaces leaves out seldon-monitoring"),
        (("--deny-namespaces=seldon-monitoring",), "--deny-namespaces has seldon-"),
        (
            ("--prometheus-instance-namespaces=x",),
            "--prometheus-instance-namespaces leaves out watch",
        ),
        (
            ("--alertmanager-instance-namespaces=x",),
            "--alertmanager-instance-namespaces leaves out watch",
        ),
    ],
)
def test_an_operator_that_is_told_to_look_elsewhere_is_refused(args, line):
    (complaint,) = said(with_operator(*args))

    assert complaint.startswith("operator watch/prometheus-operator: ")
    assert line in complaint


def test_an_operator_that_looks_at_our_namespace_too_is_taken():
    assert said(with_operator("--namespaces=watch, seldon-monitoring")) == []


def test_an_operator_that_is_too_old_is_refused():
    found = installation(
        deployments=(there.operator("v0.56.3"), there.kube_state_metrics()),
        prometheuses=(there.prometheus(image=None, version="2.35.0"),),
    )

    assert "it is 0.56.3; 0.57.0 is the oldest" in "\n".join(said(found))


def test_an_operator_that_cannot_run_prometheus_3_is_refused():
    lines = said(with_operator(version="v0.76.0"))

    assert any(
        "operator 0.76.0 takes Prometheus 2.0.0 or newer and below 3.0.0, not 3.5.0"
        in line
        for line in lines
    )


def test_an_operator_that_is_scaled_away_is_refused():
    found = installation()
    found.operator["spec"]["replicas"] = 0

    (line,) = said(found)

    assert "spec.replicas is 0" in line


def test_a_definition_that_is_not_there_is_refused():
    (line,) = said(
        installation(
            definitions={"podmonitors": there.definition(there.FIELDS["podmonitors"])}
        )
    )

    assert line == (
        "kubePrometheus.existing: CRD prometheusrules.monitoring.coreos.com is not "
        "there, or does not serve v1; apply the CRDs of the operator"
    )


def test_a_definition_that_lacks_a_field_of_ours_is_refused():
    definitions = {
        **there.seen().definitions,
        "podmonitors": there.definition({"selector": {"properties": {}}}),
    }

    (line,) = said(installation(definitions=definitions))

    assert "has no spec.selector.matchLabels, which a PodMonitor of ours sets" in line


def test_a_definition_of_another_operator_is_said():
    definitions = {
        plural: there.definition(fields, of="0.71.2")
        for plural, fields in there.FIELDS.items()
    }

    assert list(unseen(installation(definitions=definitions))) == [
        "what differs between the operator, which is 0.85.0, and the CRDs of another "
        "version (podmonitors 0.71.2, prometheusrules 0.71.2)"
    ]


@pytest.mark.parametrize(
    ("args", "taken"),
    [
        (("--metric-labels-allowlist=pods=[*]",), True),
        (
            (
                "--metric-labels-allowlist=nodes=[a],pods=[app.kubernetes.io/managed-by]",
            ),
            True,
        ),
        (("--metric-labels-allowlist", "*=[*]"), True),
        (("--metric-labels-allowlist=pods=[app]",), False),
        (("--metric-labels-allowlist=nodes=[*]",), False),
        (("--port=8080",), False),
    ],
)
def test_kube_state_metrics_shows_what_the_rules_join_on(args, taken):
    lines = said(with_metrics(*args))

    assert (lines == []) is taken
    assert taken or lines == [
        "kube-state-metrics kube-system/kube-state-metrics: --metric-labels-allowlist "
        "leaves out what the rules join on (label_app_kubernetes_io_managed_by); set "
        "it to pods=[*], or add the pod labels behind these"
    ]


def test_a_kube_state_metrics_without_the_list_is_refused():
    (line,) = said(with_metrics(version="v1.9.8"))

    assert "kube-state-metrics 1.9.8 has no --metric-labels-allowlist" in line
