"""The workflows do what people do: their work is make targets."""

import re
from pathlib import Path

import pytest
import yaml

WORKFLOWS = sorted(Path(".github").rglob("*.yaml"))
PINNED = re.compile(r"^[\w./-]+@[0-9a-f]{40}$")


def workflow(name):
    return yaml.safe_load(Path(f".github/workflows/{name}.yaml").read_text())


def jobs(document):
    return document.get("jobs", {}).values()


def steps(document):
    own = document.get("runs", {}).get("steps", [])
    return [*own, *(step for job in jobs(document) for step in job.get("steps", ()))]


@pytest.mark.parametrize(
    "file", WORKFLOWS, ids=lambda file: file.parent.name + file.stem
)
def test_every_action_is_ours_or_pinned_by_commit(file):
    document = yaml.safe_load(file.read_text())
    used = [
        item["uses"] for item in (*steps(document), *jobs(document)) if "uses" in item
    ]

    for action in used:
        assert action.startswith("./.github/") or PINNED.match(action)


@pytest.mark.parametrize("name", ["checks", "preview", "promote", "deploy"])
def test_permissions_are_granted_job_by_job(name):
    document = workflow(name)

    assert document["permissions"] == {}
    for job in jobs(document):
        assert job["permissions"].pop("contents") == "read"
        assert set(job["permissions"]) <= {"pull-requests"}


@pytest.mark.parametrize("name", ["checks", "preview", "deploy"])
def test_the_work_is_a_make_target_that_there_is(name):
    targets = set(re.findall(r"^([a-z]+):", Path("Makefile").read_text(), re.MULTILINE))
    (command,) = [
        step["run"] for step in steps(workflow(name)) if "make " in step.get("run", "")
    ]
    named = command.split()[1]

    wanted = {"check", "test"} if "matrix" in command else {named}
    assert wanted <= targets


def test_environments_come_in_the_order_of_promotion():
    document = workflow("promote")["jobs"]

    for stack, job in document.items():
        file = yaml.safe_load(Path(f"Pulumi.{stack}.yaml").read_text())
        promotion = file["config"].get("seldon-monitoring:promotion", {})
        assert job.get("needs") == promotion.get("from")
        assert job["with"]["stack"] == stack


def test_two_updates_of_a_stack_never_run_at_once():
    job = workflow("deploy")["jobs"]["deploy"]

    assert "inputs.stack" in job["concurrency"]["group"]
    assert job["concurrency"]["cancel-in-progress"] is False
    assert "inputs.stack" in job["environment"]


def test_a_preview_covers_every_environment_and_comments_also_when_refused():
    job = workflow("preview")["jobs"]["preview"]

    assert job["strategy"]["matrix"]["stack"] == list(workflow("promote")["jobs"])
    (comment,) = [step for step in job["steps"] if step.get("name") == "Comment"]
    assert "cancelled()" in comment["if"]
