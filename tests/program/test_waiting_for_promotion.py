"""A stack deploys what its predecessor runs or ran, or what it ran itself."""

import shutil

import pulumi
import pytest

from components import release as release_module
from tests.project import ROOT

DEV, STAGING, PROD = (
    f"organization/seldon-monitoring/{name}" for name in ("dev", "staging", "prod")
)
NEVER = "waits for dev: it was never deployed; deploy it there first"
OTHER = (
    "waits for dev: it does not run this versions.alertmanager; deploy it there first"
)
# Something that belongs to a release, and something that does not.
CHANGE = {"kubePrometheus": {"alertmanager": {"version": "0.25.0"}}}
THRESHOLD = {"alertRules": {"errorRate": {"warning": 0.07}}}


@pytest.fixture
def release(committed):
    """What dev runs after its own deployment."""
    return committed("dev").outputs["release"]


def waiting(recording):
    return [text for text in recording.messages if text.startswith("waits for")]


def test_without_a_predecessor_nothing_waits(committed):
    assert waiting(committed("dev")) == []


def test_a_predecessor_that_never_ran_gets_one_line_beside_the_whole_preview(committed):
    recording = committed("staging")

    assert waiting(recording) == [NEVER]
    assert recording.one("v3:Release")


def test_an_update_is_refused_with_nothing_declared(run, recordings, answering):
    with pytest.raises(pulumi.RunError) as caught:
        run("staging", preview=False)

    assert str(caught.value) == f"{NEVER}; nothing was changed"
    assert [item.type for item in recordings[-1].resources] == ["pulumi:pulumi:Stack"]


@pytest.mark.parametrize("preview", [True, False])
def test_what_the_predecessor_runs_may_be_deployed(run, release, answering, preview):
    recording = run("staging", stacks={DEV: {"release": release}}, preview=preview)

    assert waiting(recording) == []
    assert recording.outputs["release"]["digest"] == release["digest"]


def test_what_the_predecessor_ran_once_may_be_deployed(run, release, answering):
    later = run(stacks={DEV: {"release": release}}, **CHANGE).outputs["release"]
    assert later["digest"] != release["digest"]

    recording = run("staging", stacks={DEV: {"release": later}}, preview=False)

    assert waiting(recording) == []


def test_what_the_predecessor_does_not_run_waits(run, release, answering):
    stacks = {DEV: {"release": release}}

    assert waiting(run("staging", stacks=stacks, **CHANGE)) == [OTHER]
    with pytest.raises(pulumi.RunError) as caught:
        run("staging", stacks=stacks, preview=False, **CHANGE)
    assert str(caught.value) == f"{OTHER}; nothing was changed"


def test_a_changed_rules_file_waits_by_its_name(
    run, release, answering, tmp_path, monkeypatch
):
    for name in ("__main__.py", "Pulumi.staging.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    with (tmp_path / "rules" / "user-alerts.yaml").open("a") as file:
        file.write("# one more line\n")
    monkeypatch.chdir(tmp_path)
    # No repository here; where a release comes from is no part of what it is.
    monkeypatch.setattr(release_module, "_commit", lambda: "elsewhere")

    recording = run("staging", stacks={DEV: {"release": release}})

    assert waiting(recording) == [
        "waits for dev: it does not run this rules.user-alerts; deploy it there first"
    ]


def test_a_redeploy_of_what_runs_here_needs_nobody(run, release, answering):
    own = {**release, "history": release["history"]}

    recording = run("staging", stacks={STAGING: {"release": own}}, preview=False)

    assert waiting(recording) == []
    assert recording.outputs["release"]["history"] == release["history"]


def test_a_rollback_to_what_ran_here_needs_nobody(run, release, answering):
    stacks = {DEV: {"release": release}}
    first = run("staging", stacks=stacks, preview=False).outputs["release"]
    other = run(**CHANGE).outputs["release"]
    stacks = {DEV: {"release": other}, STAGING: {"release": first}}
    second = run("staging", stacks=stacks, preview=False, **CHANGE).outputs["release"]

    # Dev has meanwhile forgotten the first; staging has not.
    stacks = {DEV: {"release": other}, STAGING: {"release": second}}
    back = run("staging", stacks=stacks, preview=False)

    assert waiting(back) == []
    assert [entry["digest"] for entry in back.outputs["release"]["history"]] == [
        first["digest"],
        second["digest"],
        first["digest"],
    ]


def test_thresholds_and_sizes_belong_to_an_environment(run, release, answering):
    recording = run(
        "staging", stacks={DEV: {"release": release}}, preview=False, **THRESHOLD
    )

    assert waiting(recording) == []


def test_the_commit_is_written_down_and_decides_nothing(run, monkeypatch):
    monkeypatch.setattr(release_module, "_commit", lambda: "one")
    one = run().outputs["release"]
    monkeypatch.setattr(release_module, "_commit", lambda: "two")
    two = run().outputs["release"]

    assert (one["commit"], two["commit"]) == ("one", "two")
    assert one["digest"] == two["digest"]


def test_prod_asks_staging_and_not_dev(run, release):
    recording = run("prod", stacks={DEV: {"release": release}})

    assert waiting(recording) == [
        "waits for staging: it was never deployed; deploy it there first"
    ]


def test_a_predecessor_may_be_named_in_full(run, release):
    recording = run(stacks={PROD: {"release": release}}, promotion={"from": PROD})

    assert waiting(recording) == []
