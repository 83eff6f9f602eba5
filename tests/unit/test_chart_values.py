"""kube-prometheus-stack's values: what each setting becomes, on which path."""

import pytest

from components.distributions import kube_prometheus_stack as adapter
from domain import chart_paths
from tests.unit.chart_values import (
    CHART,
    NEWER,
    OLDER,
    PROMETHEUS,
    VERSION,
    at,
    built,
    has,
    settings,
    whole,
)

IMAGE = {"repository": "mirror/image", "digest": f"sha256:{'0' * 64}"}
EVERYTHING = {
    "images": {
        "pullSecrets": ["registry"],
        "operator": {**IMAGE, "registry": "one.example.com", "tag": "v0.93.1"},
        "configReloader": {**IMAGE, "registry": "two.example.com", "tag": "v0.93.1"},
        "prometheus": {**IMAGE, "registry": "three.example.com"},
        "alertmanager": {**IMAGE, "registry": "four.example.com"},
        "thanos": {**IMAGE, "registry": "five.example.com", "tag": "v0.42.4"},
        "kubeStateMetrics": {**IMAGE, "registry": "six.example.com", "tag": "v2.20.0"},
        "webhookCertificates": {**IMAGE, "registry": "e.example.com", "tag": "1.8.7"},
    },
    "prometheus": PROMETHEUS
    | {
        "version": "3.12.0",
        "web": {"tls": {"secret": "prometheus-tls"}},
    },
    "alertmanager": {
        "storage": {"size": "5Gi"},
        "resources": {"limits": {"memory": "1Gi"}},
        "replicas": 3,
        "retention": "240h",
        "version": "0.25.0",
        "web": {"tls": {"secret": "alertmanager-tls"}},
    },
}
ONE_REGISTRY = {"images": {"registry": "registry.example.com"}}


@pytest.mark.parametrize("version", [VERSION, OLDER])
@pytest.mark.parametrize(
    "given", [{}, EVERYTHING, ONE_REGISTRY], ids=["defaults", "everything", "registry"]
)
def test_the_adapter_sets_only_paths_of_the_table_with_their_shape(given, version):
    values = built(**given)

    assert list(chart_paths.problems(chart_paths.table(CHART, version), values)) == []


@pytest.mark.parametrize(
    ("version", "settings_of_it"), [(VERSION, EVERYTHING | NEWER), (OLDER, EVERYTHING)]
)
def test_every_path_of_the_table_is_set_by_some_setting(version, settings_of_it):
    values = [
        built(**settings_of_it),
        built(**ONE_REGISTRY),
        built(mesh="permissive"),
        adapter.apart(),
    ]

    for path in chart_paths.table(CHART, version):
        assert any(has(one, path) for one in values), path


def test_what_makes_the_chart_ours_is_set():
    values = built()

    assert at(values, "fullnameOverride") == "seldon-monitoring"
    assert at(values, "alertmanager.alertmanagerSpec.useExistingSecret") is True
    assert at(values, "alertmanager.alertmanagerSpec.image") == {"tag": "v0.26.0"}
    assert at(values, "kube-state-metrics.metricLabelsAllowlist") == ["pods=[*]"]
    assert at(values, "grafana.enabled") is False
    assert at(values, "crds.enabled") is True
    assert at(values, "defaultRules.create") is True
    assert at(values, "alertmanager.alertmanagerSpec.alertmanagerConfigSelector") == {
        "matchLabels": {"seldon-monitoring/alertmanager-config": "true"}
    }


@pytest.mark.parametrize(
    "kind", ["podMonitor", "serviceMonitor", "rule", "probe", "scrapeConfig"]
)
def test_monitors_and_rules_are_taken_whatever_release_they_are_of(kind):
    spec = at(built(), "prometheus.prometheusSpec")

    assert spec[f"{kind}SelectorNilUsesHelmValues"] is False


def test_only_what_carries_the_label_of_istio_s_prometheus_is_left_to_it():
    values = whole(settings(), apart=True)

    spec = at(values, "prometheus.prometheusSpec")
    for kind in ("podMonitor", "serviceMonitor", "rule"):
        # NotIn is also true of what has no such label at all (Kubernetes' page on
        # labels), so everything else is taken as before.
        assert spec[f"{kind}Selector"] == {
            "matchExpressions": [
                {
                    "key": "seldon-monitoring/prometheus",
                    "operator": "NotIn",
                    "values": ["istio"],
                }
            ]
        }
        assert spec[f"{kind}SelectorNilUsesHelmValues"] is False
        assert f"{kind}NamespaceSelector" not in spec


def test_without_a_second_prometheus_nothing_is_left_out():
    assert "podMonitorSelector" not in at(built(), "prometheus.prometheusSpec")


def test_every_setting_arrives():
    values = built(**EVERYTHING)

    spec = at(values, "prometheus.prometheusSpec")
    assert (spec["replicas"], spec["retention"]) == (2, "30d")
    assert (spec["scrapeInterval"], spec["evaluationInterval"]) == ("15s", "20s")
    assert spec["externalLabels"] == {"cluster": "one"}
    assert spec["resources"] == {"requests": {"cpu": "1"}}
    assert spec["storageSpec"] == {
        "volumeClaimTemplate": {
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": "50Gi"}},
                "storageClassName": "fast",
            }
        }
    }
    spec = at(values, "alertmanager.alertmanagerSpec")
    assert (spec["replicas"], spec["retention"]) == (3, "240h")
    assert spec["image"]["tag"] == "v0.25.0"
    assert spec["resources"] == {"limits": {"memory": "1Gi"}}
    assert spec["storage"] == {
        "volumeClaimTemplate": {
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": "5Gi"}},
            }
        }
    }


def test_pod_labels_can_be_named_one_by_one():
    labels = ["app.kubernetes.io/managed-by", "seldon-deployment-id"]

    assert at(
        built(podLabels=labels),
        "kube-state-metrics.metricLabelsAllowlist",
    ) == ["pods=[app.kubernetes.io/managed-by,seldon-deployment-id]"]


@pytest.mark.parametrize("on", [True, False])
def test_the_webhook_and_its_certificate_go_together(on):
    values = built(admissionWebhook=on)

    assert at(values, "prometheusOperator.admissionWebhooks.enabled") is on
    assert at(values, "prometheusOperator.tls.enabled") is on


@pytest.mark.parametrize("on", [True, False])
def test_what_the_chart_brings_by_itself_can_be_left_out(on):
    values = built(nodeExporter=on, defaultRules=on)

    assert at(values, "nodeExporter.enabled") is on
    assert at(values, "defaultRules.create") is on
