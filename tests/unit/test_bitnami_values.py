"""Bitnami's values: what each setting becomes, on which path, and what is refused."""

import pulumi
import pytest

from components.chart_source import chart_source
from components.chart_values import chart_values
from components.distributions import bitnami
from components.kube_prometheus import stack_names
from domain import chart_paths
from settings.kube_prometheus import KubePrometheusSettings

CHART, OLD, NEW = "kube-prometheus", "8.0.9", "11.3.10"
VERSIONS = pytest.mark.parametrize("version", [OLD, NEW])
# The repositories of docker.io/bitnami that each version's values.yaml names.
REPOSITORIES = {
    "operator.image": "prometheus-operator",
    "prometheus.image": "prometheus",
    "prometheus.thanos.image": "thanos",
    "alertmanager.image": "alertmanager",
    "blackboxExporter.image": "blackbox-exporter",
    "kube-state-metrics.image": "kube-state-metrics",
    "node-exporter.image": "node-exporter",
}
IMAGE = {"registry": "one.example.com", "repository": "own/image", "tag": "9.9.9"}
EVERYTHING = {
    "images": {
        "pullSecrets": ["registry"],
        "operator": IMAGE,
        "configReloader": IMAGE,
        "thanos": IMAGE,
        "blackboxExporter": IMAGE,
        "kubeStateMetrics": IMAGE,
        "nodeExporter": IMAGE,
        "prometheus": IMAGE | {"tag": None},
        "alertmanager": IMAGE | {"tag": "v0.26.0"},
    },
    "prometheus": {
        "storage": {"size": "50Gi", "storageClass": "fast"},
        "externalLabels": {"cluster": "one"},
        "resources": {"requests": {"cpu": "1"}},
        "replicas": 2,
        "retention": "30d",
        "retentionSize": "45GB",
        "scrapeInterval": "15s",
        "evaluationInterval": "20s",
        "remoteWrite": [{"name": "mimir", "url": "https://mimir.example.com/push"}],
        "thanos": {"objectStorage": {"secret": "objects"}},
        "web": {"externalUrl": "https://prometheus.example.com"},
    },
    "alertmanager": {
        "storage": {"size": "5Gi", "storageClass": "fast"},
        "resources": {"limits": {"memory": "1Gi"}},
        "replicas": 3,
        "retention": "240h",
        "web": {"externalUrl": "https://alertmanager.example.com"},
    },
}
# What each version runs beside its own default.
PROMETHEUS = {OLD: "2.55.1", NEW: "3.4.2"}
MIRROR = {"images": {"source": "mirror", "registry": "registry.example.com/m"}}
DIGEST = f"sha256:{'0' * 64}"
DIGESTS = {
    "images": {
        key: {"digest": DIGEST}
        for key in (
            *("operator", "prometheus", "thanos", "alertmanager", "blackboxExporter"),
            *("kubeStateMetrics", "nodeExporter"),
        )
    }
}


def settings(version=OLD, **values):
    return KubePrometheusSettings.model_validate(
        {"distribution": "bitnami", "chart": {"version": version}, **values}
    )


def built(version=OLD, secrets=(), **values):
    """Return the adapter's values."""
    given = settings(version, **values)
    return bitnami.chart_values(given, stack_names(given, "monitoring"), secrets)


def refusal(version=OLD, **values):
    given = settings(version, **values)
    with pytest.raises(pulumi.RunError) as caught:
        chart_values(given, stack_names(given, "monitoring"))
    return str(caught.value)


def at(values, path):
    """Return the value on a dotted path; a KeyError where there is none."""
    for key in path.split("."):
        values = values[key]
    return values


def has(values, path):
    try:
        at(values, path)
    except KeyError:
        return False
    return True


@VERSIONS
@pytest.mark.parametrize("given", [{}, EVERYTHING, MIRROR])
def test_the_adapter_sets_only_paths_of_the_table_with_their_shape(given, version):
    values = built(version, ("a-secret",), **given)

    assert list(chart_paths.problems(chart_paths.table(CHART, version), values)) == []


@VERSIONS
def test_every_path_of_the_table_is_set_by_some_setting(version):
    other = {"prometheus": {"version": PROMETHEUS[version]}}
    values = [
        built(version, ("a-secret",), **EVERYTHING),
        built(version, **MIRROR, **other),
        built(version, **DIGESTS),
        built(version, images={"prometheus": IMAGE}),
        bitnami.apart(),
        # The older one refuses it, and its table knows nothing of it.
        built(NEW, mesh="istio-strict"),
    ]

    for path in chart_paths.table(CHART, version):
        assert any(has(one, path) for one in values), path


