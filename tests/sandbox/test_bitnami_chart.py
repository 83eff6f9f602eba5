"""The sandbox's chart in Bitnami's layout: names, nothing unknown accepted."""

import pytest

from tests.project import merged
from tests.sandbox import charts
from tests.sandbox.charts import rendered

IMAGE = {"repository": "bitnamilegacy/x"}
REQUIRED = {
    "operator": {"image": IMAGE},
    "prometheus": {"image": IMAGE, "thanos": {"image": IMAGE}},
    "alertmanager": {"image": IMAGE, "externalConfig": True},
    "exporters": {"node-exporter": {"enabled": False}},
    "kube-state-metrics": {
        "image": IMAGE,
        "extraArgs": {"metric-labels-allowlist": "pods=[*]"},
    },
    "node-exporter": {"image": IMAGE},
    "blackboxExporter": {"enabled": False, "image": IMAGE},
    "kubeControllerManager": {"enabled": False},
    "kubeScheduler": {"enabled": False},
}


def template(values):
    where = ("--namespace", "seldon-system", "--kube-version", "1.34.0")
    return charts.template("bitnami", merged(REQUIRED, values), "prometheus", *where)


def test_objects_are_named_as_in_the_real_chart():
    objects = rendered(template({"fullnameOverride": "seldon-monitoring"}))

    # Those that the real chart renders at 8.0.9.
    assert objects.keys() >= {
        ("Deployment", "seldon-monitoring-operator"),
        ("Prometheus", "seldon-monitoring-prometheus"),
        ("Alertmanager", "seldon-monitoring-alertmanager"),
        ("Service", "seldon-monitoring-prometheus"),
        ("Service", "seldon-monitoring-alertmanager"),
        ("Deployment", "prometheus-kube-state-metrics"),
        ("ServiceMonitor", "seldon-monitoring-kubelet"),
    }
    kinds = {kind for kind, _ in objects}
    assert not kinds & {"PrometheusRule", "Secret", "PodDisruptionBudget"}


def test_the_operator_s_selector_is_not_that_of_the_other_chart():
    objects = rendered(template({"fullnameOverride": "seldon-monitoring"}))

    selector = objects["Deployment", "seldon-monitoring-operator"]["spec"]["selector"]
    assert selector["matchLabels"]["app"] == "kube-prometheus-operator"


def test_values_arrive_where_the_operator_looks():
    volume = {"enabled": True, "size": "5Gi", "storageClass": "fast"}
    apart = {"podAntiAffinity": {"a": "b"}}
    objects = rendered(
        template(
            {
                "fullnameOverride": "s",
                "alertmanager": {
                    "image": {"tag": "0.26.0-debian-12-r26"},
                    "persistence": volume,
                    "replicaCount": 3,
                    "affinity": apart,
                    "pdb": {"create": True, "minAvailable": 2},
                },
            }
        )
    )

    spec = objects["Alertmanager", "s-alertmanager"]["spec"]
    assert spec["version"] == "v0.26.0"
    assert spec["replicas"] == 3
    assert spec["affinity"] == apart
    assert spec["storage"]["volumeClaimTemplate"]["spec"] == {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "5Gi"}},
        "storageClassName": "fast",
    }
    # With no selector the operator passes the configuration on unread.
    assert spec["alertmanagerConfigSelector"] is None
    budget = objects["PodDisruptionBudget", "s-alertmanager"]["spec"]
    assert budget["minAvailable"] == 2
    spec = objects["Prometheus", "s-prometheus"]["spec"]
    assert spec["podMonitorSelector"] == spec["ruleSelector"] == {}


def test_what_a_selector_leaves_out_is_left_out():
    rules = {"key": "a", "operator": "NotIn", "values": ["b"]}
    kinds = ("podMonitor", "serviceMonitor", "rule")
    selectors = {f"{kind}Selector": {"matchExpressions": [rules]} for kind in kinds}

    objects = rendered(template({"fullnameOverride": "s", "prometheus": selectors}))

    spec = objects["Prometheus", "s-prometheus"]["spec"]
    assert selectors.items() <= spec.items()


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"prometheus": {"prometheusSpec": {}}}, "'prometheusSpec' not allowed"),
        (
            {"kube-state-metrics": {"metricLabelsAllowlist": []}},
            "'metricLabelsAllowlist' not allowed",
        ),
        (
            {"kube-state-metrics": {"extraArgs": ["pods=[*]"]}},
            "got array, want object",
        ),
        ({"alertmanager": {"externalConfig": False}}, "value must be true"),
        ({"blackboxExporter": {"enabled": True}}, "value must be false"),
        ({"kubeScheduler": {"enabled": True}}, "missing properties"),
    ],
)
def test_what_the_sandbox_does_not_know_is_an_error(values, complaint):
    run = template(values)

    assert run.returncode != 0
    assert complaint in run.stderr
