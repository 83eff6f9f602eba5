"""Links of files in ConfigMaps: rules and jobs that are loaded, or are stale."""

from datetime import UTC, datetime, timedelta

import pytest

from operations.cluster import Reply
from operations.verify import files
from operations.verify.links import Status
from tests.unit.config_maps import FILE, JOBS

LOADED = {
    "name": "Down",
    "query": "up == 0",
    "duration": 60,
    "labels": {"severity": "warning"},
    "annotations": {"title": "{{ $labels.pod }}"},
    "health": "ok",
}
MOUNTED = "/etc/prometheus-rules/extra-rules/deploy-alerts.rules.yml"
MADE = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


def group(rule=LOADED, *, name="g", file=MOUNTED, **changes):
    return {"name": name, "file": file, "rules": [{**rule, **changes}]}


def test_rules_that_are_loaded_as_the_file_has_them_hold():
    link, stale = files.judge_file(FILE, [group()])

    assert link.holds
    assert not stale


@pytest.mark.parametrize(
    ("loaded", "why"),
    [
        ([], "group g is not loaded"),
        ([group(file="/etc/other.rules.yml")], "group g is not loaded"),
        ([group(query="up == 1")], "as it was before"),
        ([group(labels={"severity": "critical"})], "as it was before"),
        ([group(annotations={})], "as it was before"),
        ([group(), group(name="old")], "group old is loaded and no longer declared"),
    ],
)
def test_other_rules_than_the_file_has_are_stale(loaded, why):
    link, stale = files.judge_file(FILE, loaded)

    assert why in link.cause
    assert stale


def test_a_rule_that_fails_is_broken_and_not_asked_for_again():
    link, stale = files.judge_file(FILE, [group(health="err", lastError="many")])

    assert link.status is Status.BROKEN
    assert not stale


def test_a_file_that_is_mounted_nowhere_says_where_it_belongs():
    link, _ = files.judge_file(FILE, [])

    assert link.remedy == (
        "mount ConfigMap deploy-alerts-rules into Prometheus' pods and name "
        "deploy-alerts.rules.yml under rule_files"
    )


def loaded_at(seconds):
    time = MADE + timedelta(seconds=seconds)
    return {"lastConfigTime": time.isoformat().replace("+00:00", "Z")}


def test_jobs_that_are_missing_may_be_included_or_pasted():
    link, stale = files.judge_jobs(JOBS, ["a", "c"], None, loaded_at(0))

    assert stale
    assert link.cause.startswith("b is in no configuration")
    assert "scrape_config_files" in link.remedy
    assert "paste" in link.remedy


@pytest.mark.parametrize(("seconds", "stale"), [(1, True), (99, True), (100, False)])
def test_jobs_that_changed_are_loaded_once_the_pod_must_have_them(seconds, stale):
    _, found = files.judge_jobs(JOBS, ["a", "b"], MADE, loaded_at(seconds))

    assert found is stale


def test_jobs_that_are_as_they_were_made_are_proved_by_their_names():
    link, stale = files.judge_jobs(JOBS, ["a", "b"], None, loaded_at(0))

    assert link.holds
    assert not stale


@pytest.mark.parametrize(
    ("times", "changed"),
    [(["12:00:00"], False), (["12:00:01"], False), (["12:00:00", "12:00:30"], True)],
)
def test_a_config_map_s_last_change_is_one_after_it_was_made(times, changed):
    meta = {
        "creationTimestamp": "2026-01-01T12:00:00Z",
        "managedFields": [{"time": f"2026-01-01T{time}Z"} for time in times],
    }

    found = files.last_change({"metadata": meta})

    assert found == (MADE + timedelta(seconds=30) if changed else None)


@pytest.mark.parametrize(
    ("version", "holds"),
    [("2.18.1", False), ("2.29.0", True), ("", True), ("unknown", True)],
)
def test_a_prometheus_that_cannot_read_the_rules_is_told(version, holds):
    assert files.judge_version(Reply(200, {"version": version})).holds is holds


def test_a_job_of_the_customer_s_that_scrapes_models_too_is_named():
    alone = files.judge_once([])
    twice = files.judge_once([{"metric": {"job": "kubernetes-pods"}}])

    assert alone.holds
    assert twice.status is Status.BROKEN
    assert twice.remedy.startswith("let kubernetes-pods drop pods")