def test_only_what_carries_the_label_of_istio_s_prometheus_is_left_to_it():
    spec = bitnami.apart()["prometheus"]

    for kind in ("podMonitor", "serviceMonitor", "rule"):
        # NotIn is also true of what has no such label at all.
        assert spec[f"{kind}Selector"]["matchExpressions"] == [
            {"key": "seldon-monitoring/prometheus", "operator": "NotIn"}
            | {"values": ["istio"]}
        ]
        assert f"{kind}NamespaceSelector" not in spec


@VERSIONS
def test_what_makes_the_chart_ours_is_set(version):
    values = built(version, ("a-secret",))

    assert at(values, "fullnameOverride") == "seldon-monitoring"
    assert at(values, "alertmanager.externalConfig") is True
    assert at(values, "alertmanager.secrets") == ["a-secret"]
    # A map here; in kube-prometheus-stack a list of another name.
    assert at(values, "kube-state-metrics.extraArgs") == {
        "metric-labels-allowlist": "pods=[*]"
    }
    assert at(values, "exporters.kube-state-metrics.enabled") is True
    assert at(values, "exporters.node-exporter.enabled") is True


@VERSIONS
def test_every_setting_arrives(version):
    values = built(version, **EVERYTHING)

    own = values["prometheus"]
    assert (own["replicaCount"], own["retention"]) == (2, "30d")
    assert own["retentionSize"] == "45GB"
    assert (own["scrapeInterval"], own["evaluationInterval"]) == ("15s", "20s")
    assert own["externalLabels"] == {"cluster": "one"}
    assert own["resources"] == {"requests": {"cpu": "1"}}
    assert own["persistence"] == {
        "enabled": True,
        "size": "50Gi",
        "storageClass": "fast",
    }
    assert own["externalUrl"] == "https://prometheus.example.com"
    assert own["remoteWrite"] == [
        {"name": "mimir", "url": "https://mimir.example.com/push"}
    ]
    assert own["thanos"]["create"] is True
    assert own["thanos"]["objectStorageConfig"] == {
        "secretName": "objects",
        "secretKey": "objstore.yml",
    }
    assert own["disableCompaction"] is True
    assert own["service"] == {"sessionAffinity": "ClientIP"}
    own = values["alertmanager"]
    assert (own["replicaCount"], own["retention"]) == (3, "240h")
    assert own["resources"] == {"limits": {"memory": "1Gi"}}
    assert own["persistence"]["size"] == "5Gi"
    assert own["externalUrl"] == "https://alertmanager.example.com"


@VERSIONS
def test_every_image_comes_from_the_frozen_copies(version):
    values = built(version)

    found = {path: at(values, path)["repository"] for path in REPOSITORIES}
    assert found == {
        path: f"bitnamilegacy/{name}" for path, name in REPOSITORIES.items()
    }
    # The reloader is in the operator's image unless it is given by itself.
    assert not has(values, "operator.prometheusConfigReloader")
    assert not has(values, "global")
    # The ruler that the newer chart renders images of, though it is off.
    assert has(values, "thanosRuler.image") is (version == NEW)


@VERSIONS
@pytest.mark.parametrize(
    ("source", "account"), [("mirror", "bitnami"), ("legacy", "bitnamilegacy")]
)
def test_every_image_comes_from_a_registry_of_one_s_own(version, source, account):
    images = {"source": source, "registry": "registry.example.com/m"}
    values = built(version, images=images | {"pullSecrets": ["one", "two"]})

    found = {path: at(values, path)["repository"] for path in REPOSITORIES}
    assert found == {path: f"{account}/{name}" for path, name in REPOSITORIES.items()}
    assert at(values, "global.imageRegistry") == "registry.example.com/m"
    assert at(values, "global.imagePullSecrets") == ["one", "two"]
    # From 10.2 on the chart refuses to render such images unless it is told to.
    insecure = {"security": {"allowInsecureImages": True}} if version == NEW else {}
    assert values["global"].get("security", {}) == insecure.get("security", {})


def test_one_image_of_another_maker_s_is_allowed_by_the_newer_chart():
    upstream = {
        "registry": "quay.io",
        "repository": "prometheus/alertmanager",
        "tag": "v0.26.0",
    }

    values = built(NEW, images={"alertmanager": upstream})

    assert at(values, "alertmanager.image") == upstream
    assert at(values, "global.security.allowInsecureImages") is True


@pytest.mark.parametrize(
    ("version", "tag"),
    [
        # Of 8.0.9's time, and the last of the chart before each newer Alertmanager.
        ("0.25.0", "0.25.0-debian-11-r188"),
        ("0.26.0", "0.26.0-debian-12-r26"),
    ],
)
def test_alertmanager_s_tag_is_bitnami_s_own(version, tag):
    values = built(alertmanager={"version": version})

    assert at(values, "alertmanager.image.tag") == tag


