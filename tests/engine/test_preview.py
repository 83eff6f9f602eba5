"""What a reviewer is told of a committed stack file, by the real engine."""

import re
from typing import Any

import pytest

from operations import policypack
from operations.preview.comment import marker
from tests.engine.podless import podless_chart, take_away
from tests.project import ROOT, Project

HOST = "prometheus.example.com"
VALUES = "seldonDeploy.values."
OUTSIDE = {"prometheus": {"seldon": {"url": f"https://{HOST}/api/v1/"}}}
REMOVED = {
    "env": {
        "ALERTMANAGER_URL": "http://seldon-monitoring-alertmanager.seldon-monitoring"
        ":9093/api/v1/alerts"
    }
}
NAMES = {"fullname": "previewed", "release": "previewed"}
NAMESPACE = {"name": "previewed"}


def preview(project: Project, stack: str, *options: str, code: int = 0):
    """Return what `operations preview` prints, and the comment that it writes."""
    file = project.folder / "build/comment.md"
    done = project.run(
        *(".venv/bin/python", "-m", "operations", "preview", "--stack", stack),
        *("--comment", str(file), *options),
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert "Traceback" not in done.stdout
    return done.stdout, file.read_text(encoding="utf-8")


def known_stacks(project: Project) -> set[str]:
    listed = project.pulumi("stack", "ls")
    return {line.split()[0].strip("*") for line in listed.splitlines()[1:] if line}


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_a_committed_stack_file_needs_three_overrides_only(
    scratch: Project, stack: str
):
    committed = (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")

    said, comment = preview(
        scratch, stack, "--this-cluster", "--chart-path=sandbox/chart"
    )

    overridden = (
        "cluster.server, cluster.context, seldon.installed, kubePrometheus.chart.path"
    )
    assert f"not as committed, for this preview only: {overridden}\n" in said
    assert "policy endpoints-stay-in-cluster passes" in said
    assert "policy alertmanager-api-fits-version passes" in said
    assert comment.startswith(marker(stack))
    assert "| `SeldonDeployDown` | critical | infra | deploy-webhook |" in comment
    assert ("waits for" in comment) == ("promotion:" in committed)
    # Neither the file nor the backend remembers the preview.
    file = scratch.folder / f"Pulumi.{stack}.yaml"
    assert file.read_text(encoding="utf-8") == committed
    assert stack not in known_stacks(scratch)


def test_a_file_for_another_cluster_is_refused_as_committed(scratch: Project):
    said, comment = preview(scratch, "dev", code=1)

    assert "has no context 'dev', only sandbox" in said
    assert "> exactly as committed" in comment
    assert "⛔ cluster:" in comment


def test_a_violation_is_in_the_comment_and_in_the_exit_code(scratch: Project):
    scratch.stack_file("dev", seldonDeploy={"values": OUTSIDE})

    said, comment = preview(scratch, "dev", code=1)

    complaint = f"{HOST} is not SERVICE.NAMESPACE"
    assert re.search(
        rf"^policy endpoints-stay-in-cluster refuses .*{complaint}", said, re.MULTILINE
    )
    assert "## `dev`: refused by policy" in comment
    assert complaint in comment


def test_a_change_shows_what_was_and_what_would_be(scratch: Project):
    chart = {"chart": podless_chart(scratch)}
    whole: dict[str, Any] = {"namespace": NAMESPACE, "kubePrometheus": chart | NAMES}
    scratch.stack_file("dev", **whole)
    scratch.init("dev")
    scratch.up("dev", *policypack.flags("dev"))
    try:
        _, nothing = preview(scratch, "dev")
        scratch.stack_file(
            "dev",
            **whole,
            alertmanager={"repeatInterval": "4h"},
            alertRules={"errorRate": {"for": "20s"}},
        )
        _, comment = preview(scratch, "dev")
    finally:
        take_away(scratch, {"dev": NAMESPACE["name"]})

    assert "## `dev`: no change" in nothing
    assert "> exactly as committed" in comment
    assert "rules[SeldonDeploymentErrorRateHigh].for" in comment
    assert "<code>10s</code> | <code>20s</code>" in comment
    repeat = "<code>alertmanagerConfig.route.repeat_interval</code>"
    assert f"{repeat} | <code>3h</code> | <code>4h</code>" in comment
    assert 'data["alertmanager.yaml"]' in comment
    assert "<code>[secret]</code> | <code>[secret]</code>" in comment


def test_the_engine_refuses_with_nothing_changed(scratch: Project):
    scratch.stack_file(
        "sandbox",
        seldonDeploy={"values": OUTSIDE | REMOVED},
        alertmanager={"api": "v2"},
        kubePrometheus={"alertmanager": {"version": "0.27.0"}},
    )
    scratch.init("sandbox")
    before = scratch.fingerprint()
    flags = ("--stack", "sandbox", *policypack.flags("sandbox"), "--color=never")

    preview = scratch.run("pulumi", "preview", *flags, check=False)
    # By its own preview, and where that is skipped.
    update = scratch.run("pulumi", "up", "--yes", *flags, check=False)
    forced = scratch.run("pulumi", "up", "--yes", "--skip-preview", *flags, check=False)

    for done in (preview, update, forced):
        assert done.returncode != 0
        said = {line.strip() for line in done.stdout.splitlines()}
        assert {line for line in said if line.startswith(VALUES)} == {
            f"{VALUES}prometheus.seldon.url leaves the cluster: {HOST} is not "
            "SERVICE.NAMESPACE; remove it from the stack file, or name a Service of "
            "this cluster",
            f"{VALUES}env.ALERTMANAGER_URL: Alertmanager 0.27.0 does not serve API v1, "
            "removed in 0.27.0; pin Alertmanager below that or use API v2",
        }
    assert scratch.fingerprint() == before
