"""Thresholds, windows and hold-offs: defaults, bounds, and what rules get of them."""

from typing import Any

import pytest
from pydantic import ValidationError

from settings.alert_rules import AlertRulesSettings, parameters
from settings.base import seconds
from settings.monitors import MonitorsSettings

PLACE: dict[str, Any] = {
    "monitoring_namespace": "watch",
    "seldon_namespace": "platform",
    "seldon_deployment": "seldon-enterprise-seldon-deploy",
}


def settings(**values):
    return AlertRulesSettings.model_validate(values)


def refusal(**values):
    with pytest.raises(ValidationError) as caught:
        settings(**values)
    (problem,) = caught.value.errors()
    return ".".join(map(str, problem["loc"])), problem["msg"]


def without_objectives(given):
    """What the objectives give is proved in test_slo.py."""
    return {name: given[name] for name in given if not name.startswith("slo_")}


def test_the_defaults_are_these_figures():
    assert without_objectives(parameters(settings(), **PLACE)) == {
        "monitoring_namespace": "watch",
        "seldon_namespace": "platform",
        "seldon_deployment": "seldon-enterprise-seldon-deploy",
        "seldon_core_job": "watch/seldon-core",
        "other_seldon_jobs": (
            "watch/(seldon-drift-detector|seldon-deploy|metrics-server)"
        ),
        "monitor_in_job": ".*/(.*)",
        "only_models": "",
        "monitored_jobs": (
            "watch/(seldon-core|seldon-drift-detector|seldon-deploy|metrics-server)"
        ),
        # Those that select by annotations.
        "remembered_jobs": "watch/(seldon-drift-detector|metrics-server)",
        "monitored_pods": (
            "label_replace(kube_pod_labels{label_app_kubernetes_io_managed_by="
            '"seldon-core"}, "monitor", "seldon-core", "", "")'
            "\nor\n"
            "label_replace(kube_pod_labels{label_app_kubernetes_io_name="
            '"seldon-deploy", namespace=~"platform"}, "monitor", "seldon-deploy", '
            '"", "")'
        ),
        "interval": "30s",
        "usage_interval": "2m",
        "usage_window": "2m",
        "minimum_requests": "10",
        "error_rate_warning": "0.05",
        "error_rate_critical": "0.2",
        "error_rate_window": "5m",
        "error_rate_for": "5m",
        "latency_p99_seconds": "1",
        "latency_window": "5m",
        "latency_for": "5m",
        "client_errors_ratio": "0.05",
        "client_errors_window": "5m",
        "client_errors_for": "5m",
        "no_traffic_requests": "10",
        "no_traffic_span": "1h",
        "no_traffic_for": "10m",
        "pod_not_ready_for": "10m",
        "core_namespaces": ".+",
        "pod_restarting_restarts": "3",
        "pod_restarting_window": "15m",
        "pod_restarting_for": "0s",
        "accuracy_lowest": "0.8",
        "accuracy_outcomes": "100",
        "accuracy_window": "1h",
        "accuracy_for": "5m",
        "outliers_per_request": "0.1",
        "outliers_for": "10m",
        "model_error_rate_warning": "0.05",
        "model_error_rate_critical": "0.2",
        "model_error_rate_window": "5m",
        "model_error_rate_for": "5m",
        "model_latency_mean_seconds": "1",
        "model_latency_for": "5m",
        "pipeline_error_rate_ratio": "0.05",
        "pipeline_error_rate_window": "5m",
        "pipeline_error_rate_for": "5m",
        "pipeline_latency_p99_seconds": "1",
        "pipeline_latency_window": "5m",
        "pipeline_latency_for": "5m",
        "seldon_deploy_down_for": "5m",
        "core_down_memory": "1d",
        "core_down_for": "5m",
        "target_down_for": "10m",
        "usage_labels_missing_for": "15m",
        "certificate_expiring_days": "7",
        "certificate_expiring_for": "1h",
        "targets_gone_memory": "1d",
        "targets_gone_for": "10m",
        "reload_failed_for": "10m",
        "notifications_failing_window": "10m",
        "notifications_failing_for": "1m",
        "notifications_dropped_window": "5m",
        "notifications_dropped_for": "10m",
        "tsdb_failing_window": "3h",
        "tsdb_failing_for": "1m",
        "rules_failing_window": "10m",
        "rules_failing_for": "15m",
        "rules_slow_ratio": "0.8",
        "rules_slow_for": "10m",
        "series_near_limit_limit": "1000000",
        "series_near_limit_ratio": "0.8",
        "series_near_limit_for": "15m",
        "operator_failing_window": "10m",
        "operator_failing_for": "15m",
        "objects_rejected_for": "10m",
        "volume_filling_up_free": "0.15",
        "volume_filling_up_free_critical": "0.03",
        "volume_filling_up_window": "6h",
        "volume_filling_up_days": "4",
        "volume_filling_up_for": "1h",
        "volume_full_for": "5m",
        "drift_window": "10m",
        "drift_memory": "1h",
        "drift_for": "0s",
        "monitor_selects_nothing_memory": "1d",
        "monitor_selects_nothing_for": "15m",
        "monitor_gives_nothing_for": "15m",
    }


