"""The links of the second Prometheus, judged from plain data."""

import pytest

from operations.verify import istio, monitors
from operations.verify.links import Status

ENVOY = {
    "kind": "PodMonitor",
    "name": "istio-envoy",
    "namespace": "monitoring",
    "selector": {"matchLabels": {}},
    "namespaceSelector": {"any": True},
    "endpoints": [{"port": "http-envoy-prom"}],
}
POOL = "podMonitor/monitoring/istio-envoy/0"


def row(name, count):
    return {"metric": {"__name__": name}, "value": [0, str(count)]}


def pod(**spec):
    return {
        "metadata": {"name": "iris-0", "namespace": "seldon"},
        "spec": spec,
        "status": {"phase": "Running"},
    }


def test_no_series_of_the_mesh_is_broken():
    link = istio.judge_series([])

    assert link.status is Status.BROKEN
    assert "istio-federation" in link.cause


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("job:istio_targets_up:sum", 2)], "2 jobs, no traffic in the mesh yet"),
        (
            [
                row("job:istio_targets_up:sum", 2),
                row("workload:istio_requests:rate", 5),
            ],
            "7 have arrived",
        ),
    ],
)
def test_series_of_the_mesh_hold_with_and_without_traffic(rows, found):
    link = istio.judge_series(rows)

    assert link.status is Status.OK
    assert link.found == found


def test_a_pod_without_a_proxy_is_none_that_its_monitor_means():
    bare = pod(containers=[{"ports": [{"name": "http"}]}])

    link = monitors.judge(ENVOY, [bare], [], [POOL])

    assert link.status is Status.NOTHING


@pytest.mark.parametrize("where", ["containers", "initContainers"])
def test_a_proxy_is_found_wherever_its_container_stands(where):
    proxy = {"name": "istio-proxy", "ports": [{"name": "http-envoy-prom"}]}

    link = monitors.judge(ENVOY, [pod(**{where: [proxy]})], [], [POOL])

    assert link.status is Status.BROKEN
    assert "discovers none of them" in link.cause
