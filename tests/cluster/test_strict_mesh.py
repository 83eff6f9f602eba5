"""A mesh that demands mutual TLS: a model that turns plain scrapes away is scraped.

The injector, its sidecars and its authority are stand-ins that read Istio's annotations
and labels; no part of Istio is in them. After the other stories, because Prometheus and
Alertmanager start anew.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from operations.policypack import flags
from tests.project import Project, eventually

STACK = "sandbox"
NAMESPACE = "seldon-monitoring"
TARGETS = (
    f"/api/v1/namespaces/{NAMESPACE}/services/seldon-monitoring-prometheus:9090/proxy"
    "/api/v1/targets?state=active&scrapePool=podMonitor"
    f"/{NAMESPACE}/seldon-core/0"
)
AUTHORITY = "/api/v1/namespaces/istio-system/services/istiod:15016/proxy/authority"
FOLDER = "sandbox/workloads/mesh"
STRICT = {"mesh": "istio-strict"}
POD = "in-the-mesh"
# URL and last error of a model's target, by the model's namespace.
Targets = dict[str, tuple[str, str]]


@pytest.fixture(scope="module", autouse=True)
def mesh(project: Project) -> Iterator[None]:
    """Have an injector, and then a model with a sidecar; take them away after."""
    project.init(STACK)
    webhook = project.folder / "build" / "injector.json"
    webhook.parent.mkdir(exist_ok=True)
    kubectl(project, "apply", "-f", f"{FOLDER}/strict.yaml")
    kubectl(project, "rollout", "status", "-n", "istio-system", "deployment/injector")
    authority = kubectl(project, "get", "--raw", AUTHORITY)
    webhook.write_text(json.dumps(injection(authority)))
    kubectl(project, "apply", "-f", str(webhook))
    kubectl(project, "apply", "-f", f"{FOLDER}/strict-model.yaml")
    yield
    # First of all: without its injector no pod that asks for a sidecar would start.
    kubectl(project, "delete", "-f", str(webhook))
    for namespace in ("istio-system", "in-the-mesh"):
        everything = ("deployments,services", "--all", f"--namespace={namespace}")
        kubectl(project, "delete", "--wait=false", *everything)


def test_a_plain_scrape_is_turned_away(project: Project):
    def turned_away(found: Targets) -> bool:
        return bool(found.get(POD, ("", ""))[1])

    found = eventually(lambda: health(project), 60, "target of the mesh", turned_away)

    url, error = found[POD]
    assert url.startswith("http://")
    assert "400 Bad Request" in error


def test_with_certificates_of_the_mesh_it_is_scraped_and_others_still_are(
    project: Project,
):
    project.stack_file(STACK, kubePrometheus=STRICT)
    project.up(STACK, *flags(STACK))

    def asked() -> Targets:
        try:
            return health(project)
        except AssertionError:
            # Prometheus starts anew.
            return {}

    def all_up(found: Targets) -> bool:
        url, _ = found.get(POD, ("", ""))
        return url.startswith("https") and not any(it[1] for it in found.values())

    found = eventually(asked, 120, "all models up", all_up)

    # The sample model has no sidecar.
    others = [url for where, (url, _) in found.items() if where != POD]
    assert all(url.startswith("http://") for url in others)


def test_who_is_asked_by_seldon_takes_nothing_in_by_a_sidecar(project: Project):
    pods = project.get(f"/api/v1/namespaces/{NAMESPACE}/pods")["items"]
    injected = {
        pod["metadata"]["name"]: pod["metadata"]["labels"]
        for pod in pods
        if any(
            it["name"] == "istio-proxy" for it in pod["spec"].get("initContainers", ())
        )
    }

    assert set(injected) == {
        "prometheus-seldon-monitoring-prometheus-0",
        "alertmanager-seldon-monitoring-alertmanager-0",
    }
    assert {it["security.istio.io/tlsMode"] for it in injected.values()} == {"disabled"}


def injection(authority: str) -> dict[str, Any]:
    """Return the webhook by which pods that ask for a sidecar get one."""
    service = {"name": "istiod", "namespace": "istio-system", "path": "/inject"}
    bundle = base64.b64encode(authority.encode()).decode()
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "MutatingWebhookConfiguration",
        "metadata": {"name": "istio-sidecar-injector"},
        "webhooks": [
            {
                "name": "object.sidecar-injector.istio.io",
                "clientConfig": {"service": service, "caBundle": bundle},
                "rules": [
                    {
                        "operations": ["CREATE"],
                        "apiGroups": [""],
                        "apiVersions": ["v1"],
                        "resources": ["pods"],
                    }
                ],
                "objectSelector": {"matchLabels": {"sidecar.istio.io/inject": "true"}},
                "admissionReviewVersions": ["v1"],
                "sideEffects": "None",
            }
        ],
    }


def health(project: Project) -> Targets:
    found = project.get(TARGETS)["data"]["activeTargets"]
    return {
        it["labels"]["namespace"]: (it["scrapeUrl"], it["lastError"])
        for it in found
        if it["health"] != "unknown"
    }


def kubectl(project: Project, *arguments: str) -> str:
    return project.run("kubectl", *arguments).stdout
