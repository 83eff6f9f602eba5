"""The sandbox's chart of Seldon Deploy: values arrive where Seldon's chart has them."""

import pytest

from sandbox.seldon_manifests import environment, manifests
from tests.sandbox import charts

VALUES = {
    "prometheus": {
        "seldon": {
            "url": "http://p.watch:9090/api/v1/",
            "resourceMetricsUrl": "http://u.watch:9090/api/v1/",
            "namespaceMetricName": "kubernetes_namespace",
            "serviceMetricName": "exported_service",
            "activeModelsNamespaceMetricName": "exported_namespace",
        }
    },
    "env": {"ALERTMANAGER_URL": "http://a.watch:9093/api/v1/alerts"},
}


def template(values, release="seldon-deploy"):
    return charts.template("charts/seldon-deploy", values, release)


def rendered(values, release="seldon-deploy"):
    return charts.rendered(template(values, release))


def container(objects, name="seldon-deploy"):
    return objects["Deployment", name]["spec"]["template"]["spec"]["containers"][0]


def test_the_pod_reads_what_the_workload_without_a_chart_reads():
    objects = rendered(VALUES)

    read = dict(objects["ConfigMap", "seldon-deploy-config"]["data"])
    read |= {it["name"]: it["value"] for it in container(objects)["env"]}
    for variable in environment(VALUES):
        assert read[variable["name"]] == variable["value"]


def test_it_is_the_same_pod_and_the_same_service():
    objects = rendered({})
    (plain,) = (
        part
        for part in manifests({})
        if (part["kind"], part["metadata"]["name"]) == ("Deployment", "seldon-deploy")
    )
    pod = plain["spec"]["template"]

    found = objects["Deployment", "seldon-deploy"]["spec"]["template"]
    assert found["metadata"]["labels"] == pod["metadata"]["labels"]
    assert container(objects)["image"] == pod["spec"]["containers"][0]["image"]
    assert objects["Service", "seldon-deploy"]["spec"]["ports"][0]["port"] == 80


def test_another_release_has_the_names_of_the_newer_documents():
    objects = rendered({}, "seldon-enterprise")

    assert ("Service", "seldon-enterprise-seldon-deploy") in objects
    assert ("Deployment", "seldon-enterprise-seldon-deploy") in objects


def test_a_token_comes_out_of_a_secret():
    seldon = {"jwtSecretName": "jwt-seldon", "jwtSecretKey": "jwt-seldon.txt"}

    (variable,) = container(rendered({"prometheus": {"seldon": seldon}}))["env"]

    assert variable == {
        "name": "PROMETHEUS_SELDON_TOKEN",
        "valueFrom": {"secretKeyRef": {"name": "jwt-seldon", "key": "jwt-seldon.txt"}},
    }


@pytest.mark.parametrize(
    "values",
    [
        {"prometheus": {"seldon": {"namespaceMetric": "namespace"}}},
        {"prometheus": {"seldon": {"url": "http://p.watch:9090/api/v1"}}},
    ],
)
def test_a_value_that_seldon_would_not_read_is_refused(values):
    assert template(values).returncode != 0
