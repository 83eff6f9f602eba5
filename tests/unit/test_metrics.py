"""The table of known metrics, and what follows from it for a query."""

import re

import pytest

from domain import metrics


@pytest.mark.parametrize("exporter", metrics.exporters(), ids=lambda it: it.name)
def test_a_table_can_be_read_as_prometheus_names(exporter):
    assert exporter.title
    assert exporter.families
    for family in exporter.families.values():
        assert re.fullmatch(r"[a-zA-Z_:][a-zA-Z0-9_:]*", family.name)
        assert family.type in {*metrics.TYPES, metrics.UNTYPED}
        assert re.fullmatch(r"\d+\.\d+", family.since)
        assert family.source
        for label in family.labels:
            assert re.fullmatch(r"[a-zA-Z_]\w*\*?|\*", label)
        assert family.labels >= family.labels_since.keys()


def test_a_histogram_is_queried_by_three_names():
    base = "seldon_api_executor_server_requests_seconds"
    known = metrics.known()
    (bucket,) = known[f"{base}_bucket"]
    (count,) = known[f"{base}_count"]

    assert base not in known
    assert f"{base}_sum" in known
    assert (bucket.type, count.type) == ("counter", "counter")
    assert "le" in bucket.labels
    assert "le" not in count.labels


def test_a_summary_is_queried_by_its_own_name_with_quantiles():
    (quantiles,) = metrics.known()["prometheus_rule_group_duration_seconds"]

    assert quantiles.type == "gauge"
    assert "quantile" in quantiles.labels


def test_the_target_of_a_pod_monitor_has_no_service():
    (drift,) = metrics.known()["seldon_metric_drift_is_drift"]

    assert drift.labels >= {"namespace", "pod", "container", "endpoint", "job"}
    assert "service" not in drift.labels


def test_a_label_of_the_exporter_that_its_target_has_too_is_renamed():
    # honorLabels is off: the operator's monitors are documented to rename it so.
    (replicas,) = metrics.known()["prometheus_operator_spec_replicas"]

    assert {"namespace", "exported_namespace"} <= replicas.labels


def test_where_labels_are_honoured_nothing_is_renamed():
    (info,) = metrics.known()["kube_pod_info"]

    assert "namespace" in info.labels
    assert "exported_namespace" not in info.labels


def test_the_reason_of_a_failed_notification_is_younger_than_its_counter():
    # Alertmanager's changelog, 0.26.0: "New label `reason`".
    (alertmanager,) = (it for it in metrics.exporters() if it.name == "alertmanager")
    failed = alertmanager.families["alertmanager_notifications_failed_total"]

    assert failed.labels_since == {"reason": "0.26"}
