"""A second Prometheus for a mesh: on, proved, unchanged by another `up`, off again.

The mesh is a stand-in that serves Istio's names on Istio's ports; no part of Istio is
in it. It goes on with the stack that the story of its life has left.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from operations.policypack import flags
from tests.project import NOTHING_CHANGED, Project, eventually

STACK = "sandbox"
NAMESPACE = "seldon-monitoring"
SERVICES = f"/api/v1/namespaces/{NAMESPACE}/services"
MAIN = f"{SERVICES}/seldon-monitoring-prometheus:9090/proxy/api/v1"
SECOND = f"{SERVICES}/seldon-monitoring-istio:9090/proxy/api/v1"
MESH = "sandbox/workloads/mesh/istio.yaml"
ON = {
    "enabled": True,
    # The one image of Prometheus that the sandbox's node has.
    "image": "quay.io/prometheus/prometheus:v3.14.0-distroless",
    "scrapeInterval": "5s",
    "window": "30s",
}
REQUESTS = 'workload:istio_requests:rate{destination_workload="credit"}'


@pytest.fixture(scope="module", autouse=True)
def mesh(project: Project) -> Iterator[None]:
    """Have the stand-in's pods start before they are scraped; take them away after."""
    project.init(STACK)
    project.run("kubectl", "apply", "-f", MESH)
    yield
    # The namespaces stay, for what comes after would have to wait until they are gone.
    for namespace in ("istio-system", "in-the-mesh"):
        everything = ("deployments,services", "--all", f"--namespace={namespace}")
        project.run("kubectl", "delete", "--wait=false", *everything)


def test_a_preview_shows_the_second_prometheus_and_what_is_left_to_it(
    project: Project,
):
    project.stack_file(STACK, istioPrometheus=ON)

    preview = project.preview(STACK)

    assert "seldon-monitoring:index:IstioPrometheus" in preview
    assert re.search(r"~ kubernetes:helm\.sh/v3:Release", preview)
    assert re.search(r"^ +[-~+]* *podMonitorSelector\b", preview, re.MULTILINE)


def test_the_chain_of_the_mesh_is_proved_up_to_seldon_s_prometheus(project: Project):
    before = project.outputs(STACK)["seldonDeployValues"]
    project.up(STACK, *flags(STACK))

    said = project.operations(
        "verify", "--stack", STACK, "--timeout", "60", "--json", check=False
    )

    found = {row["name"]: row for row in json.loads(said[said.index("[\n") :])}
    for name in (
        "Istio's Prometheus",
        "Istio's Prometheus' configuration",
        "rules seldon-istio-mesh",
        "monitor istiod",
        "monitor istio-envoy",
        "monitor istio-federation",
        "series of the mesh",
        "monitors and rules",
    ):
        assert found[name]["status"] == "ok", found[name]
    assert found["monitor istio-envoy"]["found"] == "2 pods, 2 of 2 targets up"
    assert project.outputs(STACK)["seldonDeployValues"] == before


def test_one_series_of_each_workload_arrives_and_no_proxy_s_own(project: Project):
    # Two pods answer ten requests a second each.
    def rate() -> list[Any]:
        return [(row["metric"], row["value"][1]) for row in query(project, REQUESTS)]

    def both(rows: list[Any]) -> bool:
        return len(rows) == 1 and 15 < float(rows[0][1]) < 25

    ((metric, _),) = eventually(rate, 30, "rate of both pods", both)

    assert metric == {
        "__name__": "workload:istio_requests:rate",
        "job": f"{NAMESPACE}/istio-federation",
        "reporter": "destination",
        "source_workload": "seldon-deploy",
        "source_workload_namespace": "seldon-system",
        "destination_workload": "credit",
        "destination_workload_namespace": "in-the-mesh",
        "response_code": "200",
    }
    assert query(project, "istio_requests_total") == []


def test_neither_prometheus_takes_what_is_the_other_s(project: Project):
    main, second = (pools(project, api) for api in (MAIN, SECOND))

    assert second == {
        f"serviceMonitor/{NAMESPACE}/istiod/0",
        f"podMonitor/{NAMESPACE}/istio-envoy/0",
    }
    assert not main & second
    # All others, the chart's among them, as without a second one.
    assert {
        f"serviceMonitor/{NAMESPACE}/istio-federation/0",
        f"serviceMonitor/{NAMESPACE}/seldon-monitoring-prometheus/0",
        f"podMonitor/{NAMESPACE}/seldon-core/0",
    } <= main
    assert groups(project, SECOND) == {"istio-mesh.rules"}
    assert "istio-mesh.rules" not in groups(project, MAIN)


def test_a_second_up_changes_nothing(project: Project):
    assert re.search(NOTHING_CHANGED, project.up(STACK), re.MULTILINE)


def test_off_again_nothing_of_it_is_left(project: Project):
    project.stack_file(STACK)

    project.up(STACK)

    left = project.run(
        "kubectl",
        "get",
        "prometheuses,servicemonitors,podmonitors,prometheusrules,services,"
        "serviceaccounts,clusterroles,clusterrolebindings",
        "--all-namespaces",
        "--selector=app.kubernetes.io/part-of=seldon-monitoring",
        "--output=name",
    ).stdout
    assert "istio" not in left
    assert "istioPrometheus" not in project.outputs(STACK)


def query(project: Project, expression: str) -> list[dict[str, Any]]:
    found = project.get(f"{MAIN}/query?query={quote(expression)}")
    return list(found["data"]["result"])


def pools(project: Project, api: str) -> set[str]:
    return set(project.get(f"{api}/scrape_pools")["data"]["scrapePools"])


def groups(project: Project, api: str) -> set[str]:
    return {group["name"] for group in project.get(f"{api}/rules")["data"]["groups"]}