@VERSIONS
@pytest.mark.parametrize("program", ["prometheus", "alertmanager"])
def test_replicas_are_kept_apart_by_labels_that_their_pods_have(version, program):
    spread = {"nodes": "required", "zones": "preferred"}
    values = built(version, **{program: {"replicas": 2, "spread": spread}})

    apart = at(values, f"{program}.affinity.podAntiAffinity")
    (required,) = apart["requiredDuringSchedulingIgnoredDuringExecution"]
    (preferred,) = apart["preferredDuringSchedulingIgnoredDuringExecution"]
    # The operator's own labels (pkg/prometheus/statefulset.go at 0.57 and 0.85).
    pods = {
        "app.kubernetes.io/name": program,
        "app.kubernetes.io/instance": f"seldon-monitoring-{program}",
    }
    assert required["labelSelector"] == {"matchLabels": pods}
    assert required["topologyKey"] == "kubernetes.io/hostname"
    assert preferred["podAffinityTerm"]["topologyKey"] == "topology.kubernetes.io/zone"


def test_an_older_chart_is_told_how_many_replicas_must_stay():
    replicas = {"alertmanager": {"replicas": 3}}

    assert at(built(OLD, **replicas), "alertmanager.pdb") == {
        "create": True,
        "minAvailable": 2,
    }
    # There maxUnavailable is 1 by itself.
    assert at(built(NEW, **replicas), "alertmanager.pdb") == {"create": True}
    assert at(built(NEW), "alertmanager.pdb") == {"create": False}


@VERSIONS
@pytest.mark.parametrize(
    ("part", "port"), [("kubeControllerManager", 10257), ("kubeScheduler", 10259)]
)
def test_the_control_plane_is_scraped_where_it_listens(version, part, port):
    values = built(version)[part]

    assert values["enabled"] is True
    assert values["service"]["ports"] == values["service"]["targetPorts"]
    assert values["service"]["ports"] == {"http": port}
    assert values["serviceMonitor"] == {"https": True, "insecureSkipVerify": "true"}


@VERSIONS
def test_a_managed_control_plane_is_left_out(version):
    values = built(version, controlPlane={"preset": "gke"})

    parts = {key for key, value in values.items() if value == {"enabled": True}}
    assert parts == {"kubeApiServer", "kubelet"}
    assert values["kubeScheduler"]["enabled"] is False
    assert values["coreDns"] == {"enabled": False}


def test_rules_follow_what_is_scraped():
    managed = built(NEW, controlPlane={"preset": "eks"})
    off = built(NEW, defaultRules=False)

    assert at(managed, "prometheus.defaultRules") == {
        "create": True,
        "rules": {
            "etcd": False,
            "kubeControllerManager": False,
            "kubeProxy": False,
            "kubeSchedulerAlerting": False,
            "kubeSchedulerRecording": False,
            "kubernetesSystem": True,
        },
    }
    assert at(off, "prometheus.defaultRules.create") is False
    alone = built(NEW, controlPlane={"preset": "eks", "kubelet": False})
    assert at(alone, "prometheus.defaultRules.rules.kubernetesSystem") is False
    assert not has(built(OLD, defaultRules=False), "prometheus.defaultRules")


@pytest.mark.parametrize("program", ["prometheus", "alertmanager"])
def test_the_init_container_runs_as_the_others_do(program):
    # Their own is containerSecurityContext.runAsUser: 1001 of the chart's values.
    assert at(built(NEW), f"{program}.podSecurityContext") == {"runAsUser": 1001}
    assert not has(built(OLD), f"{program}.podSecurityContext")


def test_the_newer_chart_sets_no_limits_of_its_own():
    values = built(NEW)

    for part in ("prometheus", "alertmanager", "operator", "kube-state-metrics"):
        assert at(values, f"{part}.resourcesPreset") == "none"


