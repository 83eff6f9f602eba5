"""Monitors: which are on, and which pods each finds, where, at which port and path."""

import pytest

from components.monitor_specs import monitor_spec
from domain.monitors import MONITORS
from settings.monitors import MonitorSettings, MonitorsSettings
from tests.unit.monitors import NAMED, endpoint, spec

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
