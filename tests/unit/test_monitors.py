"""PodMonitors: which pods, where, at which port and path."""

from components.monitors import describe, enabled, pod_monitor_spec
from settings.monitors import MonitorSettings, MonitorsSettings


def test_the_monitors_have_the_documented_names():
    assert list(enabled(MonitorsSettings())) == [
        "seldon-core",
        "seldon-drift-detector",
        "seldon-deploy",
        "metrics-server",
    ]


def test_a_monitor_that_is_off_is_left_out():
    chosen = MonitorsSettings.model_validate({"metricsServer": {"enabled": False}})

    assert "metrics-server" not in enabled(chosen)


def test_models_are_found_in_every_namespace_by_seldon_core_s_label():
    # Seldon Core 1's own examples show this monitor.
    assert pod_monitor_spec(MonitorsSettings().seldon_core) == {
        "selector": {"matchLabels": {"app.kubernetes.io/managed-by": "seldon-core"}},
        "namespaceSelector": {"any": True},
        "podMetricsEndpoints": [{"port": "metrics", "path": "/prometheus"}],
    }


def test_detectors_are_found_by_the_annotations_of_seldon_s_examples():
    found = pod_monitor_spec(MonitorsSettings().seldon_drift_detector)

    prefix = "__meta_kubernetes_pod_annotation_prometheus_io_"
    assert found == {
        "selector": {"matchLabels": {}},
        "namespaceSelector": {"matchNames": ["seldon-logs"]},
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
    assert pod_monitor_spec(MonitorsSettings().metrics_server) == found


def test_no_label_of_a_target_gives_way_to_what_it_exposes():
    # Seldon's value exported_namespace rests on that.
    for monitor in enabled(MonitorsSettings()).values():
        (endpoint,) = pod_monitor_spec(monitor)["podMetricsEndpoints"]
        assert "honorLabels" not in endpoint


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

    found = pod_monitor_spec(chosen)

    assert found["selector"] == {"matchLabels": {"app": "x"}}
    assert found["namespaceSelector"] == {"matchNames": ["a", "b"]}
    (endpoint,) = found["podMetricsEndpoints"]
    assert (endpoint["port"], endpoint["path"]) == ("web", "/m.x")
    assert endpoint["interval"] == "5s"
    # The regex is for the path as it is written.
    assert endpoint["relabelings"][1]["regex"] == r"/m\.x"


def test_the_job_of_a_pod_monitor_is_the_operator_s_name_for_it():
    spec = {"selector": {}, "podMetricsEndpoints": [{"port": "m"}]}

    assert describe("PodMonitor", "seldon-core", "watch", spec) == {
        "kind": "PodMonitor",
        "name": "seldon-core",
        "namespace": "watch",
        "job": "watch/seldon-core",
        "selector": {},
        "namespaceSelector": {},
        "endpoints": [{"port": "m"}],
    }


def test_a_service_monitor_has_no_job_of_its_own():
    found = describe("ServiceMonitor", "own", "watch", {"endpoints": [{"port": "m"}]})

    assert found["job"] is None
    assert found["endpoints"] == [{"port": "m"}]