@pytest.mark.parametrize(
    ("version", "given", "line"),
    [
        (
            OLD,
            {"admissionWebhook": True},
            "admissionWebhook: kube-prometheus 8.0.9 has no value for it; take it out, "
            "or use distribution kube-prometheus-stack",
        ),
        (
            OLD,
            {"defaultRules": True},
            "defaultRules: kube-prometheus 8.0.9 has no value for it; take it out, or "
            "use distribution kube-prometheus-stack",
        ),
        (
            NEW,
            {"controlPlane": {"etcd": True}},
            "controlPlane.etcd: kube-prometheus 11.3.10 has no value for it; take it "
            "out, or use distribution kube-prometheus-stack",
        ),
        (
            NEW,
            {"prometheus": {"web": {"tls": {"secret": "tls"}}}},
            "prometheus.web.tls: kube-prometheus 11.3.10 has no value for it; take it "
            "out, or use distribution kube-prometheus-stack",
        ),
        (
            OLD,
            {"grafana": {"enabled": True, "existingSecret": "grafana"}},
            "grafana.enabled: kube-prometheus 8.0.9 has no value for it; take it out, "
            "or use distribution kube-prometheus-stack",
        ),
        (
            OLD,
            {"alertmanager": {"spread": {"zones": "required"}}},
            "alertmanager.spread.zones: kube-prometheus 8.0.9 cannot require it; write "
            "preferred",
        ),
        (
            OLD,
            {"prometheus": {"externalLabels": {"a": "{{ b }}"}}},
            "prometheus.externalLabels: kube-prometheus 8.0.9 takes {{ for a template "
            "of its own; leave it out",
        ),
        (
            OLD,
            {"images": {"source": "mirror"}},
            "images.source: mirror needs images.registry, for docker.io no longer has "
            "the chart's own repositories; set it, or take legacy",
        ),
        (
            OLD,
            {"images": {"configReloader": {"tag": "v0.57.0"}}},
            "images.configReloader: the chart takes repository and tag together, else "
            "the operator's image, which holds the reloader; give both or neither",
        ),
        (
            OLD,
            {"images": {"thanos": {"digest": DIGEST}}},
            "images.thanos.digest: kube-prometheus 8.0.9 has no value for it; use tag",
        ),
        (
            OLD,
            {"images": {"webhookCertificates": {"tag": "1.8.7"}}},
            "images.webhookCertificates: the chart has no webhook; take it out",
        ),
        (
            OLD,
            {"images": {"alertmanager": {"tag": "v0.25.0"}}},
            "images.alertmanager.tag: v0.25.0 is not 0.26.0, which "
            "alertmanager.version says; set both to the same",
        ),
        (
            "11.3.11",
            {},
            "chart.version: 11.3.11 stands in Bitnami's git repository but was never "
            "published; use 11.3.10, which has the same values, or put the chart into "
            "the project and name it in chart.path",
        ),
    ],
)
def test_what_the_chart_cannot_honour_is_refused(version, given, line):
    assert refusal(version, **given) == f"kubePrometheus.{line}; nothing was changed"


@pytest.mark.parametrize(
    ("version", "given", "words"),
    [
        (OLD, {"alertmanager": {"version": "0.27.0"}}, "and below 0.27.0, not 0.27.0"),
        (
            NEW,
            {"alertmanager": {"version": "0.25.0"}},
            "starts it with --cluster.label",
        ),
        (NEW, {"prometheus": {"version": "2.55.1"}}, "what only Prometheus 3 reads"),
        (OLD, {"prometheus": {"version": "3.5.0"}}, "2.0.0 or newer and below 3.0.0"),
        (NEW, {"images": {"prometheus": IMAGE | {"tag": "v2.55.1"}}}, "Prometheus 3"),
        (
            OLD,
            {"alertmanager": {"version": "0.23.0"}},
            "alertmanager.version: no image of 0.23.0 by Bitnami is known, only of "
            "0.24.0, 0.25.0, 0.26.0,",
        ),
    ],
)
def test_a_version_that_the_chart_s_operator_cannot_run_is_refused(
    version, given, words
):
    assert words in refusal(version, **given)


@VERSIONS
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"admissionWebhook": False, "defaultRules": False},
        {"controlPlane": {"etcd": False}},
    ],
)
def test_nothing_is_refused_that_nobody_asked_for(version, given):
    own = settings(version, **given)

    chart_values(own, stack_names(own, "monitoring"))


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        (
            {},
            {
                "chart": "kube-prometheus",
                "version": "8.0.9",
                "repository_opts": {
                    "repo": "https://raw.githubusercontent.com/bitnami/charts/"
                    "archive-full-index/bitnami"
                },
            },
        ),
        (
            {"version": "11.3.10"},
            {
                "chart": "oci://registry-1.docker.io/bitnamicharts/kube-prometheus",
                "version": "11.3.10",
            },
        ),
        (
            {"repository": "https://charts.example.com/kube-prometheus-8.0.9.tgz"},
            {
                "chart": "https://charts.example.com/kube-prometheus-8.0.9.tgz",
                "version": "8.0.9",
            },
        ),
    ],
)
def test_the_chart_comes_from_where_it_still_is(chart, expected):
    given = KubePrometheusSettings.model_validate(
        {"distribution": "bitnami", "chart": chart}
    )

    assert chart_source(given.chart) == expected


def test_where_else_the_chart_may_be_is_said_unless_it_is_at_hand():
    said = bitnami.source_note(settings())

    assert said
    assert "https://charts.bitnami.com/bitnami/kube-prometheus-8.0.9.tgz" in said
    assert "archive-full-index/bitnami" in said
    assert "kubePrometheus.chart.path" in said
    assert bitnami.source_note(settings(chart={"path": "charts/bitnami"})) is None
