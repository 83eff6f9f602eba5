"""What a monitor that was asked for needs of the cluster before it is declared."""

import pytest

from components import cluster, foresight
from components.stack import Stack
from settings import load


def declared(**monitors):
    return load(
        {"cluster": {"server": "https://a", "context": "b"}, "monitors": monitors}
    )


def of_monitors(**monitors):
    """Return what must be there; how the operator's definitions are is not theirs."""
    needed = foresight.needed(Stack(declared(**monitors)))
    return [(one.what, one.path, one.missing) for one in needed if one.missing]


def test_the_documented_monitors_need_nothing_of_the_cluster():
    assert of_monitors() == []


def test_a_monitor_that_was_asked_for_needs_its_software_and_its_namespaces():
    asked = {"enabled": True, "namespaces": ["mesh", "other"]}
    off = "set monitors.pipelineGateway.enabled to false"

    assert of_monitors(pipelineGateway=asked) == [
        (
            "API group mlops.seldon.io",
            "/apis/mlops.seldon.io",
            "monitors.pipelineGateway: the cluster does not serve mlops.seldon.io, so "
            "the CRDs of what it scrapes are missing; install that first, or "
            f"{off}",
        ),
        (
            "namespace mesh",
            "/api/v1/namespaces/mesh",
            "monitors.pipelineGateway.namespaces: there is no namespace mesh in the "
            f"cluster; correct it, or {off}",
        ),
        (
            "namespace other",
            "/api/v1/namespaces/other",
            "monitors.pipelineGateway.namespaces: there is no namespace other in the "
            f"cluster; correct it, or {off}",
        ),
    ]


@pytest.mark.parametrize(
    ("key", "group", "namespace"),
    [
        ("agent", "mlops.seldon.io", "seldon-mesh"),
        ("server", "mlops.seldon.io", "seldon-mesh"),
        ("envoy", "mlops.seldon.io", "seldon-mesh"),
        ("controllerManager", "machinelearning.seldon.io", "seldon-system"),
        ("controllerManagerV2", "mlops.seldon.io", "seldon-mesh"),
        ("knativeServing", "serving.knative.dev", "knative-serving"),
    ],
)
def test_each_monitor_needs_what_it_scrapes(key, group, namespace):
    found = of_monitors(**{key: {"enabled": True}})

    assert [path for _, path, _ in found] == [
        f"/apis/{group}",
        f"/api/v1/namespaces/{namespace}",
    ]


def test_the_program_asks_the_cluster_for_it(run, monkeypatch):
    asked: list[str] = []

    def examine(_settings, _config, _expected, needed):
        asked.extend(item.path for item in needed if item.missing)

    monkeypatch.setattr(cluster, "_examine", examine)
    run(monitors={"envoy": {"enabled": True}})

    assert asked == ["/apis/mlops.seldon.io", "/api/v1/namespaces/seldon-mesh"]


def test_a_monitor_of_the_installation_s_own_is_its_own_business():
    manifest = {"kind": "PodMonitor", "metadata": {"name": "agent"}, "spec": {}}

    stack = Stack(declared(agent={"enabled": True}), {"agent": manifest})

    assert [item for item in foresight.needed(stack) if item.missing] == []
