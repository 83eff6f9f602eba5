"""The two documented setups come out of the whole program word for word."""

import base64

import pytest
import yaml

from components.values import overlaid
from tests.project import DOCUMENTS

# "Alerting": everything in seldon-monitoring; Seldon's release is seldon-enterprise
# there and its Service still seldon-deploy.
NEWER = {
    "namespace": {"name": "seldon-monitoring"},
    "seldon": {"release": "seldon-enterprise", "serviceName": "seldon-deploy"},
}
# "Observability & Alerting": everything in Seldon's own namespace.
OLDER = {"namespace": {"name": "seldon-system", "create": False}}
# The same page to the letter, with the chart that it installs.
BITNAMI = OLDER | {"kubePrometheus": {"distribution": "bitnami"}}
SETUPS = pytest.mark.parametrize(
    ("setup", "namespace"),
    [
        (NEWER, "seldon-monitoring"),
        (OLDER, "seldon-system"),
        (BITNAMI, "seldon-system"),
    ],
    ids=["newer", "older", "bitnami"],
)


def document(name):
    return yaml.safe_load((DOCUMENTS / name).read_text())


@SETUPS
def test_the_secret_is_the_documented_one(run, setup, namespace):
    documented = document("alertmanager.yaml")

    secret = run(**setup).one("v1:Secret")

    body = base64.b64decode(secret.inputs["data"]["alertmanager.yaml"])
    assert secret.inputs["metadata"]["name"] == documented["metadata"]["name"]
    assert secret.inputs["metadata"]["namespace"] == namespace
    assert yaml.safe_load(body) == (
        yaml.safe_load(documented["stringData"]["alertmanager.yaml"])
    )


@SETUPS
def test_seldon_s_values_are_the_documented_ones(run, setup, namespace):
    suffix = "" if namespace == "seldon-system" else f"-{namespace}"

    values = run(**setup).outputs["seldonDeployValues"]

    assert values == document(f"deploy-values{suffix}.yaml")


@SETUPS
def test_monitors_and_rules_have_the_documented_names_and_place(run, setup, namespace):
    recording = run(**setup)
    objects = [*recording.every("PodMonitor"), *recording.every("PrometheusRule")]

    assert {item.inputs["metadata"]["namespace"] for item in objects} == {namespace}
    # Alerts on our own monitors, on quality and on Core 2 are ours alone.
    ours = {
        "seldon-monitor-alerts",
        "seldon-user-alerts-quality",
        "seldon-user-alerts-v2",
    }
    assert {item.inputs["metadata"]["name"] for item in objects} - ours == {
        # PodMonitors of release 2.3.1 of the platform.
        "seldon-core",
        "seldon-drift-detector",
        "seldon-deploy",
        "metrics-server",
        # "prometheusrule.monitoring.coreos.com/… created"
        "deploy-infra-alerts",
        "deploy-user-alerts",
        "seldon-drift-alerts",
        "seldon-deployment-usage-rules",
        # In no document: what Seldon Core and the monitoring itself run.
        "seldon-core-alerts",
        "seldon-prometheus-alerts",
        "seldon-monitoring-alerts",
    }


@SETUPS
def test_the_release_has_the_documented_name_fullname_and_pod_labels(
    run, setup, namespace
):
    release = run(**setup).one("v3:Release")

    # helm upgrade --install prometheus … --namespace …, values-kube-prometheus.yaml
    assert release.inputs["name"] == "prometheus"
    assert release.inputs["namespace"] == namespace
    assert release.inputs["values"]["fullnameOverride"] == "seldon-monitoring"
    if setup is not BITNAMI:
        assert release.inputs["values"]["kube-state-metrics"] == {
            "metricLabelsAllowlist": ["pods=[*]"]
        }


def test_bitnami_s_chart_is_the_documented_one_with_the_documented_values(run):
    documented = document("values-kube-prometheus.yaml")

    release = run(**BITNAMI).one("v3:Release").inputs

    # helm upgrade --install prometheus kube-prometheus --version 8.0.9
    assert (release["chart"], release["version"]) == ("kube-prometheus", "8.0.9")
    assert overlaid(release["values"], documented) == release["values"]
    # Beside the documented arguments of kube-state-metrics there is only its image.
    assert release["values"]["kube-state-metrics"].keys() == {"extraArgs", "image"}


def test_bitnami_s_chart_is_said_to_be_hard_to_find_and_to_bring_no_alerts(run):
    messages = run(**BITNAMI).messages

    assert any("Bitnami publishes no charts any more" in text for text in messages)
    assert not any("alerts that the chart brings" in text for text in messages)


@pytest.mark.parametrize(
    ("before", "warned"),
    [("bitnami", True), ("kube-prometheus-stack", False), (None, False)],
)
def test_a_preview_says_that_another_distribution_takes_the_release_away(
    run, before, warned
):
    own = "organization/seldon-monitoring/dev"
    stacks = {own: {"release": {"distribution": before}}} if before else None

    messages = run(**OLDER, stacks=stacks).messages

    assert any("is uninstalled and then" in text for text in messages) is warned


def test_bitnami_s_chart_leaves_nothing_of_a_webhook(run):
    stays = run(**BITNAMI).outputs["staysAfterDestroy"]

    assert not [key for key in stays if key.startswith("secret")]
    assert "service kube-system/seldon-monitoring-kubelet" in stays
    assert "customresourcedefinitions *.monitoring.coreos.com" in stays


def test_the_documented_commands_lead_in(run):
    documented = document("access.yaml")

    access = run(**NEWER).outputs["access"]

    assert {key: access[key] for key in documented} == documented


@pytest.mark.parametrize(
    ("seldon", "host"),
    [
        ({}, "seldon-deploy.seldon-system"),
        (
            {"release": "seldon-enterprise"},
            "seldon-enterprise-seldon-deploy.seldon-system",
        ),
        (
            {"release": "seldon-enterprise", "serviceName": "platform"},
            "platform.seldon-system",
        ),
        ({"namespace": "ml-platform"}, "seldon-deploy.ml-platform"),
    ],
)
def test_the_webhook_s_host_follows_seldon_s_release(run, seldon, host):
    receivers = run(seldon=seldon).outputs["alertmanagerConfig"]["receivers"]

    assert receivers[1]["webhook_configs"] == [
        {
            "url": f"http://{host}:80/seldon-deploy/api/v1alpha1/webhooks/firing-alert",
        }
    ]


def test_seldon_s_own_monitor_follows_its_namespace(run):
    recording = run(seldon={"namespace": "ml-platform"})

    monitor = recording.one("PodMonitor", "monitors-seldon-deploy")

    assert monitor.inputs["spec"]["namespaceSelector"] == {
        "any": False,
        "matchNames": ["ml-platform"],
    }


def test_every_url_follows_namespace_and_fullname(run):
    outputs = run(
        namespace={"name": "watch"}, kubePrometheus={"fullname": "mon"}
    ).outputs

    assert outputs["endpoints"] == {
        "prometheus": "http://mon-prometheus.watch:9090",
        "alertmanager": "http://mon-alertmanager.watch:9093",
    }
    values = outputs["seldonDeployValues"]
    assert values["prometheus"]["seldon"]["url"] == (
        "http://mon-prometheus.watch:9090/api/v1/"
    )
    assert values["env"]["ALERTMANAGER_URL"] == (
        "http://mon-alertmanager.watch:9093/api/v1/alerts"
    )