def test_the_monitors_that_are_on_are_named_to_the_rules():
    on = MonitorsSettings.model_validate(
        {"envoy": {"enabled": True}, "seldonDeploy": {"enabled": False}}
    )

    given = parameters(settings(), **PLACE, monitors=on.watched())

    others = "seldon-drift-detector|metrics-server|envoy"
    assert given["other_seldon_jobs"] == f"watch/({others})"
    assert given["monitored_jobs"] == f"watch/(seldon-core|{others})"
    # A Service's pods may lack what it selects by, so its targets count as well.
    assert given["remembered_jobs"] == f"watch/({others})"
    assert '"monitor", "envoy", ' in given["monitored_pods"]
    assert "seldon-deploy" not in given["monitored_pods"]


def test_every_figure_can_be_set():
    chosen = settings(
        interval="5s",
        usage={"interval": "10s", "window": "30s", "servers": True},
        minimumRequests=7,
        errorRate={"warning": 0.01, "critical": 0.02, "window": "31s", "for": "1s"},
        latency={"p99Seconds": 0.25, "window": "32s", "for": "2s"},
        clientErrors={"ratio": 0.03, "window": "36s", "for": "9s"},
        noTraffic={"requests": 8, "span": "37s", "for": "10s"},
        podNotReady={"for": "3s"},
        podRestarting={"restarts": 9, "window": "38s", "for": "11s"},
        accuracy={"lowest": 0.04, "outcomes": 11, "window": "39s", "for": "12s"},
        outliers={"perRequest": 0.5, "for": "13s"},
        modelErrorRate={
            "warning": 0.06,
            "critical": 0.07,
            "window": "40s",
            "for": "14s",
        },
        modelLatency={"meanSeconds": 0.75, "for": "15s"},
        pipelineErrorRate={"ratio": 0.08, "window": "41s", "for": "16s"},
        pipelineLatency={"p99Seconds": 0.5, "window": "42s", "for": "17s"},
        seldonDeployDown={"for": "4s"},
        targetDown={"for": "5s"},
        usageLabelsMissing={"for": "6s"},
        coreDown={"namespaces": ["mesh", "models"], "memory": "36s", "for": "9s"},
        certificateExpiring={"days": 0.5, "for": "10s"},
        targetsGone={"memory": "37s", "for": "11s"},
        reloadFailed={"for": "12s"},
        notificationsFailing={"window": "33s", "for": "7s"},
        notificationsDropped={"window": "38s", "for": "13s"},
        tsdbFailing={"window": "39m", "for": "14s"},
        rulesFailing={"window": "40s", "for": "15s"},
        rulesSlow={"ratio": 0.7, "for": "16s"},
        seriesNearLimit={"limit": 20_000_000, "ratio": 0.6, "for": "17s"},
        operatorFailing={"window": "41s", "for": "18s"},
        objectsRejected={"for": "19s"},
        volumeFillingUp={
            "free": 0.3,
            "freeCritical": 0.2,
            "window": "42s",
            "days": 2,
            "for": "20s",
        },
        volumeFull={"for": "21s"},
        drift={"window": "34s", "memory": "35s", "for": "8s"},
        monitorSelectsNothing={"memory": "36s", "for": "9s"},
        monitorGivesNothing={"for": "10s"},
    )

    given = without_objectives(parameters(chosen, **PLACE, monitors=[]))

    assert {name: given[name] for name in given if name not in PLACE} == {
        "seldon_core_job": "watch/seldon-core",
        "monitor_in_job": ".*/(.*)",
        "only_models": "",
        "other_seldon_jobs": "watch/()",
        "monitored_jobs": "watch/()",
        "remembered_jobs": "watch/()",
        "monitored_pods": 'kube_pod_labels{pod=""}',
        "interval": "5s",
        "usage_interval": "10s",
        "usage_window": "30s",
        "minimum_requests": "7",
        "error_rate_warning": "0.01",
        "error_rate_critical": "0.02",
        "error_rate_window": "31s",
        "error_rate_for": "1s",
        "latency_p99_seconds": "0.25",
        "latency_window": "32s",
        "latency_for": "2s",
        "client_errors_ratio": "0.03",
        "client_errors_window": "36s",
        "client_errors_for": "9s",
        "no_traffic_requests": "8",
        "no_traffic_span": "37s",
        "no_traffic_for": "10s",
        "pod_not_ready_for": "3s",
        "pod_restarting_restarts": "9",
        "pod_restarting_window": "38s",
        "pod_restarting_for": "11s",
        "accuracy_lowest": "0.04",
        "accuracy_outcomes": "11",
        "accuracy_window": "39s",
        "accuracy_for": "12s",
        "outliers_per_request": "0.5",
        "outliers_for": "13s",
        "model_error_rate_warning": "0.06",
        "model_error_rate_critical": "0.07",
        "model_error_rate_window": "40s",
        "model_error_rate_for": "14s",
        "model_latency_mean_seconds": "0.75",
        "model_latency_for": "15s",
        "pipeline_error_rate_ratio": "0.08",
        "pipeline_error_rate_window": "41s",
        "pipeline_error_rate_for": "16s",
        "pipeline_latency_p99_seconds": "0.5",
        "pipeline_latency_window": "42s",
        "pipeline_latency_for": "17s",
        "seldon_deploy_down_for": "4s",
        "target_down_for": "5s",
        "usage_labels_missing_for": "6s",
        "core_namespaces": "mesh|models",
        "core_down_memory": "36s",
        "core_down_for": "9s",
        "certificate_expiring_days": "0.5",
        "certificate_expiring_for": "10s",
        "targets_gone_memory": "37s",
        "targets_gone_for": "11s",
        "reload_failed_for": "12s",
        "notifications_failing_window": "33s",
        "notifications_failing_for": "7s",
        "notifications_dropped_window": "38s",
        "notifications_dropped_for": "13s",
        "tsdb_failing_window": "39m",
        "tsdb_failing_for": "14s",
        "rules_failing_window": "40s",
        "rules_failing_for": "15s",
        "rules_slow_ratio": "0.7",
        "rules_slow_for": "16s",
        "series_near_limit_limit": "20000000",
        "series_near_limit_ratio": "0.6",
        "series_near_limit_for": "17s",
        "operator_failing_window": "41s",
        "operator_failing_for": "18s",
        "objects_rejected_for": "19s",
        "volume_filling_up_free": "0.3",
        "volume_filling_up_free_critical": "0.2",
        "volume_filling_up_window": "42s",
        "volume_filling_up_days": "2",
        "volume_filling_up_for": "20s",
        "volume_full_for": "21s",
        "drift_window": "34s",
        "drift_memory": "35s",
        "drift_for": "8s",
        "monitor_selects_nothing_memory": "36s",
        "monitor_selects_nothing_for": "9s",
        "monitor_gives_nothing_for": "10s",
    }


