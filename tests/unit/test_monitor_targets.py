"""Monitors' targets: under which names labels arrive, which job is theirs."""

import pytest

from domain.monitors import arrives_as, describe, job
from tests.unit.monitors import NAMED, endpoint, spec


def test_only_knative_s_labels_are_honoured():
    # Seldon's value exported_namespace rests on that.
    assert [name for name in NAMED if endpoint(name).get("honorLabels")] == [
        "knative-serving"
    ]


# Under which name a label that the scraped software itself exposes is stored. Seldon's
# values name two of these: the executor's `service`, Seldon Deploy's `namespace`.
ARRIVALS = [
    ("seldon-core", "namespace", "exported_namespace"),
    ("seldon-core", "service", "service"),
    ("seldon-deploy", "namespace", "exported_namespace"),
    ("seldon-deploy", "service", "service"),
    ("seldon-drift-detector", "namespace", "exported_namespace"),
    ("seldon-drift-detector", "service", "service"),
    ("metrics-server", "namespace", "exported_namespace"),
    ("metrics-server", "service", "service"),
    ("agent", "pod", "exported_pod"),
    ("agent", "service", "service"),
    ("server", "container", "exported_container"),
    ("server", "service", "service"),
    ("pipelinegateway", "namespace", "exported_namespace"),
    ("pipelinegateway", "service", "service"),
    ("envoy", "namespace", "exported_namespace"),
    ("envoy", "service", "exported_service"),
    ("seldon-controller-manager", "namespace", "exported_namespace"),
    ("seldon-controller-manager", "service", "service"),
    ("seldon-v2-controller-manager", "namespace", "exported_namespace"),
    ("seldon-v2-controller-manager", "service", "exported_service"),
    ("knative-serving", "namespace", "namespace"),
    ("knative-serving", "service", "service"),
]


@pytest.mark.parametrize(("name", "label", "arrives"), ARRIVALS)
def test_a_label_of_the_software_s_own_arrives_under_this_name(name, label, arrives):
    assert arrives_as(NAMED[name].kind, spec(name), label) == arrives


def test_every_monitor_says_how_labels_arrive():
    assert {name for name, *_ in ARRIVALS} == set(NAMED)


@pytest.mark.parametrize(
    ("relabelings", "arrives"),
    [
        ([], "exported_service"),
        ([{"action": "labeldrop", "regex": "serv.*"}], "service"),
        ([{"action": "labeldrop", "regex": "serv"}], "exported_service"),
    ],
)
def test_a_label_of_the_target_s_that_is_dropped_makes_room(relabelings, arrives):
    own = {"endpoints": [{"port": "m", "relabelings": relabelings}]}

    assert arrives_as("ServiceMonitor", own, "service") == arrives


def test_a_label_that_a_relabelling_gives_the_target_stands_in_the_way():
    rules = [{"targetLabel": "service", "sourceLabels": ["x"]}]
    own = {"podMetricsEndpoints": [{"port": "m", "relabelings": rules}]}

    assert arrives_as("PodMonitor", own, "service") == "exported_service"


@pytest.mark.parametrize("name", NAMED)
def test_the_job_of_every_monitor_of_ours_is_its_name(name):
    assert job(NAMED[name].kind, "watch", name, spec(name)) == f"watch/{name}"


def replaced(value, **more):
    return {"targetLabel": "job", "replacement": value, **more}


@pytest.mark.parametrize(
    ("kind", "own", "expected"),
    [
        # prometheus-operator: without jobLabel the PodMonitor's name, or the Service's.
        ("PodMonitor", {"podMetricsEndpoints": [{}]}, "watch/own"),
        ("PodMonitor", {"jobLabel": "", "podMetricsEndpoints": [{}]}, "watch/own"),
        ("PodMonitor", {"jobLabel": "app", "podMetricsEndpoints": [{}]}, None),
        ("ServiceMonitor", {"endpoints": [{}]}, None),
        ("ServiceMonitor", {"jobLabel": "app", "endpoints": [{}]}, None),
        (
            "ServiceMonitor",
            {"jobLabel": "app", "endpoints": [{"relabelings": [replaced("x/y")]}]},
            "x/y",
        ),
        # The last relabelling holds, for every endpoint, or there is no one job.
        (
            "ServiceMonitor",
            {
                "endpoints": [
                    {"relabelings": [replaced("x"), replaced("$1", sourceLabels=["a"])]}
                ]
            },
            None,
        ),
        (
            "PodMonitor",
            {"podMetricsEndpoints": [{}, {"relabelings": [replaced("x")]}]},
            None,
        ),
    ],
)
def test_the_job_of_a_monitor_of_theirs_follows_the_operator_s_rules(
    kind, own, expected
):
    assert job(kind, "watch", "own", own) == expected


def test_a_monitor_is_described_as_a_proof_needs_it():
    own = {"selector": {}, "podMetricsEndpoints": [{"port": "m"}]}

    assert describe("PodMonitor", "seldon-core", "watch", own) == {
        "kind": "PodMonitor",
        "name": "seldon-core",
        "namespace": "watch",
        "job": "watch/seldon-core",
        "arrivesAs": {
            "namespace": "exported_namespace",
            "service": "service",
            "pod": "exported_pod",
            "container": "exported_container",
        },
        "selector": {},
        "namespaceSelector": {},
        "endpoints": [{"port": "m"}],
    }


def test_a_service_monitor_of_theirs_has_no_job_of_its_own():
    found = describe("ServiceMonitor", "own", "watch", {"endpoints": [{"port": "m"}]})

    assert found["job"] is None
    assert found["endpoints"] == [{"port": "m"}]
