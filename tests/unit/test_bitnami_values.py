"""Bitnami's values: what each setting becomes, and on which path."""

import pytest

from components.distributions import bitnami
from domain import chart_paths
from tests.unit.bitnami import CHART, DIGEST, IMAGE, NEW, OLD, VERSIONS, built
from tests.unit.chart_values import PROMETHEUS, at, has

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
    "prometheus": PROMETHEUS
    | {"web": {"externalUrl": "https://prometheus.example.com"}},
    "alertmanager": {
        "storage": {"size": "5Gi", "storageClass": "fast"},
        "resources": {"limits": {"memory": "1Gi"}},
        "replicas": 3,
        "retention": "240h",
        "web": {"externalUrl": "https://alertmanager.example.com"},
    },
}
# What each version runs beside its own default.
OTHER = {OLD: "2.55.1", NEW: "3.4.2"}
MIRROR = {"images": {"source": "mirror", "registry": "registry.example.com/m"}}

DIGESTS = {
    "images": {
        key: {"digest": DIGEST}
        for key in (
            *("operator", "prometheus", "thanos", "alertmanager", "blackboxExporter"),
            *("kubeStateMetrics", "nodeExporter"),
        )
    }
}


@VERSIONS
@pytest.mark.parametrize("given", [{}, EVERYTHING, MIRROR])
def test_the_adapter_sets_only_paths_of_the_table_with_their_shape(given, version):
    values = built(version, ("a-secret",), **given)

    assert list(chart_paths.problems(chart_paths.table(CHART, version), values)) == []


@VERSIONS
def test_every_path_of_the_table_is_set_by_some_setting(version):
    other = {"prometheus": {"version": OTHER[version]}}
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


@pytest.mark.parametrize("program", ["prometheus", "alertmanager"])
def test_the_init_container_runs_as_the_others_do(program):
    # Their own is containerSecurityContext.runAsUser: 1001 of the chart's values.
    assert at(built(NEW), f"{program}.podSecurityContext") == {"runAsUser": 1001}
    assert not has(built(OLD), f"{program}.podSecurityContext")


def test_the_newer_chart_sets_no_limits_of_its_own():
    values = built(NEW)

    for part in ("prometheus", "alertmanager", "operator", "kube-state-metrics"):
        assert at(values, f"{part}.resourcesPreset") == "none"
