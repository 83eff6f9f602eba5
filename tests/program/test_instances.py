"""Prometheus' stores and https in the whole program: Secrets, outputs, what is ours."""

import base64
import json

import pytest

from components import foresight
from components.stack import Stack
from operations import stackfiles
from settings import load
from tests.program.receivers import decoded

STORE = {
    "name": "mimir",
    "url": "https://mimir.example.com/api/v1/push",
    "basicAuth": {"username": "metrics", "password": "mimir"},
}
SECTIONS = {
    "kubePrometheus": {"prometheus": {"remoteWrite": [STORE]}},
    "credentials": {"mimir": "hush-1\n"},
}
NAME = "seldon-monitoring-remote-write-mimir"


def test_a_store_s_credential_is_in_a_secret_and_nowhere_else(run):
    recording = run(**SECTIONS)

    own = recording.one("v1:Secret", "kube-prometheus-remote-write-mimir")
    assert own.inputs["metadata"]["name"] == NAME
    assert decoded(own) == {"username": "metrics", "password": "hush-1"}
    assert own.secrets == {"data"}
    others = [item.inputs for item in recording.resources if item is not own]
    assert "hush" not in json.dumps([others, recording.outputs])
    assert base64.b64encode(b"hush-1").decode() not in json.dumps(others)


def test_the_prometheus_object_refers_to_it(run):
    values = run(**SECTIONS).one("v3:Release").inputs["values"]

    (entry,) = values["prometheus"]["prometheusSpec"]["remoteWrite"]
    assert entry["basicAuth"] == {
        "username": {"name": NAME, "key": "username"},
        "password": {"name": NAME, "key": "password"},
    }


def test_a_store_s_secret_of_somebody_else_s_would_be_seen():
    config = stackfiles.read(stackfiles.path("dev"))
    cluster = config[f"{stackfiles.PROJECT}:cluster"]

    stack = Stack(load({"cluster": cluster, **SECTIONS}))

    assert NAME in {expected.name for expected in foresight.expected(stack)}


def test_seldon_is_told_https(run):
    tls = {"web": {"tls": {"secret": "web-tls"}}}

    recording = run(kubePrometheus={"prometheus": tls, "alertmanager": tls})

    host = "https://seldon-monitoring-prometheus.seldon-monitoring:9090"
    values = recording.outputs["seldonDeployValues"]
    assert values["prometheus"]["seldon"]["url"] == f"{host}/api/v1/"
    assert values["env"]["ALERTMANAGER_URL"] == (
        "https://seldon-monitoring-alertmanager.seldon-monitoring:9093/api/v1/alerts"
    )
    assert recording.outputs["endpoints"]["prometheus"] == host


def test_definitions_are_applied_and_stay(run):
    folder = "tests/program/definitions"
    recording = run(kubePrometheus={"crds": {"path": folder}})

    declared = recording.one(":CustomResourceDefinition")
    assert declared.inputs["metadata"]["name"] == "prometheuses.monitoring.coreos.com"
    assert declared.inputs["metadata"]["annotations"] == {
        "operator.prometheus.io/version": "0.94.0"
    }
    (version,) = declared.inputs["spec"]["versions"]
    assert version["schema"] == {"openAPIV3Schema": {"type": "object"}}
    assert declared.retained
    before = recording.one("v3:Release").dependencies
    assert any(urn.endswith(declared.name) for urn in before)


def test_without_a_folder_definitions_are_left_to_helm(run):
    assert run().every(":CustomResourceDefinition") == []


WAITING = (
    "alertmanager.groupInterval: 30s is no longer than the 30s that the last of 3 "
    "Alertmanagers waits for the others, so receivers are told again that alerts fire "
    "which have ended; set it to more than 30s"
)


@pytest.mark.parametrize(
    ("replicas", "interval", "said"),
    [(3, "30s", [WAITING]), (3, "31s", []), (1, "1s", [])],
)
def test_replicas_that_wait_longer_than_a_group_are_spoken_of(
    run, replicas, interval, said
):
    recording = run(
        kubePrometheus={"alertmanager": {"replicas": replicas}},
        alertmanager={"groupInterval": interval},
    )

    assert [text for text in recording.messages if "groupInterval" in text] == said


@pytest.mark.parametrize(
    ("prometheus", "versions"),
    [
        ({}, {"alertmanager": "0.26.0"}),
        ({"version": "3.12.0"}, {"alertmanager": "0.26.0", "prometheus": "3.12.0"}),
    ],
)
def test_a_pinned_prometheus_is_part_of_the_release(run, prometheus, versions):
    recording = run(kubePrometheus={"prometheus": prometheus})

    assert recording.outputs["release"]["versions"] == versions
