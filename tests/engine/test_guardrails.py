"""What keeps the monitoring in its cluster, refused by the real engine."""

import pytest
import yaml

from operations import policypack
from tests.project import Project

FLAGS = ("--stack", "sandbox", *policypack.flags("sandbox"), "--color=never")
# Of every cluster, also of one in which no operator is yet.
KINDS = "namespaces,secrets,configmaps,deployments,services"
TYPO = "http://promtheus.seldon-monitoring:9090/api/v1/"
# What somebody might add to the program, and what its policies say of it.
ADDED = """
import os

import pulumi_kubernetes as k8s

place = {"namespace": "default"}
theirs = k8s.Provider(
    "theirs",
    kubeconfig=open(os.environ["KUBECONFIG"]).read(),
    context="sandbox",
    cluster_identifier="https://elsewhere.example.com",
)
through = lambda it: pulumi.ResourceOptions(provider=it)
k8s.core.v1.ConfigMap("stray", metadata={"name": "stray", **place})
other = {"name": "other", **place}
k8s.core.v1.ConfigMap("other", metadata=other, opts=through(theirs))
k8s.core.v1.Service(
    "door",
    metadata={"name": "door", **place},
    spec={"type": "NodePort", "ports": [{"port": 1}]},
    opts=through(provider),
)
k8s.apiextensions.CustomResource(
    "second",
    api_version="monitoring.coreos.com/v1",
    kind="Prometheus",
    metadata={"name": "second", **place},
    spec={
        "hostNetwork": True,
        "remoteWrite": [{"url": "https://u:swordfish@mimir.example.com"}],
        "additionalAlertManagerConfigs": {"name": "s", "key": "k"},
    },
    opts=through(provider),
)
"""
REFUSED = {
    "one-cluster": (
        "stray has no provider of this program's",
        "other goes through the provider theirs",
        "provider theirs is for https://elsewhere.example.com but its kubeconfig leads",
    ),
    "nothing-exposed": (
        "Service default/door: type NodePort opens it to the outside",
        "Prometheus default/second: hostNetwork opens its ports",
    ),
    "monitoring-is-local": (
        "Prometheus default/second: remoteWrite without a ruleSelector",
    ),
    "endpoints-stay-in-cluster": (
        "Prometheus default/second: additionalAlertManagerConfigs may lead anywhere",
    ),
}


@pytest.fixture
def project(scratch):
    scratch.init("sandbox")
    return scratch


def refused(project: Project) -> str:
    """Return what the engine says; nothing in the cluster has changed."""
    before = project.fingerprint(KINDS)
    said = ""
    for command in (("preview",), ("up", "--yes")):
        done = project.run("pulumi", *command, *FLAGS, check=False)
        assert done.returncode != 0, done.stdout
        assert "Traceback" not in done.stdout
        said += done.stdout
    assert project.fingerprint(KINDS) == before
    return said


def test_what_leads_out_of_the_cluster_is_refused(project: Project):
    main = project.folder / "__main__.py"
    main.write_text(main.read_text(encoding="utf-8") + ADDED, encoding="utf-8")
    # Else the provider itself refuses a default one, before any policy is asked.
    file = project.folder / "Pulumi.sandbox.yaml"
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    document["config"]["kubernetes:strictMode"] = "false"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")

    said = refused(project)

    for policy, lines in REFUSED.items():
        assert f"[mandatory] [severity: high]  {policy} " in said
        for line in lines:
            assert line in said
    assert "swordfish" not in said


def test_a_cluster_without_seldon_is_refused(project: Project):
    project.stack_file("sandbox", seldon={"installed": True, "namespace": "nowhere"})

    said = refused(project)

    assert "Namespace nowhere is not in this cluster, where Seldon should be" in said
    assert "Deployment nowhere/seldon-deploy is not in this cluster" in said


def test_an_endpoint_that_is_no_service_is_refused(project: Project):
    values = {"prometheus": {"seldon": {"url": TYPO}}}
    project.stack_file("sandbox", seldonDeploy={"values": values})

    assert (
        "seldonDeploy.values.prometheus.seldon.url: Service "
        "seldon-monitoring/promtheus is not declared here and was not seen in the "
        "cluster; correct it"
    ) in refused(project)


def test_a_chart_that_cannot_be_rendered_is_refused(project: Project):
    values = {"prometheus": {"prometheusSpec": {"retentoin": "swordfish"}}}
    project.stack_file("sandbox", kubePrometheus={"values": values})

    said = refused(project)

    assert (
        "Release kube-prometheus-release cannot be rendered, so not be judged" in said
    )
    assert "additional properties 'retentoin' not allowed" in said
    assert "swordfish" not in said.partition("Policies:")[2].partition("Diagnostics")[0]
