"""What cannot be: one plain line for each, and a cluster that is as it was."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.policypack import flags
from tests.project import Project

STACK = "sandbox"
BY_HAND = "made-by-hand"
OUTSIDE = "https://prometheus.example.com/api/v1/"

REFUSED: dict[str, tuple[Mapping[str, Any], str]] = {
    "unknown key": (
        {"alertmanager": {"repeatIntervall": "3h"}},
        (
            "seldon-monitoring:alertmanager.repeatIntervall: unknown key; "
            "did you mean repeatInterval?"
        ),
    ),
    "no duration": (
        {"alertmanager": {"groupWait": "5 minutes"}},
        (
            'seldon-monitoring:alertmanager.groupWait: "5 minutes" is refused: '
            "not a duration"
        ),
    ),
    "long fullname": (
        {"kubePrometheus": {"fullname": "seldon-monitoring-of-team-a"}},
        "it has 27 characters and the chart cuts every object's name at 26",
    ),
    "Alertmanager 0.27 with API v1": (
        {"kubePrometheus": {"alertmanager": {"version": "0.27.0"}}},
        "Alertmanager 0.27.0 does not serve API v1, removed in 0.27.0",
    ),
    "no chart": (
        {"kubePrometheus": {"chart": {"path": "charts/none"}}},
        "kubePrometheus.chart.path: no chart at charts/none",
    ),
    "Prometheus outside": (
        {"seldonDeploy": {"values": {"prometheus": {"seldon": {"url": OUTSIDE}}}}},
        (
            "seldonDeploy.values.prometheus.seldon.url leaves the cluster: "
            "prometheus.example.com is not SERVICE.NAMESPACE"
        ),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_stack_that_cannot_be_is_refused_in_one_line(project: Project, case: str):
    sections, line = REFUSED[case]
    project.stack_file(STACK, **sections)
    before = project.fingerprint()

    said = refused(project, STACK, *flags(STACK))

    project.stack_file(STACK)
    assert line in said
    assert project.fingerprint() == before


def test_no_kubeconfig_is_refused_in_one_line(project: Project):
    said = refused(project, STACK, env={"KUBECONFIG": "/nowhere/kubeconfig"})

    assert "cluster: no kubeconfig at /nowhere/kubeconfig" in said


def test_another_clusters_kubeconfig_is_refused_in_one_line(
    project: Project, tmp_path: Path
):
    before = project.fingerprint()
    text = Path(project.env["KUBECONFIG"]).read_text(encoding="utf-8")
    other = tmp_path / "kubeconfig"
    other.write_text(text.replace(project.server, "https://10.199.63.2:6443"))

    said = refused(project, STACK, env={"KUBECONFIG": str(other)})

    assert "points at https://10.199.63.2:6443" in said
    assert project.fingerprint() == before


def test_the_uid_of_another_cluster_is_refused_in_one_line(project: Project):
    before = project.fingerprint()
    project.stack_file(STACK, cluster={"uid": "00000000-0000-0000-0000-000000000000"})

    said = refused(project, STACK)

    project.stack_file(STACK)
    assert "this is another cluster" in said
    assert project.fingerprint() == before


@pytest.fixture
def by_hand(scratch: Project) -> Iterator[Project]:
    """Return a project for a namespace in which others were first."""
    scratch.stack_file(
        STACK,
        namespace={"name": BY_HAND, "create": False},
        kubePrometheus={"fullname": BY_HAND, "release": BY_HAND},
    )
    scratch.init(STACK)
    scratch.run("kubectl", "create", "namespace", BY_HAND)
    yield scratch
    scratch.run("kubectl", "delete", "namespace", BY_HAND, "--wait=true")


def test_objects_made_by_hand_are_refused_and_adopting_them_is_named(by_hand: Project):
    secret = f"alertmanager-{BY_HAND}-alertmanager"
    kubectl(by_hand, "create", "secret", "generic", secret, "--from-literal=a=b")
    apply(by_hand, pod_monitor("seldon-core"))
    before = by_hand.fingerprint()

    said = refused(by_hand, STACK)

    for what in (f"Secret {secret}", "PodMonitor seldon-core"):
        assert f"{what} is already there and was not made by this program" in said
    assert "set cluster.adopt: true to adopt it" in said
    assert by_hand.fingerprint() == before


def test_a_release_made_by_hand_is_refused_and_the_way_out_named(by_hand: Project):
    chart = by_hand.folder / "empty-chart"
    (chart / "templates").mkdir(parents=True)
    metadata = {"apiVersion": "v2", "name": "empty", "version": "1.0.0"}
    (chart / "Chart.yaml").write_text(yaml.safe_dump(metadata))
    by_hand.run("helm", "install", BY_HAND, str(chart), "--namespace", BY_HAND)
    shutil.rmtree(chart)
    before = by_hand.fingerprint()

    said = refused(by_hand, STACK)

    assert f"Release {BY_HAND} is already there" in said
    assert f"helm uninstall {BY_HAND}" in said
    assert by_hand.fingerprint() == before


def refused(project: Project, stack: str, *arguments: str, **options: Any) -> str:
    said = project.up(stack, *arguments, check=False, **options)
    assert "error" in said or "mandatory" in said
    assert "Traceback" not in said
    assert "unhandled" not in said
    return said


def kubectl(project: Project, *arguments: str) -> None:
    project.run("kubectl", "--namespace", BY_HAND, *arguments)


def apply(project: Project, manifest: dict[str, object]) -> None:
    file = project.folder / "manifest.yaml"
    file.write_text(yaml.safe_dump(manifest))
    kubectl(project, "apply", "-f", str(file))
    file.unlink()


def pod_monitor(name: str) -> dict[str, object]:
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PodMonitor",
        "metadata": {"name": name},
        "spec": {"selector": {}, "podMetricsEndpoints": [{"port": "metrics"}]},
    }
