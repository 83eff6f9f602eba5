"""Monitors: which pods, where, at which port and path, and how targets are labelled."""

import pytest

from components.monitor_specs import monitor_spec
from domain.monitors import MONITORS, arrives_as, describe, job
from settings.monitors import MonitorSettings, MonitorsSettings

NAMED = {monitor.name: monitor for monitor in MONITORS}
DOCUMENTED = ["seldon-core", "seldon-drift-detector", "seldon-deploy", "metrics-server"]
ASKED_FOR = [
    "agent",
    "server",
    "pipelinegateway",
    "envoy",
    "seldon-controller-manager",
    "seldon-v2-controller-manager",
    "knative-serving",
]


def spec(name, **given):
    """Return a monitor's spec under its default settings, some keys laid over."""
    monitor = NAMED[name]
    own = getattr(MonitorsSettings(), monitor.setting)
    return monitor_spec(monitor, own.model_copy(update=given), "watch")


def endpoint(name, **given):
    found = spec(name, **given)
    (only,) = found.get("podMetricsEndpoints") or found["endpoints"]
    return only


def in_namespaces(*names):
    return {"any": False, "matchNames": list(names)}


def test_the_documented_monitors_alone_are_on():
    found = MonitorsSettings().enabled()

    assert [monitor.name for monitor in found] == DOCUMENTED
    assert [monitor.name for monitor in MONITORS] == DOCUMENTED + ASKED_FOR
    assert [monitor.name for monitor in MONITORS if monitor.api] == ASKED_FOR


def test_a_monitor_that_is_off_is_left_out_and_one_asked_for_comes():
    chosen = MonitorsSettings.model_validate(
        {"metricsServer": {"enabled": False}, "pipelineGateway": {"enabled": True}}
    )

    assert [monitor.name for monitor in chosen.enabled()] == [
        *DOCUMENTED[:3],
        "pipelinegateway",
    ]


def test_seldon_deploy_is_looked_for_where_it_is_unless_told_otherwise():
    told = MonitorsSettings.model_validate({"seldonDeploy": {"namespaces": ["a"]}})

    assert MonitorsSettings().around("b").seldon_deploy.namespaces == ("b",)
    assert told.around("b").seldon_deploy.namespaces == ("a",)


def test_models_are_found_in_every_namespace_by_seldon_core_s_label():
    # Seldon Core 1's own examples show this monitor.
    assert spec("seldon-core") == {
        "jobLabel": "",
        "selector": {"matchLabels": {"app.kubernetes.io/managed-by": "seldon-core"}},
        "namespaceSelector": {"any": True, "matchNames": []},
        "podMetricsEndpoints": [{"port": "metrics", "path": "/prometheus"}],
    }


def test_detectors_are_found_by_the_annotations_of_seldon_s_examples():
    found = spec("seldon-drift-detector")

    prefix = "__meta_kubernetes_pod_annotation_prometheus_io_"
    assert found == {
        "jobLabel": "",
        "selector": {"matchLabels": {}},
        "namespaceSelector": in_namespaces("seldon-logs"),
        "podMetricsEndpoints": [
            {
                "port": "metrics",
                "path": "/v1/metrics",
                "relabelings": [
                    {
                        "action": "keep",
                        "sourceLabels": [f"{prefix}scrape"],
                        "regex": "true",
                    },
                    {
                        "action": "keep",
                        "sourceLabels": [f"{prefix}path"],
                        "regex": "/v1/metrics",
                    },
                ],
            }
        ],
    }
    assert spec("metrics-server") == found


@pytest.mark.parametrize(
    ("name", "label", "port"),
    [
        # prometheus/monitors of Seldon Core 2: agent, server, pipelinegateway.
        ("agent", "seldon-server", "metrics"),
        ("server", "seldon-server", "server-metrics"),
        ("pipelinegateway", "seldon-pipelinegateway", "metrics"),
    ],
)
def test_seldon_core_2_is_found_as_its_public_monitors_show(name, label, port):
    assert spec(name) == {
        "jobLabel": "",
        "selector": {"matchLabels": {"app.kubernetes.io/name": label}},
        "namespaceSelector": in_namespaces("seldon-mesh"),
        "podMetricsEndpoints": [
            {"port": port, "path": "/metrics", "interval": "15s"},
        ],
    }


def test_envoy_is_found_by_its_service():
    # prometheus/monitors/envoy-servicemonitor.yaml of Seldon Core 2.
    assert spec("envoy") == {
        "jobLabel": "",
        "selector": {"matchLabels": {"app.kubernetes.io/name": "seldon-envoy"}},
        "namespaceSelector": in_namespaces("seldon-mesh"),
        "endpoints": [
            {
                "port": "stats",
                "path": "/stats/prometheus",
                "interval": "15s",
                "relabelings": [
                    {
                        "action": "replace",
                        "targetLabel": "job",
                        "replacement": "watch/envoy",
                    }
                ],
            }
        ],
    }


def test_the_controller_manager_of_core_1_is_found_by_its_pod():
    # Chart seldon-core-operator: label control-plane, port metrics (8080).
    assert spec("seldon-controller-manager") == {
        "jobLabel": "",
        "selector": {"matchLabels": {"control-plane": "seldon-controller-manager"}},
        "namespaceSelector": in_namespaces("seldon-system"),
        "podMetricsEndpoints": [{"port": "metrics", "path": "/metrics"}],
    }


def test_the_controller_manager_of_core_2_is_asked_with_a_token():
    # operator/config/prometheus/monitor.yaml of Seldon Core 2.
    found = endpoint("seldon-v2-controller-manager")

    del found["relabelings"]
    assert found == {
        "port": "https",
        "path": "/metrics",
        "scheme": "https",
        "bearerTokenFile": "/var/run/secrets/kubernetes.io/serviceaccount/token",
        "tlsConfig": {"insecureSkipVerify": True},
    }
    assert spec("seldon-v2-controller-manager")["selector"] == {
        "matchLabels": {"control-plane": "v2-controller-manager"}
    }


def test_knative_serving_is_found_by_the_port_of_its_services():
    # config/serving-monitors.yaml of knative-extensions/monitoring, whose label `app`
    # not every version of its Services has.
    found = endpoint("knative-serving")

    del found["relabelings"]
    assert found == {
        "port": "http-metrics",
        "path": "/metrics",
        "interval": "30s",
        "honorLabels": True,
    }
    assert spec("knative-serving")["selector"] == {"matchLabels": {}}
    assert spec("knative-serving")["namespaceSelector"] == (
        in_namespaces("knative-serving")
    )


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


def test_each_part_of_a_monitor_can_be_set():
    chosen = MonitorSettings.model_validate(
        {
            "selector": {"app": "x"},
            "namespaces": ["a", "b"],
            "port": "web",
            "path": "/m.x",
            "annotated": True,
            "interval": "5s",
        }
    )

    found = monitor_spec(NAMED["seldon-core"], chosen, "watch")

    assert found["selector"] == {"matchLabels": {"app": "x"}}
    assert found["namespaceSelector"] == in_namespaces("a", "b")
    (only,) = found["podMetricsEndpoints"]
    assert (only["port"], only["path"]) == ("web", "/m.x")
    assert only["interval"] == "5s"
    # The regex is for the path as it is written.
    assert only["relabelings"][1]["regex"] == r"/m\.x"


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
