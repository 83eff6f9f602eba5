"""What plays Seldon: wired by Helm values alone, labelled as Seldon's pods are."""

import pytest

from sandbox import seldon
from sandbox.errors import SandboxError
from sandbox.seldon_manifests import environment, manifests

VALUES = {
    "prometheus": {
        "seldon": {"url": "http://p:9090/api/v1/", "namespaceMetricName": "namespace"},
        "knative": {"url": "http://p:9090/api/v1/"},
    },
    "env": {"ALERTMANAGER_URL": "http://a:9093/api/v1/alerts", "OTHER": 1},
}


def deployments(values):
    return {
        part["metadata"]["name"]: part["spec"]["template"]
        for part in manifests(values)
        if part["kind"] == "Deployment"
    }


def test_helm_values_become_the_environment_and_env_goes_in_as_it_stands():
    assert environment(VALUES) == [
        {"name": "ALERTMANAGER_URL", "value": "http://a:9093/api/v1/alerts"},
        {"name": "OTHER", "value": "1"},
        {"name": "PROMETHEUS_SELDON_NAMESPACE_METRIC_NAME", "value": "namespace"},
        {"name": "PROMETHEUS_SELDON_URL", "value": "http://p:9090/api/v1/"},
    ]


def test_no_address_of_monitoring_is_written_into_the_manifests():
    assert environment({}) == []
    assert "9090" not in str(manifests({}))
    assert "9093" not in str(manifests({}))


def test_seldon_deploy_gets_the_environment():
    pod = deployments(VALUES)["seldon-deploy"]

    assert pod["spec"]["containers"][0]["env"] == environment(VALUES)


def test_namespaces_come_before_what_lives_in_them():
    kinds = [part["kind"] for part in manifests({})]

    assert kinds == sorted(kinds, key=lambda kind: kind != "Namespace")


def test_model_pod_is_laid_out_as_seldon_core_does():
    pod = deployments({})["iris-default-0-classifier"]
    ports = {
        (container["name"], port["name"], port["containerPort"])
        for container in pod["spec"]["containers"]
        for port in container["ports"]
    }

    assert pod["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "seldon-core"
    assert pod["metadata"]["labels"]["seldon-deployment-id"] == "iris"
    assert ports == {
        ("classifier", "metrics", 6000),
        ("seldon-container-engine", "http", 8000),
        ("seldon-container-engine", "metrics", 8000),
    }


def test_unknown_mode_is_refused_by_name(tmp_path):
    with pytest.raises(SandboxError, match="'explode': not one of fail, slow, drift"):
        seldon.model(tmp_path, "explode")


def test_missing_kubeconfig_is_named(tmp_path):
    with pytest.raises(SandboxError, match=r"kubeconfig .*/none: "):
        seldon.webhooks(tmp_path / "none")
