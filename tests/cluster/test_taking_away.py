"""The last of the story: the stack goes, then the cluster, and nothing stays behind."""

import re

import pytest

from tests.machine import Machine
from tests.project import Project

STACK = "sandbox"


def test_destroy_says_what_stays_and_why(project: Project):
    said = project.operations("destroy", "--stack", STACK)

    assert "customresourcedefinitions *.monitoring.coreos.com" in said
    assert "Helm never deletes CRDs" in said
    assert "kube-system/seldon-monitoring-kubelet" in said
    pods = project.get("/api/v1/namespaces/seldon-system/pods")["items"]
    assert pods, "Seldon's own namespace and pods are not ours to take"


def test_an_existing_namespace_survives_destroy(scratch: Project):
    scratch.stack_file(
        STACK,
        namespace={"name": "there-before", "create": False},
        kubePrometheus={"fullname": "there-before", "release": "there-before"},
    )
    scratch.init(STACK)
    scratch.run("kubectl", "create", "namespace", "there-before")
    scratch.up(STACK)

    said = scratch.operations("destroy", "--stack", STACK)

    assert re.search(r"namespace there-before.*it is not ours", said)
    scratch.get("/api/v1/namespaces/there-before")


def test_down_leaves_the_machine_as_it_was(
    project: Project, machine_before: Machine, request: pytest.FixtureRequest
):
    command = (".venv/bin/python", "-m", "sandbox", "down", "--instance", "1")

    first = project.run(*command).stdout
    again = project.run(*command).stdout

    assert first
    assert again
    assert Machine.now() == machine_before
