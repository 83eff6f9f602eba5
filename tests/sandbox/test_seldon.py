"""What plays Seldon: wired by Helm values alone, labelled as Seldon's pods are."""

import base64

import httpx
import pytest

from sandbox import cli, seldon, seldon_oidc
from sandbox.errors import SandboxError
from sandbox.seldon_manifests import environment, manifests
from sandbox.seldon_oidc import Client

VALUES = {
    "prometheus": {
        "seldon": {"url": "http://p:9090/api/v1/", "namespaceMetricName": "namespace"},
        "knative": {"url": "http://p:9090/api/v1/"},
    },
    "env": {"ALERTMANAGER_URL": "http://a:9093/api/v1/alerts", "OTHER": 1},
}


def deployments(values):
    return {
        part["metadata"]["name"]: part["spec"]["template"]
        for part in manifests(values)
        if part["kind"] == "Deployment"
    }


def test_helm_values_become_the_environment_and_env_goes_in_as_it_stands():
    assert environment(VALUES) == [
        {"name": "ALERTMANAGER_URL", "value": "http://a:9093/api/v1/alerts"},
        {"name": "OTHER", "value": "1"},
        {"name": "PROMETHEUS_SELDON_NAMESPACE_METRIC_NAME", "value": "namespace"},
        {"name": "PROMETHEUS_SELDON_URL", "value": "http://p:9090/api/v1/"},
    ]


def test_no_address_of_monitoring_is_written_into_the_manifests():
    assert environment({}) == []
    assert "9090" not in str(manifests({}))
    assert "9093" not in str(manifests({}))


def test_seldon_deploy_gets_the_environment():
    pod = deployments(VALUES)["seldon-deploy"]

    assert pod["spec"]["containers"][0]["env"] == environment(VALUES)


def test_namespaces_come_before_what_lives_in_them():
    kinds = [part["kind"] for part in manifests({})]

    assert kinds == sorted(kinds, key=lambda kind: kind != "Namespace")


def test_model_pod_is_laid_out_as_seldon_core_does():
    pod = deployments({})["iris-default-0-classifier"]
    ports = {
        (container["name"], port["name"], port["containerPort"])
        for container in pod["spec"]["containers"]
        for port in container["ports"]
    }

    assert pod["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "seldon-core"
    assert pod["metadata"]["labels"]["seldon-deployment-id"] == "iris"
    assert ports == {
        ("classifier", "metrics", 6000),
        ("seldon-container-engine", "http", 8000),
        ("seldon-container-engine", "metrics", 8000),
    }


def test_unknown_mode_is_refused_by_name(tmp_path):
    with pytest.raises(SandboxError, match="'explode': not one of fail, slow, "):
        seldon.model(tmp_path, "explode")


def test_two_modes_of_one_workload_are_refused(tmp_path):
    with pytest.raises(SandboxError, match="'slow' excludes another one"):
        seldon.model(tmp_path, "fail", "slow")


def test_without_a_provider_no_token_is_asked_for():
    (container,) = deployments({})["seldon-deploy"]["spec"]["containers"]

    assert container["args"] == []


def test_a_provider_comes_after_its_namespace_and_before_the_pod_that_mounts_it():
    objects = manifests({}, seldon_oidc.SECRET)

    kinds = [part["kind"] for part in objects]
    at = kinds.index("Secret")
    assert {"Namespace"} == set(kinds[:at])
    assert "Deployment" in kinds[at:]
    (deploy,) = [
        part["spec"]["template"]["spec"]
        for part in objects
        if (part["kind"], part["metadata"]["name"]) == ("Deployment", "seldon-deploy")
    ]
    assert deploy["containers"][0]["args"] == ["-oidc=/oidc"]
    assert deploy["volumes"][0]["secret"]["secretName"] == "seldon-deploy-oidc"


@pytest.mark.parametrize(("status", "made"), [(404, True), (200, False)])
def test_certificates_are_made_once(status, made):
    transport = httpx.MockTransport(lambda _: httpx.Response(status))
    with httpx.Client(transport=transport, base_url="https://api") as api:
        data = seldon_oidc.secret(api, Client("sd-api", "s3cret"))["data"]

    assert base64.b64decode(data["client_secret"]) == b"s3cret"
    assert ("tls.key" in data) is made
    # Nothing that could sign another certificate leaves the folder it was made in.
    assert "ca.key" not in data


def test_a_clients_secret_is_not_shown():
    assert "s3cret" not in repr(Client("sd-api", "s3cret"))


def test_a_client_has_a_name_and_a_secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text("s3cret\n")

    assert cli.read_client("sd-api", file) == Client("sd-api", "s3cret")
    assert cli.read_client("", None) is None
    for name, path in (("sd-api", None), ("", file)):
        with pytest.raises(SandboxError, match="give both --client and"):
            cli.read_client(name, path)
    with pytest.raises(SandboxError, match=r"--client-secret .*none: No such file"):
        cli.read_client("sd-api", tmp_path / "none")


def test_missing_kubeconfig_is_named(tmp_path):
    with pytest.raises(SandboxError, match=r"kubeconfig .*/none: "):
        seldon.webhooks(tmp_path / "none")
