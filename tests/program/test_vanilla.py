"""A Prometheus without operator: everything is a file, as the documents have it."""

import pulumi
import pytest
import yaml

from operations import render
from tests.program.conftest import recorded_without
from tests.project import DOCUMENTS

NAMESPACE = "seldon-system"
OF_OUR_GROUP = "tests/program/customers/of-our-group.yaml"
MODELS = 'up{job="seldon_models"'


@pytest.fixture
def vanilla():
    """Record the defaults of that distribution, with sections laid over."""

    def record(vanilla=None, **sections):
        chosen = {
            "distribution": "vanilla",
            **({"vanilla": vanilla} if vanilla else {}),
        }
        given = {"kubePrometheus": chosen, **sections}
        return recorded_without("kubePrometheus", "namespace", **given)

    return record


def files(recording):
    return {
        item.inputs["metadata"]["name"]: item.inputs["data"]
        for item in recording.every("v1:ConfigMap")
    }


def jobs(recording):
    text = files(recording)["seldon-scrape-jobs"]["seldon-scrape-jobs.yml"]
    return {job["job_name"]: job for job in yaml.safe_load(text)["scrape_configs"]}


def labels(job):
    return {
        rule["target_label"]: rule["source_labels"][0]
        for rule in job["relabel_configs"]
        if "target_label" in rule
    }


def groups(recording, config_map, key):
    return yaml.safe_load(files(recording)[config_map][key])["groups"]


def test_the_config_maps_are_the_documented_ones_and_nothing_else_is_made(vanilla):
    recording = vanilla()

    made = {item.type for item in recording.resources if item.provider}
    assert made - {"pulumi:pulumi:Stack"} == {"kubernetes:core/v1:ConfigMap"}
    assert {(name, *data) for name, data in files(recording).items()} == {
        ("deploy-alerts-rules", "deploy-alerts.rules.yml"),
        ("model-usage-rules", "model-usage.rules.yml"),
        ("seldon-core-analytics-alertmanager-configuration", "alertmanager.yml"),
        ("seldon-scrape-jobs", "seldon-scrape-jobs.yml"),
    }
    assert {
        item.inputs["metadata"]["namespace"] for item in recording.every("ConfigMap")
    } == {NAMESPACE}


def test_alertmanager_s_file_is_the_documented_configuration(vanilla):
    document = yaml.safe_load((DOCUMENTS / "alertmanager.yaml").read_text())

    found = files(vanilla())["seldon-core-analytics-alertmanager-configuration"]

    assert yaml.safe_load(found["alertmanager.yml"]) == (
        yaml.safe_load(document["stringData"]["alertmanager.yaml"])
    )


def test_the_job_of_models_is_the_documented_one_word_for_word(vanilla):
    document = yaml.safe_load((DOCUMENTS / "seldon-models-job.yaml").read_text())
    (documented,) = document["scrape_configs"]

    job = jobs(vanilla())["seldon_models"]

    first = job["relabel_configs"][: len(documented["relabel_configs"])]
    assert {**job, "relabel_configs": first} == {
        **documented,
        "scrape_interval": "30s",
    }


def test_every_job_gives_the_operator_s_labels_and_those_of_that_setup(vanilla):
    every = {"envoy": {"enabled": True}, "agent": {"enabled": True}}

    found = jobs(vanilla(monitors=every))

    assert list(found) == [
        "seldon_models",
        "seldon_drift_detector",
        "seldon_deploy",
        "seldon_metrics_server",
        "seldon_agent",
        "seldon_envoy",
        "seldon_prometheus",
        "seldon_alertmanager",
    ]
    for name, job in found.items():
        given = labels(job)
        assert {"namespace", "pod", "container", "endpoint"} <= given.keys()
        assert given["namespace"] == given["kubernetes_namespace"]
        assert given["pod"] == given["kubernetes_pod_name"]
        behind = job["kubernetes_sd_configs"][0]["role"] == "endpoints"
        assert (
            ("service" in given)
            == behind
            == (name in {"seldon_envoy", "seldon_prometheus", "seldon_alertmanager"})
        )


def test_rules_ask_by_the_names_of_the_jobs(vanilla):
    recording = vanilla()

    text = files(recording)["deploy-alerts-rules"]["deploy-alerts.rules.yml"]
    assert f'{MODELS}, container="seldon-container-engine"}}' in text
    assert '"job", "(.*)"' in text
    assert f"{NAMESPACE}/" not in text
    assert 'namespace="seldon-system"' in text


def test_usage_is_found_by_the_name_that_the_documents_search_for(vanilla):
    found = groups(vanilla(), "model-usage-rules", "model-usage.rules.yml")

    assert all(group["name"].startswith("model-usage") for group in found)


