"""Scrape jobs from the operator's monitors: the same targets, the same labels."""

import pulumi
import pytest

from components.delivery import Manifest
from components.delivery.relabeling import Labels
from components.delivery.scrape_jobs import of_monitor, of_service
from domain.names import Service

LABELS = Labels("kubernetes_namespace", "kubernetes_pod_name")
POD = "__meta_kubernetes_pod"
SERVICE = "__meta_kubernetes_service"


def jobs(spec, kind="PodMonitor"):
    manifest = Manifest(kind, "own", "seldon-system", spec)
    return list(of_monitor(manifest, "seldon_own", "30s", LABELS))


def on_pods(*endpoints, **spec):
    return {"podMetricsEndpoints": list(endpoints or [{"port": "metrics"}]), **spec}


def rules(spec, kind="PodMonitor"):
    (job,) = jobs(spec, kind)
    return job["relabel_configs"]


def keeps(source, regex, action="keep"):
    return {"source_labels": [source], "regex": regex, "action": action}


@pytest.mark.parametrize(
    ("chosen", "namespaces"),
    [
        ({}, ["seldon-system"]),
        ({"any": False, "matchNames": []}, ["seldon-system"]),
        ({"any": False, "matchNames": ["a", "b"]}, ["a", "b"]),
        ({"any": True, "matchNames": []}, None),
    ],
)
def test_it_looks_into_the_namespaces_of_the_monitor(chosen, namespaces):
    (job,) = jobs(on_pods(namespaceSelector=chosen))

    (discovery,) = job["kubernetes_sd_configs"]
    assert discovery["role"] == "pod"
    assert discovery.get("namespaces", {}).get("names") == namespaces


@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        (("In", ["a.b", "c"]), keeps(f"{POD}_label_x_io_y", r"a\.b|c")),
        (("NotIn", ["a"]), keeps(f"{POD}_label_x_io_y", "a", "drop")),
        (("Exists", None), keeps(f"{POD}_labelpresent_x_io_y", "true")),
        (("DoesNotExist", None), keeps(f"{POD}_labelpresent_x_io_y", "true", "drop")),
    ],
)
def test_expressions_of_a_selector_are_rules(expression, rule):
    operator, values = expression
    chosen = {"key": "x.io/y", "operator": operator, "values": values}

    assert rule in rules(on_pods(selector={"matchExpressions": [chosen]}))


def test_behind_services_the_service_is_selected_and_named():
    spec = {
        "selector": {"matchLabels": {"app.kubernetes.io/name": "seldon-envoy"}},
        "endpoints": [{"port": "stats", "path": "/stats/prometheus"}],
    }

    found = rules(spec, "ServiceMonitor")

    assert keeps(f"{SERVICE}_label_app_kubernetes_io_name", "seldon-envoy") in found
    assert keeps("__meta_kubernetes_endpoint_port_name", "stats") in found
    assert {"source_labels": [f"{SERVICE}_name"], "target_label": "service"} in found


def test_fields_of_an_endpoint_keep_their_meaning():
    (job,) = jobs(
        on_pods(
            {
                "port": "https",
                "path": "/m",
                "interval": "5s",
                "scheme": "https",
                "scrapeTimeout": "4s",
                "honorLabels": True,
                "bearerTokenFile": "/token",
                "tlsConfig": {"insecureSkipVerify": True, "caFile": "/ca"},
                "metricRelabelings": [{"action": "drop", "sourceLabels": ["a"]}],
                "relabelings": [
                    {"targetLabel": "job", "replacement": "a/b"},
                    {"targetLabel": "zone", "replacement": "a"},
                ],
            }
        )
    )

    assert job.pop("relabel_configs")[-1] == {
        "target_label": "zone",
        "replacement": "a",
    }
    del job["kubernetes_sd_configs"]
    assert job == {
        "job_name": "seldon_own",
        "scrape_interval": "5s",
        "metrics_path": "/m",
        "scheme": "https",
        "scrape_timeout": "4s",
        "honor_labels": True,
        "authorization": {"credentials_file": "/token"},
        "tls_config": {"insecure_skip_verify": True, "ca_file": "/ca"},
        "metric_relabel_configs": [{"action": "drop", "source_labels": ["a"]}],
    }


def test_several_endpoints_have_one_job_label():
    first, second = jobs(on_pods({"port": "a"}, {"port": "b"}))

    assert [first["job_name"], second["job_name"]] == ["seldon_own", "seldon_own_1"]
    assert second["relabel_configs"][-1] == {
        "target_label": "job",
        "replacement": "seldon_own",
    }


@pytest.mark.parametrize(
    ("spec", "key"),
    [
        (on_pods(sampleLimit=5), "sampleLimit"),
        (on_pods(jobLabel="app"), "jobLabel"),
        (on_pods({"port": "a", "basicAuth": {}}), "basicAuth"),
        (on_pods({"port": "a", "tlsConfig": {"ca": {"secret": {}}}}), "ca"),
    ],
)
def test_what_only_an_operator_understands_is_refused(spec, key):
    with pytest.raises(
        pulumi.RunError, match=f"referenceConfiguration: own: {key} has"
    ):
        jobs(spec)


def test_a_service_of_the_monitoring_is_asked_at_its_web_port():
    job = of_service("seldon_prometheus", Service("prom", "watch", 80), "5s", LABELS)

    assert job["kubernetes_sd_configs"] == [
        {"role": "endpoints", "namespaces": {"names": ["watch"]}}
    ]
    assert job["relabel_configs"][0] == keeps(f"{SERVICE}_name", "prom")
