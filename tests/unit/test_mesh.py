"""A mesh that demands mutual TLS: certificates, classes of scrapes, hooks, monitors.

Annotations, paths and file names are those of Istio's page on Prometheus.
"""

import json

import pulumi
import pytest

from components.chart_values import chart_values
from components.kube_prometheus import stack_names
from components.monitor_specs import monitor_spec
from components.monitoring_namespace import MonitoringNamespaceArgs, pod_security
from domain.monitors import MONITORS
from settings.kube_prometheus import KubePrometheusSettings
from settings.monitors import MonitorsSettings
from settings.namespace import NamespaceSettings
from tests.unit.chart_values import at

STACK, BITNAMI = "kube-prometheus-stack", "bitnami"
PROMETHEUS = {STACK: "prometheus.prometheusSpec", BITNAMI: "prometheus"}
ALERTMANAGER = {STACK: "alertmanager.alertmanagerSpec", BITNAMI: "alertmanager"}
NEW = {STACK: "88.5.3", BITNAMI: "11.3.10"}
OLD = {STACK: "56.17.0", BITNAMI: "8.0.9"}
both = pytest.mark.parametrize("distribution", [STACK, BITNAMI])


def values(distribution, mesh, version=None, **more):
    given = KubePrometheusSettings.model_validate(
        {
            "distribution": distribution,
            "mesh": mesh,
            "chart": {"version": version or NEW[distribution]},
            **more,
        }
    )
    return chart_values(given, stack_names(given, "monitoring"))


@both
def test_a_sidecar_writes_certificates_where_prometheus_reads_them(distribution):
    spec = at(values(distribution, "istio-strict"), PROMETHEUS[distribution])
    annotations = spec["podMetadata"]["annotations"]

    assert spec["podMetadata"]["labels"]["sidecar.istio.io/inject"] == "true"
    assert annotations["traffic.sidecar.istio.io/includeInboundPorts"] == ""
    assert annotations["traffic.sidecar.istio.io/includeOutboundIPRanges"] == ""
    config = json.loads(annotations["proxy.istio.io/config"])
    assert config["proxyMetadata"] == {"OUTPUT_CERTS": "/etc/istio-output-certs"}
    # Prometheus drops a scrape whose files are not there when it starts.
    assert config["holdApplicationUntilProxyStarts"] is True
    (written,) = json.loads(annotations["sidecar.istio.io/userVolumeMount"])
    (volume,), (read,) = spec["volumes"], spec["volumeMounts"]
    assert volume == {"name": "istio-certs", "emptyDir": {"medium": "Memory"}}
    assert written == {"name": "istio-certs", "mountPath": "/etc/istio-output-certs"}
    assert read == {"name": "istio-certs", "mountPath": "/etc/prom-certs"}


@both
def test_monitors_find_the_certificates_by_a_class_of_scrapes(distribution):
    (found,) = at(
        values(distribution, "istio-strict"),
        f"{PROMETHEUS[distribution]}.scrapeClasses",
    )

    assert found == {
        "name": "istio-mtls",
        "tlsConfig": {
            "caFile": "/etc/prom-certs/root-cert.pem",
            "certFile": "/etc/prom-certs/cert-chain.pem",
            "keyFile": "/etc/prom-certs/key.pem",
            "insecureSkipVerify": True,
        },
    }


@both
def test_alertmanager_reaches_seldon_by_a_sidecar_that_takes_nothing_in(distribution):
    found = at(
        values(distribution, "istio-strict"),
        f"{ALERTMANAGER[distribution]}.podMetadata",
    )

    assert found["labels"]["sidecar.istio.io/inject"] == "true"
    assert found["annotations"] == {
        "traffic.sidecar.istio.io/includeInboundPorts": "",
        "traffic.sidecar.istio.io/excludeOutboundPorts": "9094",
    }


