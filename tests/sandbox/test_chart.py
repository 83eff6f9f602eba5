"""The sandbox's chart: names as in kube-prometheus-stack, nothing unknown accepted."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

CHART = Path(__file__).parents[2] / "sandbox" / "chart"
REQUIRED = {
    "alertmanager": {"alertmanagerSpec": {"useExistingSecret": True}},
    "grafana": {"enabled": False},
    "nodeExporter": {"enabled": False},
    "prometheusOperator": {
        "admissionWebhooks": {"enabled": False},
        "tls": {"enabled": False},
    },
}


@pytest.fixture(scope="module")
def template():
    helm = shutil.which("helm")
    if helm is None:
        pytest.fail(
            "helm is not on PATH; make it available with "
            "`python -m sandbox tools helm`",
            pytrace=False,
        )

    def run(values: dict[str, object]):
        command = [helm, "template", "prometheus", str(CHART), "--values", "-"]
        where = ["--namespace", "monitoring", "--kube-version", "1.34.0"]
        text = yaml.safe_dump(merged(REQUIRED, values))
        return subprocess.run(
            [*command, *where], input=text, capture_output=True, text=True, check=False
        )

    return run


def merged(base, over):
    both = {key: base[key] for key in base if key not in over} | over
    return both | {
        key: merged(base[key], over[key])
        for key in base.keys() & over.keys()
        if isinstance(base[key], dict)
    }


def rendered(run):
    assert run.returncode == 0, run.stderr
    parts = [part for part in yaml.safe_load_all(run.stdout) if part]
    return {(part["kind"], part["metadata"]["name"]): part for part in parts}


def test_objects_are_named_as_in_the_real_chart(template):
    objects = rendered(template({"fullnameOverride": "seldon-monitoring"}))

    assert objects.keys() >= {
        ("Deployment", "seldon-monitoring-operator"),
        ("Prometheus", "seldon-monitoring-prometheus"),
        ("Alertmanager", "seldon-monitoring-alertmanager"),
        ("Deployment", "prometheus-kube-state-metrics"),
        ("ServiceMonitor", "seldon-monitoring-kubelet"),
        ("Service", "seldon-monitoring-coredns"),
        ("PrometheusRule", "seldon-monitoring-general.rules"),
    }
    port = objects["Service", "seldon-monitoring-prometheus"]["spec"]["ports"][0]
    assert port == {"name": "http-web", "port": 9090, "targetPort": 9090}


def test_fullname_is_cut_at_26_characters(template):
    objects = rendered(template({"fullnameOverride": "a" * 27}))

    assert ("Prometheus", "a" * 26 + "-prometheus") in objects


def test_selectors_take_the_release_label_unless_told_otherwise(template):
    told = {"podMonitorSelectorNilUsesHelmValues": False}
    objects = rendered(template({"prometheus": {"prometheusSpec": told}}))
    spec = next(part for key, part in objects.items() if key[0] == "Prometheus")["spec"]

    assert spec["podMonitorSelector"] == {}
    assert spec["ruleSelector"] == {"matchLabels": {"release": "prometheus"}}


def test_empty_values_leave_their_field_to_the_operator(template):
    empty = {"retentionSize": "", "scrapeInterval": "", "externalLabels": {}}
    objects = rendered(template({"prometheus": {"prometheusSpec": empty}}))
    spec = next(part for key, part in objects.items() if key[0] == "Prometheus")["spec"]

    assert not spec.keys() & empty.keys()


def test_what_the_sandbox_has_no_image_for_can_be_looked_at(template):
    shown = {"nodeExporter": {"enabled": True}}
    objects = rendered(template(shown))

    name = ("DaemonSet", "prometheus-prometheus-node-exporter")
    assert objects[name]["spec"]["template"]["spec"]["hostNetwork"] is True


def test_default_alerts_carry_no_type(template):
    objects = rendered(template({}))
    alerts = [
        rule
        for (kind, _), part in objects.items()
        if kind == "PrometheusRule"
        for group in part["spec"]["groups"]
        for rule in group["rules"]
    ]

    assert "Watchdog" in {alert["alert"] for alert in alerts}
    assert not any("type" in alert["labels"] for alert in alerts)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"prometheus": {"prometheusSpec": {"retentoin": "1d"}}}, "'retentoin' not"),
        ({"prometheus": {"retention": "1d"}}, "'retention' not allowed"),
        ({"kubeStateMetrics": {"extraArgs": {}}}, "'extraArgs' not allowed"),
        (
            {"kube-state-metrics": {"metricLabelsAllowlist": "pods=[*]"}},
            "got string, want array",
        ),
        ({"grafana": {"enabled": True}}, "/grafana/enabled': value must be false"),
        (
            {"alertmanager": {"alertmanagerSpec": {"useExistingSecret": False}}},
            "/useExistingSecret': value must be true",
        ),
        (
            {"prometheus": {"prometheusSpec": {"scrapeInterval": "soon"}}},
            "'soon' does not match",
        ),
    ],
)
def test_what_the_sandbox_does_not_know_is_an_error(template, values, complaint):
    run = template(values)

    assert run.returncode != 0
    assert complaint in run.stderr
