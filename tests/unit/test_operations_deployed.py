"""What a stack has deployed, read from its exported state."""

import pytest

from operations import deployed
from operations.errors import OperationError
from operations.verify import workloads
from tests.unit.config_maps import JOBS
from tests.unit.states import (
    CREATING,
    CREATING_SELDON,
    RELEASE,
    RELEASE_INPUTS,
    RESOURCES,
    SELDON,
    SELDONS,
    state_of,
)


def test_seldon_s_release_is_told_from_the_monitoring_s():
    # Either may come first in a state.
    found = state_of(SELDON, *RESOURCES)

    assert deployed.release_inputs(found) == RELEASE_INPUTS
    assert deployed.of("dev", found).names.namespace == "watch"
    assert [(it.urn, it.of_seldon) for it in deployed.releases(found)] == [
        (SELDONS, True),
        (RELEASE, False),
    ]


def test_an_interrupted_release_is_known_or_not():
    seldons, monitorings = sorted(
        deployed.releases(state_of(*RESOURCES, pending=[CREATING_SELDON, CREATING])),
        key=lambda release: not release.of_seldon,
    )

    assert (seldons.known, seldons.interrupted) == (False, True)
    assert (monitorings.known, monitorings.interrupted) == (True, True)


def test_a_prometheus_object_is_neither_monitor_nor_rule():
    # The API server fills in fields of it that nobody declared.
    second = {
        "type": "kubernetes:monitoring.coreos.com/v1:Prometheus",
        "inputs": {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "Prometheus",
            "metadata": {"name": "full-istio", "namespace": "watch"},
        },
    }

    found = deployed.of("dev", state_of(*RESOURCES, second))

    assert [item["kind"] for item in found.objects] == ["PodMonitor"]


def test_names_follow_from_what_was_deployed():
    found = deployed.of("dev", state_of(*RESOURCES))
    assert found.names.namespace == "watch"
    assert found.names.operator == "full-operator"
    assert found.names.kube_state_metrics == "prometheus-kube-state-metrics"
    assert [item["kind"] for item in found.objects] == ["PodMonitor"]


PLACES = {
    "namespace": "ours",
    "prometheus": "watch/k8s",
    "alertmanager": "watch/main",
    "operator": "ops/prometheus-operator",
    "kubeStateMetrics": "kube-system/kube-state-metrics",
    "alertmanagerSecret": "routes",
}


def state_of_what_was_there():
    endpoints = {
        "prometheus": "http://prometheus-k8s.watch:9090",
        "alertmanager": "https://alertmanager-main.watch:9093",
    }
    stack = {"type": "pulumi:pulumi:Stack", "outputs": {"endpoints": endpoints}}
    component = {
        "type": "seldon-monitoring:index:KubePrometheus",
        "inputs": {"places": PLACES},
    }
    return {"version": 3, "deployment": {"resources": [stack, component]}}


def test_names_of_what_was_there_are_in_the_state():
    state_ = state_of_what_was_there()

    names = deployed.of("dev", state_).names

    assert deployed.namespace(state_) == names.namespace == "ours"
    assert names.stateful_sets == ("prometheus-k8s", "alertmanager-main")
    assert names.alertmanager_secret == "routes"  # noqa: S105  the name of a Secret
    assert names.prometheus_service.url == "http://prometheus-k8s.watch:9090"
    assert names.alertmanager_service.url == "https://alertmanager-main.watch:9093"


def test_what_was_there_is_looked_at_where_it_is():
    names = deployed.of("dev", state_of_what_was_there()).names

    found = workloads.workloads(names)

    assert [(it.namespace, it.name, it.parent) for it in found] == [
        ("ops", "prometheus-operator", ""),
        ("kube-system", "kube-state-metrics", ""),
        ("watch", "prometheus-k8s", "prometheuses/k8s"),
        ("watch", "alertmanager-main", "alertmanagers/main"),
    ]
    assert "whoever runs the operator" in workloads.judge(found[0], None).remedy


def test_a_stack_of_nothing_has_no_namespace():
    assert deployed.namespace({"version": 3, "deployment": {"resources": None}}) is None


def test_a_stack_without_a_deployment_is_told_so():
    with pytest.raises(OperationError, match="pulumi up --stack dev"):
        deployed.of("dev", {"version": 3, "deployment": {"resources": None}})


def test_a_stack_without_release_has_its_config_maps_and_services():
    endpoints = {"prometheus": "http://prom.watch:80", "alertmanager": "http://a.watch"}
    state = {
        "deployment": {
            "resources": [
                {"type": "pulumi:pulumi:Stack", "outputs": {"endpoints": endpoints}},
                {
                    "type": deployed.CONFIG_MAP,
                    "urn": "urn:pulumi:s::p::t$kubernetes:core/v1:ConfigMap::monitors",
                    "inputs": {"apiVersion": "v1", "kind": "ConfigMap", **JOBS},
                },
            ]
        }
    }

    found = deployed.of("s", state)

    assert list(found.files) == ["monitors"]
    assert found.names.namespace == "watch"
    assert found.objects == (*found.files.values(),)
