"""What the stack's choices change: namespace, chart, default alerts, monitors."""

import pytest

from operations import stackfiles
from tests.project import ROOT

DEFAULT_ALERTS = (
    " alerts that the chart brings carry no type: they are seen in Prometheus and "
    "Alertmanager but do not reach Seldon; kubePrometheus.defaultRules: false leaves "
    "them out"
)
NODE_EXPORTER = (
    "namespace seldon-monitoring is used as it is: the node exporter starts only where "
    "its Pod Security level is privileged"
)


def test_a_namespace_that_is_there_is_used_and_not_declared(run):
    recording = run(namespace={"create": False})

    assert recording.every("v1:Namespace") == []
    assert recording.one("v1:Secret").inputs["metadata"]["namespace"] == (
        "seldon-monitoring"
    )
    assert NODE_EXPORTER in recording.messages


def test_without_the_node_exporter_any_namespace_will_do(run):
    recording = run(namespace={"create": False}, kubePrometheus={"nodeExporter": False})

    assert NODE_EXPORTER not in recording.messages


@pytest.mark.parametrize(
    ("namespace", "node_exporter", "level"),
    [
        # The node exporter needs the host's network and files.
        ({}, True, "privileged"),
        ({}, False, "baseline"),
        ({"podSecurity": "restricted"}, True, "restricted"),
    ],
)
def test_the_namespace_s_pod_security_level_fits(run, namespace, node_exporter, level):
    recording = run(namespace=namespace, kubePrometheus={"nodeExporter": node_exporter})

    declared = recording.one("v1:Namespace")

    labels = declared.inputs["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == level
    # Others may have put objects there: people delete it, no program.
    assert declared.retained


@pytest.mark.parametrize(
    ("stack", "count"),
    [
        ("dev", "up to 155"),
        ("staging", "up to 155"),
        ("prod", "up to 155"),
        ("sandbox", "up to 4"),
    ],
)
def test_the_chart_s_own_alerts_are_counted_in_a_warning(committed, stack, count):
    assert f"{count}{DEFAULT_ALERTS}" in committed(stack).messages


def test_without_the_chart_s_own_alerts_there_is_no_warning(run):
    recording = run(kubePrometheus={"defaultRules": False})

    assert not [text for text in recording.messages if "carry no type" in text]
    values = recording.one("v3:Release").inputs["values"]
    assert values["defaultRules"] == {"create": False}


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_a_real_cluster_s_chart_is_pinned_and_from_its_repository(committed, stack):
    release = committed(stack).one("v3:Release").inputs

    assert release["chart"] == "kube-prometheus-stack"
    assert release["version"] == "88.5.3"
    assert release["repositoryOpts"] == {
        "repo": "https://prometheus-community.github.io/helm-charts"
    }


def test_the_sandbox_takes_its_own_chart(committed):
    release = committed("sandbox").one("v3:Release").inputs

    assert release["chart"] == "sandbox/chart"
    assert "repositoryOpts" not in release


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_managed_clusters_show_no_scheduler(committed, stack):
    values = committed(stack).one("v3:Release").inputs["values"]

    assert values["kubeScheduler"] == {"enabled": False}
    assert values["kubeControllerManager"] == {"enabled": False}
    assert values["kubeApiServer"] == {"enabled": True}


def test_a_monitor_that_is_off_is_not_declared(run):
    recording = run(monitors={"metricsServer": {"enabled": False}})

    assert {
        item.inputs["metadata"]["name"] for item in recording.every("PodMonitor")
    } == {
        "seldon-core",
        "seldon-drift-detector",
        "seldon-deploy",
    }
    assert "metrics-server" not in {
        monitor["name"] for monitor in recording.outputs["monitors"]
    }


def test_monitors_that_were_asked_for_are_declared_and_known_to_the_rules(run):
    recording = run(
        monitors={"agent": {"enabled": True}, "envoy": {"enabled": True}},
    )

    agent = recording.one("v1:PodMonitor", "monitors-agent")
    envoy = recording.one("v1:ServiceMonitor", "monitors-envoy")
    assert agent.inputs["spec"]["podMetricsEndpoints"][0]["port"] == "metrics"
    assert envoy.inputs["spec"]["endpoints"][0]["port"] == "stats"
    jobs = {
        monitor["name"]: monitor["job"] for monitor in recording.outputs["monitors"]
    }
    assert jobs["agent"] == "seldon-monitoring/agent"
    assert jobs["envoy"] == "seldon-monitoring/envoy"
    down = expression(recording, "deploy-infra-alerts", "SeldonTargetDown")
    assert "|agent|envoy)" in down
    dark = "SeldonMonitorSelectsNothing"
    assert 'label_app_kubernetes_io_name="seldon-envoy"' in expression(
        recording, "seldon-monitor-alerts", dark
    )


def expression(recording, name, alert):
    """Return the expression of an alert of a PrometheusRule of a stack."""
    rules = recording.one("PrometheusRule", f"alert-rules-{name}")
    (found,) = [
        rule["expr"]
        for group in rules.inputs["spec"]["groups"]
        for rule in group["rules"]
        if rule.get("alert") == alert
    ]
    return found


def test_an_alert_that_is_off_is_neither_declared_nor_routed(run):
    recording = run(alertRules={"disabled": ["SeldonTargetDown"]})

    rules = recording.one("PrometheusRule", "alert-rules-deploy-infra-alerts")
    declared = {
        rule.get("alert")
        for group in rules.inputs["spec"]["groups"]
        for rule in group["rules"]
    }
    assert "SeldonTargetDown" not in declared
    assert "SeldonDeployDown" in declared
    assert "SeldonTargetDown" not in recording.outputs["routes"]


@pytest.mark.parametrize("stack", stackfiles.names(ROOT))
def test_every_alert_of_ours_reaches_seldon(committed, stack):
    routes = committed(stack).outputs["routes"]

    ours = {
        alert: route
        for alert, route in routes.items()
        if route["type"] in ("user", "infra")
    }
    assert ours
    for alert, route in ours.items():
        assert route["receivers"] == ["deploy-webhook"], alert


def test_one_threshold_changes_one_rule_object(run, committed):
    changed = run(alertRules={"errorRate": {"warning": 0.07}})

    assert changed_resources(committed("dev"), changed) == {
        "alert-rules-deploy-user-alerts"
    }


def test_usage_of_servers_is_deployed_where_it_is_asked_for(run, committed):
    asked = run(alertRules={"usage": {"servers": True}})
    before = {resource.name for resource in committed("dev").resources}

    assert {resource.name for resource in asked.resources} - before == {
        "alert-rules-seldon-model-usage-servers"
    }


def test_repeat_interval_changes_the_secret_and_the_plain_output(run, committed):
    changed = run(alertmanager={"repeatInterval": "12h"})

    assert changed_resources(committed("dev"), changed) == {
        # The component's own inputs hold the configuration for policies to read.
        "alertmanager",
        "alertmanager-configuration",
    }
    route = changed.outputs["alertmanagerConfig"]["route"]
    assert route["repeat_interval"] == "12h"


def changed_resources(before, after):
    inputs = {resource.name: resource.inputs for resource in before.resources}
    return {item.name for item in after.resources if item.inputs != inputs[item.name]}


def test_a_preview_says_what_it_could_not_look_at(committed):
    server = "https://kubernetes.dev.example.com:6443"

    assert (
        f"cluster.server {server} does not answer (Connection refused): not checked: "
        "cluster.uid and what is already there"
    ) in committed("dev").messages


def test_an_update_says_that_verification_is_a_step_of_its_own(run, answering):
    recording = run(preview=False)

    assert (
        "not verified yet: Helm does not wait for Prometheus and Alertmanager, which "
        "the operator starts; `make verify STACK=dev` does"
    ) in recording.messages


def test_a_deployment_of_another_name_than_the_service_is_watched(run):
    found = run(seldon={"serviceName": "alias", "deploymentName": "platform"})

    rules = str([it.inputs for it in found.resources if "PrometheusRule" in it.type])
    assert 'deployment="platform"' in rules
    assert 'deployment="alias"' not in rules