def test_seldon_is_given_that_setup_s_services_and_labels(vanilla):
    outputs = vanilla().outputs

    url = "http://seldon-core-analytics-prometheus-seldon.seldon-system:80/api/v1/"
    assert outputs["seldonDeployValues"] == {
        "prometheus": {
            "seldon": {
                "namespaceMetricName": "kubernetes_namespace",
                "activeModelsNamespaceMetricName": "exported_namespace",
                "serviceMetricName": "service",
                "url": url,
            },
            "knative": {"url": url},
        },
        "env": {
            "ALERTMANAGER_URL": "http://seldon-core-analytics-prometheus-alertmanager"
            ".seldon-system:80/api/v1/alerts"
        },
    }


def test_names_keys_and_labels_follow_the_settings(vanilla):
    recording = vanilla(
        {
            "namespace": "watch",
            "prometheus": {"service": "prom", "port": 9090},
            "alerts": {"configMap": "a", "key": "a.yml"},
            "scrapeJobs": {"configMap": "seldon-scrape-jobs"},
            "namespaceLabel": "namespace",
            "podLabel": "pod",
        }
    )

    assert recording.outputs["endpoints"]["prometheus"] == "http://prom.watch:9090"
    assert list(files(recording)["a"]) == ["a.yml"]
    assert set(labels(jobs(recording)["seldon_deploy"])) == {
        "namespace",
        "pod",
        "container",
        "endpoint",
    }


def test_a_credential_is_a_secret_that_the_configuration_names_by_its_path(vanilla):
    recording = vanilla(
        {"folders": {"secrets": "/run/secrets/am"}},
        credentials={"oidc": "x"},
        alertmanager={
            "seldon": {
                "oauth2": {
                    "clientId": "sd-api",
                    "clientSecret": "oidc",
                    "tokenUrl": "https://login.example.com/token",
                }
            }
        },
    )

    text = files(recording)["seldon-core-analytics-alertmanager-configuration"]
    secret = recording.one("v1:Secret").inputs["metadata"]
    assert secret == {**secret, "name": "seldon-monitoring-credential-oidc"}
    assert secret["namespace"] == NAMESPACE
    path = "/run/secrets/am/seldon-monitoring-credential-oidc/value"
    assert f"client_secret_file: {path}" in text["alertmanager.yml"]


def test_models_that_are_looked_for_elsewhere_have_a_job_of_their_own_making(vanilla):
    job = jobs(vanilla(monitors={"seldonCore": {"namespaces": ["models"]}}))[
        "seldon_models"
    ]

    assert job["kubernetes_sd_configs"] == [
        {"role": "pod", "namespaces": {"names": ["models"]}}
    ]
    assert job["metrics_path"] == "/prometheus"
    assert {
        "source_labels": ["__meta_kubernetes_pod_label_app_kubernetes_io_managed_by"],
        "regex": "seldon-core",
        "action": "keep",
    } in job["relabel_configs"]


def test_models_that_are_only_scraped_more_often_keep_the_documented_job(vanilla):
    job = jobs(vanilla(monitors={"seldonCore": {"interval": "5s"}}))["seldon_models"]

    assert job["scrape_interval"] == "5s"
    assert job["relabel_configs"][0]["regex"] is True


def test_groups_of_one_name_are_refused_before_anything_is_declared(vanilla):
    # Of a file each, as with an operator, both load.
    recorded_without(customRules=[OF_OUR_GROUP])

    with pytest.raises(pulumi.RunError, match="2 groups are called seldon-platform"):
        vanilla(customRules=[OF_OUR_GROUP])


def test_what_stays_is_somebody_else_s(vanilla):
    stays = vanilla().outputs["staysAfterDestroy"]

    assert set(stays) == {
        "namespace seldon-system",
        "service seldon-system/seldon-core-analytics-prometheus-seldon",
        "service seldon-system/seldon-core-analytics-prometheus-alertmanager",
    }


def test_the_same_files_are_rendered_for_pasting_and_review(vanilla):
    found = {file.name: file.text for file in render.files(vanilla())}

    assert list(found) == [
        "deploy-alerts.rules.yml",
        "model-usage.rules.yml",
        "alertmanager.yml",
        "seldon-scrape-jobs.yml",
        "seldon-deploy-values.yaml",
        "routes.md",
    ]
    assert found["seldon-scrape-jobs.yml"].startswith("scrape_configs:\n")


def test_a_monitor_of_the_installation_s_is_a_job_of_the_same_name(vanilla, tmp_path):
    monitor = {
        "kind": "ServiceMonitor",
        "metadata": {"name": "seldon-deploy"},
        "spec": {"selector": {}, "endpoints": [{"port": "http"}]},
    }
    (tmp_path / "deploy-monitor.yaml").write_text(yaml.safe_dump(monitor))

    recording = vanilla(seldon={"referenceConfiguration": str(tmp_path)})

    job = jobs(recording)["seldon_deploy"]
    text = files(recording)["deploy-alerts-rules"]["deploy-alerts.rules.yml"]
    assert job["kubernetes_sd_configs"][0]["role"] == "endpoints"
    # An operator would call its job by the Service, and alerts could not name it.
    assert "seldon_drift_detector|seldon_deploy|seldon_metrics_server" in text
    assert recording.messages == [
        message for message in recording.messages if "do not see them" not in message
    ]