@both
@pytest.mark.parametrize("kind", [PROMETHEUS, ALERTMANAGER])
def test_seldon_s_sidecar_speaks_no_mutual_tls_to_either(distribution, kind):
    # A sidecar speaks it to each pod with the label that the injector else sets; the
    # injector leaves one that is there (its templates).
    metadata = at(
        values(distribution, "istio-strict"), f"{kind[distribution]}.podMetadata"
    )

    assert metadata["labels"]["security.istio.io/tlsMode"] == "disabled"


@both
@pytest.mark.parametrize("mesh", ["none", "permissive"])
def test_where_plain_scrapes_are_let_in_nobody_gets_a_sidecar(distribution, mesh):
    spec = at(values(distribution, mesh), PROMETHEUS[distribution])

    assert not {"podMetadata", "volumes", "scrapeClasses"} & spec.keys()


@both
def test_a_chart_without_classes_of_scrapes_is_refused(distribution):
    with pytest.raises(pulumi.RunError) as refused:
        values(distribution, "istio-strict", OLD[distribution], **_quiet(distribution))

    assert str(refused.value).startswith(
        "kubePrometheus.mesh: istio-strict needs classes of scrapes, and this chart "
        f"has no value {PROMETHEUS[distribution]}.scrapeClasses: "
    )


def _quiet(distribution):
    """Return what the older chart of Bitnami needs to be refused for nothing else."""
    return {"alertmanager": {"version": "0.24.0"}} if distribution == BITNAMI else {}


@pytest.mark.parametrize(
    ("mesh", "annotations"),
    [
        ("none", None),
        ("permissive", {"sidecar.istio.io/inject": "false"}),
        ("istio-strict", {"sidecar.istio.io/inject": "false"}),
    ],
)
def test_hook_jobs_get_no_sidecar_which_would_never_end(mesh, annotations):
    found = values(STACK, mesh, crds={"upgradeJob": True})

    hooks = at(found, "prometheusOperator.admissionWebhooks").get("patch", {})
    assert hooks.get("podAnnotations") == annotations
    assert at(found, "crds.upgradeJob").get("podAnnotations") == annotations


def spec(setting, mesh, **changes):
    (monitor,) = (it for it in MONITORS if it.setting == setting)
    own = getattr(MonitorsSettings(), setting).model_copy(update=changes)
    return monitor_spec(monitor, own, "monitoring", mesh)


@pytest.mark.parametrize(
    ("setting", "endpoints"),
    [
        ("seldon_core", "podMetricsEndpoints"),
        ("seldon_drift_detector", "podMetricsEndpoints"),
        ("envoy", "endpoints"),
    ],
)
def test_pods_with_a_sidecar_are_asked_over_tls_and_others_as_before(
    setting, endpoints
):
    found = spec(setting, "istio-strict")

    assert found["scrapeClass"] == "istio-mtls"
    (endpoint,) = found[endpoints]
    assert {
        "action": "replace",
        "sourceLabels": ["__meta_kubernetes_pod_label_security_istio_io_tlsMode"],
        "regex": "istio",
        "targetLabel": "__scheme__",
        "replacement": "https",
    } in endpoint["relabelings"]
    assert "scheme" not in endpoint


@pytest.mark.parametrize("mesh", ["none", "permissive"])
def test_without_strictness_a_monitor_is_what_it_was(mesh):
    assert spec("seldon_core", mesh) == spec("seldon_core", "none")
    assert "scrapeClass" not in spec("seldon_core", mesh)


def test_what_asks_for_tls_of_its_own_keeps_it():
    # Prometheus cannot speak one TLS within another.
    assert spec("controller_manager_v2", "istio-strict") == (
        spec("controller_manager_v2", "none")
    )


@pytest.mark.parametrize(
    ("mesh", "level"),
    [("none", "baseline"), ("permissive", "baseline"), ("istio-strict", "privileged")],
)
def test_a_sidecar_s_first_container_may_move_traffic(mesh, level):
    args = MonitoringNamespaceArgs(
        settings=NamespaceSettings(), node_exporter=False, mesh=mesh
    )

    assert pod_security(args) == {"pod-security.kubernetes.io/enforce": level}
