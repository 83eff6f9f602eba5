"""The sandbox's chart: names as in kube-prometheus-stack, nothing unknown accepted."""

import pytest

from tests.project import merged
from tests.sandbox import charts
from tests.sandbox.charts import rendered

REQUIRED = {
    "alertmanager": {"alertmanagerSpec": {"useExistingSecret": True}},
    "grafana": {"enabled": False},
    "nodeExporter": {"enabled": False},
    "prometheusOperator": {
        "admissionWebhooks": {"enabled": False},
        "tls": {"enabled": False},
    },
}


def template(values):
    where = ("--namespace", "monitoring", "--kube-version", "1.34.0")
    return charts.template("chart", merged(REQUIRED, values), "prometheus", *where)


def test_objects_are_named_as_in_the_real_chart():
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


def test_fullname_is_cut_at_26_characters():
    objects = rendered(template({"fullnameOverride": "a" * 27}))

    assert ("Prometheus", "a" * 26 + "-prometheus") in objects


def test_what_a_mesh_asks_of_pods_and_scrapes_is_passed_on():
    metadata = {"labels": {"a": "b"}, "annotations": {"c": ""}}
    own = {
        "podMetadata": metadata,
        "volumes": [{"name": "certificates", "emptyDir": {}}],
        "volumeMounts": [{"name": "certificates", "mountPath": "/etc/certs"}],
        "scrapeClasses": [{"name": "mesh", "tlsConfig": {"caFile": "/etc/certs/ca"}}],
    }
    values = {
        "prometheus": {"prometheusSpec": own},
        "alertmanager": {
            "alertmanagerSpec": {"useExistingSecret": True, "podMetadata": metadata}
        },
    }

    objects = rendered(template({"fullnameOverride": "s", **values}))

    spec = objects["Prometheus", "s-prometheus"]["spec"]
    assert own.items() <= spec.items()
    spec = objects["Alertmanager", "s-alertmanager"]["spec"]
    assert spec["podMetadata"] == metadata


def test_selectors_take_the_release_label_unless_told_otherwise():
    told = {"podMonitorSelectorNilUsesHelmValues": False}
    objects = rendered(template({"prometheus": {"prometheusSpec": told}}))
    spec = next(part for key, part in objects.items() if key[0] == "Prometheus")["spec"]

    assert spec["podMonitorSelector"] == {}
    assert spec["ruleSelector"] == {"matchLabels": {"release": "prometheus"}}


def test_empty_values_leave_their_field_to_the_operator():
    empty = {"retentionSize": "", "scrapeInterval": "", "externalLabels": {}}
    objects = rendered(template({"prometheus": {"prometheusSpec": empty}}))
    spec = next(part for key, part in objects.items() if key[0] == "Prometheus")["spec"]

    assert not spec.keys() & empty.keys()


def test_what_the_sandbox_has_no_image_for_can_be_looked_at():
    shown = {"nodeExporter": {"enabled": True}}
    objects = rendered(template(shown))

    name = ("DaemonSet", "prometheus-prometheus-node-exporter")
    assert objects[name]["spec"]["template"]["spec"]["hostNetwork"] is True


def test_default_alerts_carry_no_type():
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
def test_what_the_sandbox_does_not_know_is_an_error(values, complaint):
    run = template(values)

    assert run.returncode != 0
    assert complaint in run.stderr


def key(secret, name):
    return {"name": secret, "key": name}


WEB = {
    "tlsConfig": {
        "cert": {"secret": key("web", "tls.crt")},
        "keySecret": key("web", "tls.key"),
    }
}
ASKED = {
    "scheme": "https",
    "tlsConfig": {
        "ca": {"secret": key("web", "ca.crt")},
        "serverName": "it.monitoring",
    },
}
SPREAD = [
    {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": {"app.kubernetes.io/name": "it"}},
    }
]


