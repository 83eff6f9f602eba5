"""What the program declares for each committed stack, through every policy."""

import copy

import pytest
import yaml

from operations import recorder, stackfiles
from policies.guardrails import GUARDRAILS
from tests.policies.judging import judge_declared

STACKS = stackfiles.names()
# A fault in a stack file, and the policy that must refuse what comes of it.
FAULTS = {
    "an outside Prometheus": (
        "prometheus: {seldon: {url: 'https://prometheus.example.com/api/v1/'}}",
        "endpoints-stay-in-cluster",
    ),
    "an outside Prometheus for resource metrics": (
        "prometheus: {seldon: {resourceMetricsUrl: 'https://10.0.0.1:9091/api/v1/'}}",
        "endpoints-stay-in-cluster",
    ),
    "an outside Alertmanager": (
        "env: {ALERTMANAGER_URL: 'https://alerts.example.com/api/v2/alerts'}",
        "endpoints-stay-in-cluster",
    ),
    "an Alertmanager URL without API": (
        "env: {ALERTMANAGER_URL: 'http://alertmanager.monitoring:9093'}",
        "alertmanager-api-fits-version",
    ),
}


def refusals(recording):
    return {
        guardrail.name: verdict.complaints
        for guardrail in GUARDRAILS
        for resource in recording.resources
        if (verdict := judge_declared(guardrail, recording, resource)).complaints
    }


def seeded(section, values):
    config = copy.deepcopy(stackfiles.read(stackfiles.path("dev")))
    key = f"{stackfiles.PROJECT}:{section}"
    config[key] = {**config.get(key, {}), **values}
    return config


@pytest.mark.parametrize("stack", STACKS)
def test_every_committed_stack_passes(stack):
    recording = recorder.record_file(stack)

    assert refusals(recording) == {}


@pytest.mark.parametrize("stack", STACKS)
def test_every_committed_stack_would_pass_without_an_operator(stack):
    config = stackfiles.read(stackfiles.path(stack))
    for section in ("kubePrometheus", "namespace"):
        config.pop(f"{stackfiles.PROJECT}:{section}", None)
    config[f"{stackfiles.PROJECT}:kubePrometheus"] = {
        "distribution": "vanilla",
        # Quick figures need targets that are asked as often.
        "prometheus": {"scrapeInterval": "5s", "retention": "30d"},
    }

    recording = recorder.record(stack, config)

    assert recording.every("v1:ConfigMap")
    assert refusals(recording) == {}


@pytest.mark.parametrize("stack", STACKS)
def test_the_policies_find_what_they_judge(stack):
    recording = recorder.record_file(stack)

    # A renamed component or input would leave the policies with nothing to judge.
    seldon = recording.one(":SeldonDeploy").inputs
    assert seldon["values"]["env"]["ALERTMANAGER_URL"]
    assert seldon["values"]["prometheus"]["seldon"]["url"]
    assert seldon["alertmanagerVersion"]
    receivers = recording.one("index:Alertmanager").inputs["configuration"]["receivers"]
    webhooks = {item["name"]: item.get("webhook_configs") for item in receivers}
    assert webhooks["deploy-webhook"][0]["url"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_refused(fault):
    overlay, policy = FAULTS[fault]
    config = seeded("seldonDeploy", {"values": yaml.safe_load(overlay)})

    assert list(refusals(recorder.record("dev", config))) == [policy]


def test_an_overlay_that_undoes_the_chosen_api_is_refused():
    url = "http://seldon-monitoring-alertmanager.seldon-monitoring:9093/api/v1/alerts"
    config = seeded("seldonDeploy", {"values": {"env": {"ALERTMANAGER_URL": url}}})
    config[f"{stackfiles.PROJECT}:kubePrometheus"] = {
        "alertmanager": {"version": "0.28.1"}
    }
    config[f"{stackfiles.PROJECT}:alertmanager"] = {"api": "v2"}

    assert list(refusals(recorder.record("dev", config))) == [
        "alertmanager-api-fits-version"
    ]


def test_resting_on_an_operator_that_is_there_passes():
    config = {
        key: value
        for key, value in stackfiles.read(stackfiles.path("dev")).items()
        if not key.endswith(":kubePrometheus")
    }
    config[f"{stackfiles.PROJECT}:kubePrometheus"] = {
        "distribution": "existing",
        "existing": {"namespace": "platform", "prometheus": "k8s"},
    }

    recording = recorder.record("dev", config)

    assert recording.every("Release") == []
    assert refusals(recording) == {}
