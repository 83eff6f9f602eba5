"""Whatever stopped an `up` in the middle, healing and one more `up` mend it."""

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project import (
    NOTHING_CHANGED,
    TIMEOUT,
    Project,
    environment,
    eventually,
    sandbox,
    server_of,
)

STACK = "sandbox"
NAMESPACE = "mended"
# A cluster beside the tests' own.
PASSING = "2"


@pytest.fixture
def mended(scratch: Project) -> Iterator[Project]:
    """Return a project for a namespace of its own, not yet deployed."""
    prepare(scratch)
    yield scratch
    scratch.operations("heal", "--stack", STACK, check=False)
    scratch.pulumi("destroy", "--yes", "--skip-preview", "--stack", STACK)
    scratch.run("kubectl", "delete", "namespace", NAMESPACE, "--ignore-not-found")


def test_an_engine_killed_in_the_middle_is_healed(mended: Project):
    with running_up(mended) as process:
        eventually(lambda: release_status(mended), 60, "Helm at work")
        # The engine's whole family, as when the machine loses power: nobody tidies up.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    mended.operations("heal", "--stack", STACK)
    said = mended.up(STACK)

    assert "errored" not in said
    assert re.search(NOTHING_CHANGED, mended.up(STACK), re.MULTILINE)


def test_of_two_ups_at_once_one_is_told_to_wait(mended: Project):
    with running_up(mended):
        eventually(lambda: locked(mended), 30, "first has the lock")
        said = mended.up(STACK, check=False)

    assert "the stack is currently locked by 1 lock(s)" in said


def test_a_cluster_that_went_in_the_middle_is_healed(passing: Project):
    with running_up(passing) as process:
        eventually(lambda: release_status(passing), 60, "Helm at work")
        sandbox("down", "--instance", PASSING)
        assert process.wait(timeout=TIMEOUT) != 0

    assert sandbox("up", "--instance", PASSING).returncode == 0
    passing.operations("heal", "--stack", STACK)
    said = passing.up(STACK)

    assert "errored" not in said
    assert " to create" not in passing.preview(STACK)


def test_objects_that_vanished_come_back(mended: Project):
    mended.up(STACK)
    kubectl = ("kubectl", "--namespace", NAMESPACE, "delete")
    mended.run(*kubectl, "podmonitor/seldon-core", "prometheusrule/deploy-user-alerts")

    mended.operations("heal", "--stack", STACK)
    mended.up(STACK)

    left = mended.run("kubectl", "--namespace", NAMESPACE, "get", "podmonitors")
    assert "seldon-core" in left.stdout


@pytest.fixture
def passing(tools: None, tmp_path: Path) -> Iterator[Project]:
    """Return a project for a cluster of its own, which may go at any time."""
    started = sandbox("up", "--instance", PASSING)
    assert started.returncode == 0, started.stderr
    state = tmp_path / "state"
    state.mkdir()
    # The engine's state is not in the cluster's own folder, which goes with it.
    env = {**environment(PASSING), "PULUMI_BACKEND_URL": f"file://{state}"}
    project = Project(tmp_path / "p", env, server_of(env))
    prepare(project)
    yield project
    sandbox("down", "--instance", PASSING)


def prepare(project: Project) -> None:
    """Make the stack known, in a namespace of its own."""
    project.stack_file(
        STACK,
        namespace={"name": NAMESPACE},
        kubePrometheus={"fullname": NAMESPACE, "release": NAMESPACE},
    )
    project.init(STACK)


@contextlib.contextmanager
def running_up(project: Project) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--stack", STACK],
        cwd=project.folder,
        env=project.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.wait(timeout=TIMEOUT)


def release_status(project: Project) -> str:
    command = ("helm", "list", "--all", "--namespace", NAMESPACE, "--short")
    return project.run(*command).stdout.strip()


def locked(project: Project) -> bool:
    backend = project.env["PULUMI_BACKEND_URL"].removeprefix("file://")
    locks = subprocess.run(
        ["find", f"{backend}/.pulumi/locks", "-name", "*.json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return bool(locks.stdout.strip())
