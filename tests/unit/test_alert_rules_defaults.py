"""What alert rules get where nothing is set: figures, windows, jobs and pods."""

from settings.alert_rules import parameters
from settings.monitors import MonitorsSettings
from tests.unit.alert_rules import PLACE, settings, without_objectives


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
