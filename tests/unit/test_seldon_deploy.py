"""Seldon Deploy's Helm values, word for word as the documents print them."""

import pytest
import yaml

from components.seldon_deploy import SeldonDeployArgs, seldon_deploy_values
from domain.monitors import LabelNames, describe
from domain.names import StackNames
from settings.seldon import SeldonDeploySettings, SeldonSettings
from tests.project import DOCUMENTS


def built(namespace="seldon-system", api="v1", values=None, labels=None, **settings):
    return seldon_deploy_values(
        SeldonDeployArgs(
            settings=SeldonDeploySettings(values=values or {}, **settings),
            seldon=SeldonSettings(),
            names=StackNames(
                namespace=namespace, fullname="seldon-monitoring", release="prometheus"
            ),
            labels=labels or LabelNames(),
            alertmanager_api=api,
            alertmanager_version="0.26.0",
            seen={},
        )
    )


@pytest.mark.parametrize(
    ("namespace", "document"),
    [
        ("seldon-system", "deploy-values.yaml"),
        ("seldon-monitoring", "deploy-values-seldon-monitoring.yaml"),
    ],
)
def test_the_documented_values_come_out(namespace, document):
    assert built(namespace) == yaml.safe_load((DOCUMENTS / document).read_text())


def test_the_api_in_the_url_is_the_chosen_one():
    assert built(api="v2")["env"] == {
        "ALERTMANAGER_URL": (
            "http://seldon-monitoring-alertmanager.seldon-system:9093/api/v2/alerts"
        )
    }


def test_values_of_the_user_s_stand_over_the_derived_ones_and_beside_them():
    found = built(
        values={
            "prometheus": {"seldon": {"serviceMetricName": "exported_service"}},
            "env": {"FILTER_USAGE_MON_NAMESPACES": "true"},
            "replicaCount": 2,
        }
    )

    expected = built()
    expected["prometheus"]["seldon"]["serviceMetricName"] = "exported_service"
    expected["env"]["FILTER_USAGE_MON_NAMESPACES"] = "true"
    expected["replicaCount"] = 2
    assert found == expected


def test_labels_have_the_names_under_which_the_monitors_let_them_arrive():
    # The variant for OpenShift: a ServiceMonitor's targets have a `service` already.
    service_monitor = {"endpoints": [{"port": "http"}]}
    honouring = {"podMetricsEndpoints": [{"port": "metrics", "honorLabels": True}]}

    labels = LabelNames.of(
        [
            describe("ServiceMonitor", "seldon-core", "watch", service_monitor),
            describe("PodMonitor", "seldon-deploy", "watch", honouring),
        ]
    )
    found = built(labels=labels)["prometheus"]["seldon"]

    assert found["serviceMetricName"] == "exported_service"
    assert found["activeModelsNamespaceMetricName"] == "namespace"
    assert found["namespaceMetricName"] == "namespace"


def test_without_a_monitor_its_labels_have_the_documented_names():
    assert LabelNames.of([]) == LabelNames()


def test_another_way_of_scraping_gives_its_own_names():
    labels = LabelNames(
        namespace="kubernetes_namespace", active_models_namespace="namespace"
    )

    found = built(labels=labels)["prometheus"]["seldon"]

    assert found["namespaceMetricName"] == "kubernetes_namespace"
    assert found["activeModelsNamespaceMetricName"] == "namespace"
    assert found["serviceMetricName"] == "service"


def test_usage_is_asked_of_another_prometheus_where_one_is_named():
    url = "http://usage.monitoring:9090/api/v1/"

    found = built(resource_metrics_url=url)["prometheus"]["seldon"]

    assert found["resourceMetricsUrl"] == url
    assert "resourceMetricsUrl" not in built()["prometheus"]["seldon"]


def test_a_bearer_token_is_a_secret_s_key():
    found = built(prometheus_token={"secret": "jwt-seldon", "key": "jwt-seldon.txt"})

    seldon = found["prometheus"]["seldon"]
    assert seldon["jwtSecretName"] == "jwt-seldon"
    assert seldon["jwtSecretKey"] == "jwt-seldon.txt"


@pytest.mark.parametrize("skip", [True, False])
def test_whether_certificates_are_looked_at_is_seldon_s_own_unless_it_is_said(skip):
    assert built(skip_verify_http_calls=skip)["skipVerifyHttpCalls"] is skip
    assert "skipVerifyHttpCalls" not in built()


def test_on_openshift_seldon_asks_whom_its_own_chart_asks_there():
    token = {"secret": "jwt-seldon", "key": "jwt-seldon.txt"}

    found = built(
        openshift=True,
        prometheus_token=token,
        labels=LabelNames(service="exported_service"),
    )

    # Seldon's chart 1.2.1 for OpenShift (values-redhat.yaml).
    assert found["prometheus"]["seldon"] == {
        "namespaceMetricName": "namespace",
        "activeModelsNamespaceMetricName": "exported_namespace",
        "serviceMetricName": "exported_service",
        "url": "https://thanos-querier.openshift-monitoring.svc:9091/api/v1/",
        "resourceMetricsUrl": (
            "https://prometheus-k8s.openshift-monitoring:9091/api/v1/"
        ),
        "jwtSecretName": "jwt-seldon",
        "jwtSecretKey": "jwt-seldon.txt",
    }
    assert found["skipVerifyHttpCalls"] is True


def test_what_is_said_stands_over_openshift_s_defaults():
    token = {"secret": "jwt-seldon", "key": "token"}
    url = "https://usage.monitoring.svc:9091/api/v1/"

    found = built(
        openshift=True,
        prometheus_token=token,
        resource_metrics_url=url,
        skip_verify_http_calls=False,
    )

    assert found["prometheus"]["seldon"]["resourceMetricsUrl"] == url
    assert found["skipVerifyHttpCalls"] is False