@pytest.mark.parametrize(
    ("values", "key", "complaint"),
    [
        (
            {"errorRate": {"warning": 0}},
            "errorRate.warning",
            "Input should be greater than 0",
        ),
        (
            {"errorRate": {"critical": 20}},
            "errorRate.critical",
            "Input should be less than 1",
        ),
        (
            {"errorRate": {"warning": 0.3}},
            "errorRate",
            "Value error, warning 0.3 is not below critical 0.2; lower it",
        ),
        (
            {"latency": {"p99Seconds": 10}},
            "latency.p99Seconds",
            "Input should be less than 10",
        ),
        (
            {"latency": {"p99Seconds": 0}},
            "latency.p99Seconds",
            "Input should be greater than 0",
        ),
        (
            {"latency": {"window": "9s"}},
            "latency.window",
            "Value error, a window of at least 10s is needed",
        ),
        (
            {"latency": {"window": "five minutes"}},
            "latency.window",
            'Value error, not a duration; write one like "30s", "5m" or "1h30m"',
        ),
        (
            {"interval": "0s"},
            "interval",
            "Value error, an interval of at least 1s is needed",
        ),
        (
            {"usage": {"window": "1m"}},
            "usage",
            (
                "Value error, window 1m is shorter than interval 2m, and usage between "
                "them would not count; lengthen the window"
            ),
        ),
        (
            {"volumeFillingUp": {"free": 0.03}},
            "volumeFillingUp",
            "Value error, free 0.03 is not above freeCritical 0.03; raise it",
        ),
        (
            {"tsdbFailing": {"window": "9m"}},
            "tsdbFailing",
            (
                "Value error, window 9m does not reach back to before a restart of "
                "Prometheus; make it 10m or longer"
            ),
        ),
        (
            {"coreDown": {"namespaces": ["Models"]}},
            "coreDown.namespaces.0",
            (
                "Value error, not a Kubernetes name; use at most 63 lower-case "
                "letters, digits and dashes, with a letter or digit at both ends"
            ),
        ),
        (
            {"usage": {"interval": "5m", "window": "5m"}},
            "usage.interval",
            (
                "Value error, no shorter than the five minutes for which Prometheus "
                "remembers a figure; shorten it"
            ),
        ),
        (
            {"pipelineLatency": {"p99Seconds": 10}},
            "pipelineLatency.p99Seconds",
            "Input should be less than 10",
        ),
        (
            {"minimumRequests": 0},
            "minimumRequests",
            "Input should be greater than or equal to 1",
        ),
        (
            {"drift": {"windows": "10m"}},
            "drift.windows",
            "Extra inputs are not permitted",
        ),
        (
            {"runbookUrl": "runbooks/"},
            "runbookUrl",
            'Value error, not a URL; write one like "https://example.com/path"',
        ),
    ],
)
def test_a_figure_out_of_bounds_is_refused_by_its_key(values, key, complaint):
    assert refusal(**values) == (key, complaint)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("0", 0),
        ("30s", 30),
        ("1h30m", 5400),
        ("500ms", 0.5),
        ("1m500ms", 60.5),
        ("1y1w1d", 32_227_200),
    ],
)
def test_a_duration_has_so_many_seconds(duration, expected):
    assert seconds(duration) == pytest.approx(expected)
