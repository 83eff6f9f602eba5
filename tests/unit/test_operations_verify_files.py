"""Links of files in ConfigMaps: what is loaded, and when it is asked for anew."""

import struct
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from operations import deployed
from operations.cluster import Cluster, Reply
from operations.verify import files, loading, monitors, objects
from operations.verify.links import Status
from operations.verify.loading import Program

RULE = {
    "alert": "Down",
    "expr": "up == 0",
    "for": "1m",
    "labels": {"severity": "warning"},
    "annotations": {"title": "{{ $labels.pod }}"},
}
LOADED = {
    "name": "Down",
    "query": "up == 0",
    "duration": 60,
    "labels": {"severity": "warning"},
    "annotations": {"title": "{{ $labels.pod }}"},
    "health": "ok",
}
FILE = {
    "metadata": {"name": "deploy-alerts-rules", "namespace": "seldon-system"},
    "data": {
        "deploy-alerts.rules.yml": yaml.safe_dump(
            {"groups": [{"name": "g", "rules": [RULE]}]}
        )
    },
}
MOUNTED = "/etc/prometheus-rules/extra-rules/deploy-alerts.rules.yml"
MADE = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
JOBS = {
    "metadata": {"name": "seldon-scrape-jobs", "namespace": "seldon-system"},
    "data": {"jobs.yml": "scrape_configs: [{job_name: a}, {job_name: b}]"},
}


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


@pytest.mark.parametrize(("version", "holds"), [("2.18.1", False), ("2.29.0", True)])
def test_a_prometheus_that_cannot_read_the_rules_is_told(version, holds):
    assert files.judge_version(Reply(200, {"version": version})).holds is holds


def test_a_job_of_the_customer_s_that_scrapes_models_too_is_named():
    alone = files.judge_once([])
    twice = files.judge_once([{"metric": {"job": "kubernetes-pods"}}])

    assert alone.holds
    assert twice.status is Status.BROKEN
    assert twice.remedy.startswith("let kubernetes-pods drop pods")


class Answering(Cluster):
    """A cluster that answers as told, and keeps what was posted."""

    def __init__(self, reply=None) -> None:
        self.reply = reply or Reply(200, "")
        self.posted: list[str] = []

    def post(self, path):
        self.posted.append(path)
        return self.reply


PROGRAM = Program("Prometheus", "http://prom.seldon-system:80")


def test_a_reload_goes_through_the_api_server():
    cluster = Answering()

    assert loading.reload(cluster, PROGRAM, None, flags={}) is None
    assert cluster.posted == [
        "/api/v1/namespaces/seldon-system/services/prom:80/proxy/-/reload"
    ]


@pytest.mark.parametrize(("age", "asked"), [(3.0, 0), (10.0, 1), (-60.0, 1)])
def test_what_was_loaded_a_moment_ago_is_left_alone(age, asked):
    # A clock that is ahead of the cluster's, or behind, keeps nothing from it.
    cluster = Answering()

    loading.reload(cluster, PROGRAM, age, flags={})

    assert len(cluster.posted) == asked


def test_without_the_flag_nothing_is_posted_and_the_flag_is_named():
    cluster, off = Answering(), {"web.enable-lifecycle": "false"}

    link = loading.reload(cluster, PROGRAM, None, flags=off)

    assert cluster.posted == []
    assert link
    assert "--web.enable-lifecycle" in link.cause


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(403, None, "cannot create"), "create services/proxy"),
        (Reply(500, None, "failed to reload config: bad"), "correct what it names"),
    ],
)
def test_a_refused_reload_says_what_to_do(reply, words):
    link = loading.reload(Answering(reply), PROGRAM, None, flags={})

    assert link
    assert reply.reason in link.found
    assert words in link.remedy


TEXT = "route: {receiver: a}\nreceivers: [{name: a}]\n"
# Of md5sum's answer to that text the first six bytes, the last of them first.
DIGEST = float(struct.unpack("<Q", bytes.fromhex("1cc3950317a8") + b"\0\0")[0])


def metrics(**figures):
    lines = [f"alertmanager_config_{name} {value!r}" for name, value in figures.items()]
    return Reply(200, "# HELP x\n" + "\n".join(lines) + "\n")


