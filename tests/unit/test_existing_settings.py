"""Settings of an operator that is there: what is named, and what would not count."""

import pytest

from settings import load
from tests.unit.sections import CLUSTER, refusal

EXISTING = {"distribution": "existing"}


def kube_prometheus(**given):
    return load({"cluster": CLUSTER, "kubePrometheus": given}).kube_prometheus


def test_nothing_need_be_named():
    found = kube_prometheus(**EXISTING)

    assert found.is_there
    assert not found.charted
    assert set(found.existing.given.values()) == {None}


def test_what_is_named_is_kept_by_its_key():
    named = {"prometheus": "watch/k8s", "kubeStateMetrics": "kube-state-metrics"}

    given = kube_prometheus(**EXISTING, existing=named).existing.given

    assert {key: value for key, value in given.items() if value} == named


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"release": "x"}, "release"),
        ({"chart": {"version": "88.5.3"}}, "chart"),
        ({"prometheus": {"retention": "3d"}}, "prometheus"),
        (
            {"alertmanager": {"version": "0.26.0", "replicas": 2}},
            "alertmanager.replicas",
        ),
        ({"podLabels": ["*"]}, "podLabels"),
        ({"values": {}}, "values"),
    ],
)
def test_what_would_change_nothing_is_refused(given, key):
    assert refusal(kubePrometheus=EXISTING | given) == (
        f"seldon-monitoring:kubePrometheus: {key} would change nothing with "
        "distribution: existing, whose objects are not ours; take it out, and change "
        "the object itself"
    )


def test_names_of_what_is_there_need_that_distribution():
    assert refusal(kubePrometheus={"existing": {"namespace": "watch"}}) == (
        "seldon-monitoring:kubePrometheus: existing is heeded with distribution: "
        "existing alone; take one out"
    )


def test_no_second_prometheus_beside_one_that_is_there():
    mesh = {"enabled": True}

    line = refusal(kubePrometheus=EXISTING, istioPrometheus=mesh)

    assert line.startswith("seldon-monitoring:istioPrometheus.enabled: the Prometheus")


@pytest.mark.parametrize("name", ["a/b/c", "A", "/a", "a/", ""])
def test_a_place_that_is_none_is_refused(name):
    line = refusal(kubePrometheus={**EXISTING, "existing": {"operator": name}})

    assert "kubePrometheus.existing.operator" in line
    assert "not a name" in line


def test_windows_are_not_held_against_an_interval_that_nobody_set():
    usage = {"interval": "10s", "window": "30s"}
    sections = {"cluster": CLUSTER, "alertRules": {"usage": usage}}

    load({**sections, "kubePrometheus": EXISTING})

    assert "alertRules.usage.window" in refusal(alertRules={"usage": usage})


def test_a_key_with_a_typo_is_unknown_and_the_nearest_named():
    assert refusal(kubePrometheus=EXISTING | {"exsting": {}}) == (
        "seldon-monitoring:kubePrometheus.exsting: unknown key; did you mean existing?"
    )