def of(objects, kind, name):
    return objects[kind, f"seldon-monitoring-{name}"]["spec"]


@pytest.fixture(scope="module")
def apart():
    """Two Prometheus and three Alertmanagers, on nodes of their own."""
    spread = {"podAntiAffinity": "hard", "topologySpreadConstraints": SPREAD}
    values = {
        "fullnameOverride": "seldon-monitoring",
        "prometheus": {
            "prometheusSpec": {"replicas": 2, **spread},
            "service": {"sessionAffinity": "ClientIP"},
            "podDisruptionBudget": {"enabled": True, "minAvailable": 1},
        },
        "alertmanager": {
            "alertmanagerSpec": {"replicas": 3, **spread},
            "podDisruptionBudget": {"enabled": True, "minAvailable": 2},
        },
    }
    return rendered(template(values))


@pytest.mark.parametrize("kind", ["Prometheus", "Alertmanager"])
def test_replicas_are_kept_apart(apart, kind):
    spec = of(apart, kind, kind.lower())

    assert spec["topologySpreadConstraints"] == SPREAD
    affinity = spec["affinity"]["podAntiAffinity"]
    (term,) = affinity["requiredDuringSchedulingIgnoredDuringExecution"]
    assert term["topologyKey"] == "kubernetes.io/hostname"
    labels = term["labelSelector"]["matchLabels"]
    assert labels["app.kubernetes.io/name"] == kind.lower()
    assert f"seldon-monitoring-{kind.lower()}" in labels.values()


@pytest.mark.parametrize(("name", "least"), [("prometheus", 1), ("alertmanager", 2)])
def test_replicas_are_protected(apart, name, least):
    budget = of(apart, "PodDisruptionBudget", name)

    assert budget["minAvailable"] == least
    # The Service selects the same pods.
    assert budget["selector"]["matchLabels"] == of(apart, "Service", name)["selector"]


def test_who_asks_stays_with_one_replica(apart):
    assert of(apart, "Service", "prometheus")["sessionAffinity"] == "ClientIP"


def test_https_is_served_asked_and_watched():
    both = {"web": WEB, "externalUrl": "https://it"}
    values = {
        "fullnameOverride": "seldon-monitoring",
        "prometheus": {"prometheusSpec": both, "serviceMonitor": ASKED},
        "alertmanager": {
            "alertmanagerSpec": {**both, **ASKED},
            "serviceMonitor": ASKED,
        },
    }
    objects = rendered(template(values))
    prometheus = of(objects, "Prometheus", "prometheus")

    for kind in ("Prometheus", "Alertmanager"):
        spec = of(objects, kind, kind.lower())
        assert (spec["web"], spec["externalUrl"]) == (WEB, "https://it")
        endpoints = of(objects, "ServiceMonitor", kind.lower())["endpoints"]
        assert [{part: one[part] for part in ASKED} for one in endpoints] == [ASKED] * 2
    (target,) = prometheus["alerting"]["alertmanagers"]
    assert {part: target[part] for part in ASKED} == ASKED
    (reloader,) = prometheus["containers"]
    assert "--reload-url=https://127.0.0.1:9090/-/reload" in reloader["args"]


def test_what_the_sandbox_cannot_run_reaches_the_prometheus_object():
    store = {"name": "mimir", "url": "https://mimir.example.com/push"}
    spec = {
        "remoteWrite": [store],
        "thanos": {"objectStorageConfig": {"existingSecret": key("objects", "store")}},
    }
    values = {
        "fullnameOverride": "seldon-monitoring",
        "prometheus": {"prometheusSpec": spec, "thanosService": {"enabled": True}},
    }
    objects = rendered(template(values))
    found = of(objects, "Prometheus", "prometheus")

    assert found["remoteWrite"] == [store]
    assert found["thanos"] == {"objectStorageConfig": key("objects", "store")}
    assert ("Service", "seldon-monitoring-thanos-discovery") in objects
