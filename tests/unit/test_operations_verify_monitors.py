"""The links from Seldon's pods to Prometheus, judged from plain data."""

import pytest

from operations.verify import monitors
from operations.verify.links import Status

MONITOR = {
    "kind": "PodMonitor",
    "name": "seldon-core",
    "namespace": "monitoring",
    "selector": {"matchLabels": {"app": "model"}},
    "namespaceSelector": {"any": True},
    "endpoints": [{"port": "metrics"}],
}
POOL = "podMonitor/monitoring/seldon-core/0"
KEEP = {
    "action": "keep",
    "regex": "true",
    "sourceLabels": ["__meta_kubernetes_pod_annotation_prometheus_io_scrape"],
}


def pod(name="iris-0", port="metrics", phase="Running", **meta):
    ports = [{"name": port, "containerPort": 8000}]
    return {
        "metadata": {"name": name, "namespace": "seldon", **meta},
        "spec": {"containers": [{"ports": ports}]},
        "status": {"phase": phase},
    }


def target(name="iris-0", health="up", error="", pool=POOL):
    return {
        "scrapePool": pool,
        "scrapeUrl": "http://10.0.0.1:8000/prometheus",
        "labels": {"namespace": "seldon", "pod": name},
        "health": health,
        "lastError": error,
    }


def judged(pods, targets, pools=(POOL,), monitor=MONITOR):
    return monitors.judge(monitor, pods, targets, pools)


def test_every_matching_pod_scraped_is_ok():
    link = judged([pod()], [target()])
    assert link.status is Status.OK
    assert link.found == "1 pods, 1 of 1 targets up"


def test_no_matching_pod_is_nothing_yet_and_holds():
    link = judged([], [target(pool="podMonitor/monitoring/seldon-core-2/0")])
    assert link.status is Status.NOTHING
    assert link.holds


@pytest.mark.parametrize("gone", [{"phase": "Succeeded"}, {"deletionTimestamp": "now"}])
def test_a_pod_that_ended_is_not_waited_for(gone):
    assert judged([pod(**gone)], []).status is Status.NOTHING


def test_a_port_of_another_name_is_named():
    link = judged([pod(port="http")], [])
    assert link.status is Status.BROKEN
    assert "none has a port named metrics; they have http" in link.cause


def test_a_monitor_that_prometheus_has_not_loaded_is_told_as_such():
    assert "does not have this monitor yet" in judged([pod()], [], pools=()).cause


def test_a_service_without_a_pod_is_told_as_such():
    monitor = {**MONITOR, "kind": "ServiceMonitor"}
    pool = "serviceMonitor/monitoring/seldon-core/0"
    service = {
        "metadata": {"name": "mesh", "namespace": "seldon"},
        "spec": {"ports": [{"name": "metrics", "port": 9003}]},
    }

    link = judged([service], [], pools=(pool,), monitor=monitor)

    assert "no pod behind them" in link.cause
    assert judged([service], [target(pool=pool)], monitor=monitor).holds


def test_the_last_scrape_error_is_the_cause():
    link = judged([pod()], [target(health="down", error="connection refused")])
    assert "connection refused" in link.cause


@pytest.mark.parametrize(
    ("down", "holds"), [("classifier", True), ("seldon-container-engine", False)]
)
def test_a_model_server_beside_its_executor_need_not_have_metrics(down, holds):
    targets = [target(), target()]
    for found, container in zip(
        targets, ["classifier", "seldon-container-engine"], strict=True
    ):
        found["labels"]["container"] = container
        found["health"] = "down" if container == down else "up"

    link = judged([pod()], targets)

    assert link.holds is holds
    assert link.found == "1 pods, 1 of 2 targets up"


def test_a_pod_without_its_target_is_not_passed_over():
    link = judged([pod(), pod(name="iris-1")], [target()])
    assert link.status is Status.BROKEN
    assert "iris-1" in link.cause


def test_pods_that_a_relabelling_drops_do_not_count():
    monitor = {**MONITOR, "endpoints": [{"port": "metrics", "relabelings": [KEEP]}]}
    kept = pod(annotations={"prometheus.io/scrape": "true"})
    assert judged([pod()], [], monitor=monitor).status is Status.NOTHING
    assert judged([kept], [], monitor=monitor).status is Status.BROKEN


def test_selectors_are_written_as_the_api_takes_them():
    selector = {
        "matchLabels": {"a": "b"},
        "matchExpressions": [
            {"key": "c", "operator": "In", "values": ["d", "e"]},
            {"key": "f", "operator": "Exists"},
            {"key": "g", "operator": "DoesNotExist"},
        ],
    }
    assert monitors.label_selector(selector) == "a=b,c in (d,e),f,!g"


def test_of_the_job_of_models_only_targets_of_models_count():
    monitor = {
        "kind": "PodMonitor",
        "name": "seldon-core",
        "namespace": "seldon-system",
        "scrapePools": ["seldon_models"],
        "selector": {"matchLabels": {"app.kubernetes.io/managed-by": "seldon-core"}},
        "endpoints": [{"port": "metrics"}],
    }
    pod = {
        "metadata": {"name": "iris", "namespace": "seldon"},
        "status": {"phase": "Running"},
        "spec": {"containers": [{"ports": [{"name": "metrics"}]}]},
    }

    def target(name, health, pool="seldon_models"):
        labels = {"namespace": "seldon", "pod": name}
        return {"scrapePool": pool, "labels": labels, "health": health}

    targets = [
        target("iris", "up"),
        target("somebody-s", "down"),
        target("iris", "down", "podMonitor/seldon-system/seldon-core/0"),
    ]

    link = monitors.judge(monitor, [pod], targets, ["seldon_models"])

    assert link.found == "1 pods, 1 of 1 targets up"
    assert link.holds