def test_alertmanager_tells_by_a_digest_which_text_it_has_loaded():
    same = metrics(hash=DIGEST, last_reload_successful=1.0)
    other = metrics(hash=DIGEST + 1, last_reload_successful=1.0)

    assert loading.judge_configuration(FILE, TEXT, same).holds
    assert "another one" in loading.judge_configuration(FILE, TEXT, other).found


def test_a_configuration_that_alertmanager_refused_is_broken():
    refused = metrics(hash=DIGEST, last_reload_successful=0.0)

    link = loading.judge_configuration(FILE, TEXT, refused)

    assert link.found == "the last one was refused"


def test_the_configuration_is_told_from_the_templates_beside_it():
    data = {"mail.tmpl": '{{ define "a" }}', "z.yml": TEXT}
    wanted = {"route": {"receiver": "a"}, "receivers": [{"name": "a"}]}

    assert loading.declared(wanted, {"data": data}) == TEXT


@pytest.mark.parametrize(
    ("version", "url", "status"),
    [
        ("0.26.0", "http://am.a:80/api/v1/alerts", Status.OK),
        ("0.27.0", "http://am.a:80/api/v1/alerts", Status.BROKEN),
        ("0.20.0", "http://am.a:80/api/v2/alerts", Status.BROKEN),
    ],
)
def test_alertmanager_s_version_is_the_one_that_runs(version, url, status):
    reply = Reply(200, {"versionInfo": {"version": version}})

    assert loading.judge_version(reply, url).status is status


def test_an_alertmanager_out_of_reach_says_nothing_of_its_version():
    link = loading.judge_version(Reply(503, None), "http://am.a:80/api/v1/alerts")

    assert link.status is Status.BLOCKED


def test_files_that_were_changed_by_hand_are_named_and_not_shown():
    item = {"apiVersion": "v1", "kind": "ConfigMap", **FILE}
    changed = {"data": {"deploy-alerts.rules.yml": "secret", "b.yml": ""}}

    link = objects.judge([(item, Reply(200, changed))], objects.CONFIG_MAPS)

    assert link.cause == (
        "ConfigMap deploy-alerts-rules: b.yml was added by hand (and 1 more)"
    )
    assert objects.judge([(item, Reply(200, FILE))]).holds


def test_of_the_job_of_models_only_targets_of_models_count():
    monitor = {
        "kind": "PodMonitor",
        "name": "seldon-core",
        "namespace": "seldon-system",
        "scrapePools": ["seldon_models"],
        "selector": {"matchLabels": {"app.kubernetes.io/managed-by": "seldon-core"}},
        "endpoints": [{"port": "metrics"}],
    }
    pod = {
        "metadata": {"name": "iris", "namespace": "seldon"},
        "status": {"phase": "Running"},
        "spec": {"containers": [{"ports": [{"name": "metrics"}]}]},
    }

    def target(name, health, pool="seldon_models"):
        labels = {"namespace": "seldon", "pod": name}
        return {"scrapePool": pool, "labels": labels, "health": health}

    targets = [
        target("iris", "up"),
        target("somebody-s", "down"),
        target("iris", "down", "podMonitor/seldon-system/seldon-core/0"),
    ]

    link = monitors.judge(monitor, [pod], targets, ["seldon_models"])

    assert link.found == "1 pods, 1 of 1 targets up"
    assert link.holds


def test_a_stack_without_release_has_its_config_maps_and_services():
    endpoints = {"prometheus": "http://prom.watch:80", "alertmanager": "http://a.watch"}
    state = {
        "deployment": {
            "resources": [
                {"type": "pulumi:pulumi:Stack", "outputs": {"endpoints": endpoints}},
                {
                    "type": deployed.CONFIG_MAP,
                    "urn": "urn:pulumi:s::p::t$kubernetes:core/v1:ConfigMap::monitors",
                    "inputs": {"apiVersion": "v1", "kind": "ConfigMap", **JOBS},
                },
            ]
        }
    }

    found = deployed.of("s", state)

    assert list(found.files) == ["monitors"]
    assert found.names.namespace == "watch"
    assert found.objects == (*found.files.values(),)
