"""What Prometheus and Alertmanager have loaded, and how they are asked to load anew."""

import struct

import pytest

from operations.cluster import Cluster, Reply
from operations.verify import loading
from operations.verify.links import Status
from operations.verify.loading import Program
from tests.unit.config_maps import FILE


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
        ("unknown", "http://am.a:80/api/v1/alerts", Status.OK),
    ],
)
def test_alertmanager_s_version_is_the_one_that_runs(version, url, status):
    reply = Reply(200, {"versionInfo": {"version": version}})

    assert loading.judge_version(reply, url).status is status


def test_an_alertmanager_out_of_reach_says_nothing_of_its_version():
    link = loading.judge_version(Reply(503, None), "http://am.a:80/api/v1/alerts")

    assert link.status is Status.BLOCKED
