"""Nothing reaches an environment that its predecessor has not run.

One story of three stacks on one cluster, told in order by the real engine and Helm.
Their chart makes no pods: what runs in them is not what promotion is about.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from operations.policypack import flags
from tests.engine.podless import CHART, podless_chart, take_away
from tests.project import Project, own_backend

STACKS = {"dev": None, "staging": "dev", "prod": "staging"}
RULES = Path("rules/user-alerts.yaml")
# Of an alert's description: no threshold, and yet another release.
OLD_WORDS = "has not been ready for at least"
NEW_WORDS = "was not ready for at least"


def settings(stack: str, predecessor: str | None) -> dict[str, Any]:
    """Return what tells the stacks apart; none of it belongs to a release."""
    kube_prometheus = {
        "chart": {"path": str(CHART)},
        "fullname": f"monitoring-{stack}",
        "release": f"release-{stack}",
    }
    return {
        "namespace": {"name": f"monitoring-{stack}"},
        "kubePrometheus": kube_prometheus,
        "promotion": {"from": predecessor},
    }


@pytest.fixture(scope="module")
def environments(sandbox_env, server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("promotion")
    project = Project(folder / "project", own_backend(sandbox_env, folder), server)
    podless_chart(project)
    for stack, predecessor in STACKS.items():
        project.stack_file(stack, **settings(stack, predecessor))
        project.init(stack)
    yield project
    take_away(project, {stack: f"monitoring-{stack}" for stack in STACKS})


@pytest.fixture(scope="module")
def committed(environments):
    return (environments.folder / RULES).read_text(encoding="utf-8")


def change_rules(project: Project, text: str) -> None:
    (project.folder / RULES).write_text(text, encoding="utf-8")


def error_lines(said: str) -> list[str]:
    """Return what the engine's diagnostics say is wrong, without its own ending."""
    lines = {line.strip() for line in said.splitlines() if "error:" in line}
    own = re.compile(r"error: (update|preview) failed$|^@|^[+~ ]*pulumi:pulumi:Stack")
    return sorted(line for line in lines if not own.search(line))


def refused(project: Project, stack: str) -> str:
    """Return the one line that refuses; the cluster and the state stay untouched."""
    before = project.fingerprint(), outputs(project, stack)
    done = project.run(
        *("pulumi", "up", "--yes", "--skip-preview", "--color=never"),
        *("--stack", stack),
        check=False,
    )
    assert done.returncode != 0, done.stdout
    assert (project.fingerprint(), outputs(project, stack)) == before
    assert "Traceback" not in done.stdout
    (line,) = error_lines(done.stdout)
    return line


def outputs(project: Project, stack: str) -> Any:
    return project.outputs(stack).get("release")


def test_an_environment_waits_for_a_predecessor_never_deployed(environments):
    assert refused(environments, "staging") == (
        "error: waits for dev: it was never deployed; deploy it there first; "
        "nothing was changed"
    )


def test_a_release_goes_through_every_environment_in_order(environments):
    environments.up("dev")
    assert "waits for staging" in refused(environments, "prod")

    environments.up("staging")
    environments.up("prod")

    digests = {outputs(environments, stack)["digest"] for stack in STACKS}
    assert len(digests) == 1


def test_a_preview_shows_the_gap_beside_the_whole_diff(environments, committed):
    assert OLD_WORDS in committed
    change_rules(environments, committed.replace(OLD_WORDS, NEW_WORDS))

    said = environments.preview("staging")

    assert "warning: waits for dev: it does not run this rules.user-alerts" in said
    assert NEW_WORDS in said
    assert "error:" not in said


def test_an_update_is_refused_before_anything_is_touched(environments):
    assert refused(environments, "staging") == (
        "error: waits for dev: it does not run this rules.user-alerts; deploy it "
        "there first; nothing was changed"
    )


def test_an_update_that_failed_counts_as_never_run(environments):
    outside = {"prometheus": {"seldon": {"url": "https://prometheus.example.com/"}}}
    whole = settings("dev", None)
    environments.stack_file("dev", **whole, seldonDeploy={"values": outside})

    said = environments.up("dev", *flags("dev"), check=False)
    environments.stack_file("dev", **whole)

    assert "prometheus.example.com is not SERVICE.NAMESPACE" in said
    assert "waits for dev" in refused(environments, "staging")


def test_it_passes_once_the_predecessor_runs_it(environments):
    environments.up("dev")

    assert "waits for" not in environments.preview("staging")
    environments.up("staging")


def test_what_ran_before_may_run_again(environments, committed):
    change_rules(environments, committed)
    rolled_back = environments.up("staging")
    again = environments.up("staging")

    assert "1 updated" in rolled_back
    assert "updated" not in again
    # Its predecessor's history holds it too, so prod may stay with what it runs.
    assert "updated" not in environments.up("prod")


def test_a_threshold_is_the_environments_own(environments):
    whole = settings("staging", "dev")
    environments.stack_file("staging", **whole, alertmanager={"repeatInterval": "1h"})

    assert "waits for" not in environments.preview("staging")
    environments.up("staging")

    output = environments.outputs("staging")["alertmanagerConfig"]
    assert output["route"]["repeat_interval"] == "1h"
