"""kube-prometheus-stack's values: what each setting becomes, on which path."""

import pulumi
import pytest

from components.chart_values import chart_values
from components.distributions import kube_prometheus_stack as adapter
from components.kube_prometheus import stack_names
from domain import chart_paths
from settings.kube_prometheus import KubePrometheusSettings
from tests.unit.chart_values import at, built

CHART, VERSION, OLDER = "kube-prometheus-stack", "88.5.3", "56.17.0"
TABLE = chart_paths.table(CHART, VERSION)
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
    "prometheus": {
        "storage": {"size": "50Gi", "storageClass": "fast"},
        "externalLabels": {"cluster": "one"},
        "resources": {"requests": {"cpu": "1"}},
        "replicas": 2,
        "retention": "30d",
        "retentionSize": "45GB",
        "version": "3.12.0",
        "scrapeInterval": "15s",
        "evaluationInterval": "20s",
        "remoteWrite": [{"name": "mimir", "url": "https://mimir.example.com/push"}],
        "thanos": {"objectStorage": {"secret": "objects"}},
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
# What 56.17.0 has no value for, or the same values in another way.
NEWER = {
    "mesh": "istio-strict",
    "crds": {"upgradeJob": True},
    "grafana": {"enabled": True, "existingSecret": "grafana-admin"},
}
ONE_REGISTRY = {"images": {"registry": "registry.example.com"}}


def settings(**values):
    return KubePrometheusSettings.model_validate(values)


def whole(**values):
    """Return the values with the user's beside them."""
    given = settings(**values)
    return chart_values(given, stack_names(given, "monitoring"))


def refusal(**values):
    with pytest.raises(pulumi.RunError) as caught:
        whole(**values)
    return str(caught.value)


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


def has(values, path):
    try:
        at(values, path)
    except KeyError:
        return False
    return True


@pytest.mark.parametrize(
    ("key", "path", "asked"),
    [
        ("crds.upgradeJob", "crds.upgradeJob.enabled", {"crds": NEWER["crds"]}),
        (
            "grafana.existingSecret",
            "grafana.admin.existingSecret",
            {"grafana": NEWER["grafana"]},
        ),
    ],
)
def test_what_an_older_chart_lacks_is_refused(key, path, asked):
    assert refusal(chart={"version": OLDER}, **asked) == (
        f"kubePrometheus.{key}: kube-prometheus-stack 56.17.0 has no value {path}; "
        "take it out, or use a newer chart; nothing was changed"
    )
    whole(**asked)


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
    given = settings()
    values = chart_values(given, stack_names(given, "monitoring"), apart=True)

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


API, KUBELET, MANAGER = "kubeApiServer", "kubelet", "kubeControllerManager"
SCHEDULER, ETCD, PROXY = "kubeScheduler", "kubeEtcd", "kubeProxy"
CORE_DNS, KUBE_DNS = "coreDns", "kubeDns"
PARTS = {API, KUBELET, MANAGER, SCHEDULER, ETCD, PROXY, CORE_DNS, KUBE_DNS}


@pytest.mark.parametrize(
    ("preset", "scraped"),
    [
        ("self-managed", PARTS - {KUBE_DNS}),
        ("eks", {API, KUBELET, CORE_DNS}),
        ("aks", {API, KUBELET, CORE_DNS}),
        # Google's clusters run kube-dns.
        ("gke", {API, KUBELET, KUBE_DNS}),
        ("none", set()),
    ],
)
def test_a_preset_scrapes_what_can_be_scraped(preset, scraped):
    values = built(controlPlane={"preset": preset})

    assert {part for part in PARTS if values[part] == {"enabled": True}} == scraped
    assert {part for part in PARTS if values[part] == {"enabled": False}} == (
        PARTS - scraped
    )


def test_a_preset_has_exceptions():
    chosen = {"preset": "eks", "scheduler": True, "kubelet": False}
    values = built(controlPlane=chosen)

    assert values[SCHEDULER] == {"enabled": True}
    assert values[KUBELET] == {"enabled": False}
    assert values[API] == {"enabled": True}


def test_values_of_the_user_s_stand_beside_ours():
    found = whole(
        values={
            "commonLabels": {"team": "ml"},
            "prometheus": {"prometheusSpec": {"walCompression": True}},
        }
    )

    expected = built()
    del expected["alertmanager"]["alertmanagerSpec"]["secrets"]
    expected["commonLabels"] = {"team": "ml"}
    expected["prometheus"]["prometheusSpec"]["walCompression"] = True
    assert found == expected


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"fullnameOverride": "x"}, "fullnameOverride"),
        (
            {"prometheus": {"prometheusSpec": {"retention": "1d"}}},
            "prometheus.prometheusSpec.retention",
        ),
        # Below a map of ours, and above one.
        (
            {"prometheus": {"prometheusSpec": {"externalLabels": {"a": "b"}}}},
            "prometheus.prometheusSpec.externalLabels",
        ),
        ({"alertmanager": None}, "alertmanager"),
        ({"prometheus": {"prometheusSpec": []}}, "prometheus.prometheusSpec"),
        # Ours, though no setting sets it now.
        (
            {"prometheus": {"prometheusSpec": {"storageSpec": {"emptyDir": {}}}}},
            "prometheus.prometheusSpec.storageSpec",
        ),
    ],
)
def test_a_value_on_a_path_of_ours_is_refused(values, path):
    assert refusal(values=values) == (
        f"kubePrometheus.values.{path} is set by this program; use the setting that "
        "stands for it instead"
    )


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"namespaceOverride": "elsewhere"}, "namespaceOverride"),
        (
            {"alertmanager": {"alertmanagerSpec": {"version": "v0.27.0"}}},
            "alertmanager.alertmanagerSpec.version",
        ),
        (
            {"prometheus": {"prometheusSpec": {"ruleSelector": {"matchLabels": {}}}}},
            "prometheus.prometheusSpec.ruleSelector",
        ),
        ({"prometheus": {"service": {"port": 80}}}, "prometheus.service.port"),
    ],
)
def test_a_value_that_names_and_urls_rest_on_is_refused(values, path):
    assert refusal(values=values) == (
        f"kubePrometheus.values.{path} would move what this program relies on (names, "
        "URLs, selectors, versions); take it out"
    )


def test_a_chart_version_without_a_table_is_refused_with_those_that_have_one():
    assert refusal(chart={"version": "89.0.0"}) == (
        "kubePrometheus.chart.version: no table of value paths for "
        f"kube-prometheus-stack-89.0.0; known: {', '.join(chart_paths.known())}; pin "
        "one of them; nothing was changed"
    )


def test_a_path_that_the_chart_does_not_have_is_an_error(monkeypatch):
    shorter = {path: TABLE[path] for path in TABLE if path != "crds.enabled"}
    monkeypatch.setattr(chart_paths, "table", lambda *_: shorter)

    assert refusal() == (
        "kubePrometheus: crds.enabled is not in the table of value paths of "
        "kube-prometheus-stack-88.5.3"
    )
