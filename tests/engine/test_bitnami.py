"""Bitnami's chart from the first preview on, and over to kube-prometheus-stack.

One story, told in order, on the sandbox's chart in Bitnami's layout. The volumes are
directories of the node, so that what must outlive the pods can.
"""

import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from kubernetes.config import new_client_from_config

from tests.project import NOTHING_CHANGED, Project, eventually, own_backend

STACK, NAMESPACE = "documented", "documented"
ALERTMANAGER = (
    f"/api/v1/namespaces/{NAMESPACE}/services/seldon-monitoring-alertmanager:9093/proxy"
)
# Both charts have the operator call them so.
PODS = {
    "prometheus-seldon-monitoring-prometheus-0",
    "alertmanager-seldon-monitoring-alertmanager-0",
}
CLASS = "by-hand"
SILENCE = {
    "matchers": [
        {"name": "alertname", "value": "X", "isRegex": False, "isEqual": True}
    ],
    "startsAt": "2020-01-01T00:00:00Z",
    "endsAt": "2099-01-01T00:00:00Z",
    "createdBy": "test",
    "comment": "outlives the chart",
}


def settings(**changed: Any) -> dict[str, Any]:
    """Return what is the same for both charts."""
    memory = {"requests": {"memory": "64Mi"}, "limits": {"memory": "1Gi"}}
    whole = {
        "storage": {"size": "10Gi", "storageClass": CLASS},
        "resources": memory,
    }
    return {
        "namespace": {"name": NAMESPACE},
        "kubePrometheus": {"prometheus": whole, "alertmanager": whole | changed},
    }


def bitnami(**changed: Any) -> dict[str, Any]:
    """Return the sections of a stack file with Bitnami's chart."""
    sections = settings(**changed)
    sections["kubePrometheus"] |= {
        "distribution": "bitnami",
        "chart": {"path": "sandbox/bitnami"},
        "admissionWebhook": False,
        # The sandbox has no image of it.
        "values": {"blackboxExporter": {"enabled": False}},
    }
    return sections


@pytest.fixture(scope="module")
def documented(sandbox_env, server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bitnami")
    project = Project(folder / "project", own_backend(sandbox_env, folder), server)
    project.stack_file(STACK, **bitnami())
    project.init(STACK)
    volumes(project)
    yield project
    project.pulumi("destroy", "--yes", "--skip-preview", "--stack", STACK)
    project.run("kubectl", "delete", "namespace", NAMESPACE, "--ignore-not-found")
    project.run("kubectl", "delete", "persistentvolumes", "one", "two")
    project.run("kubectl", "delete", "storageclasses", CLASS)


def volumes(project: Project) -> None:
    """Make two volumes, each a directory that any user may write to."""
    by_hand = {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": CLASS},
        "provisioner": "kubernetes.io/no-provisioner",
    }
    # The operator asks for it, although claims are bound by its name alone.
    write(project, by_hand)
    state = Path(project.env["KUBECONFIG"]).parent
    for name in ("one", "two"):
        directory = state / "volumes" / name
        directory.mkdir(parents=True)
        directory.chmod(0o777)
        manifest = {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {"name": name},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "capacity": {"storage": "10Gi"},
                "storageClassName": CLASS,
                # The node sees its state there.
                "hostPath": {"path": f"/run/sandbox/volumes/{name}"},
            },
        }
        write(project, manifest)


def write(project: Project, manifest: object) -> None:
    file = project.folder / "build" / "manifest.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(manifest))
    project.run("kubectl", "apply", "--filename", str(file))


def ready(project: Project) -> set[str]:
    pods = project.get(f"/api/v1/namespaces/{NAMESPACE}/pods")["items"]
    return {
        pod["metadata"]["name"]
        for pod in pods
        for condition in pod["status"].get("conditions", ())
        if (condition["type"], condition["status"]) == ("Ready", "True")
        and "deletionTimestamp" not in pod["metadata"]
    }


def wait(project: Project) -> None:
    eventually(lambda: ready(project), 90, "pods ready", lambda found: found >= PODS)


def uids(project: Project) -> dict[str, str]:
    """Return what must stay: the Secret, the claims, a monitor, rules."""
    said = project.run(
        *("kubectl", "--namespace", NAMESPACE, "get", "-o=json"),
        "secrets,persistentvolumeclaims,podmonitors,prometheusrules",
    )
    ours = re.compile(r"alertmanager-.*-alertmanager$|.*-db-.*|seldon-core|deploy-.*")
    return {
        f"{item['kind']}/{item['metadata']['name']}": item["metadata"]["uid"]
        for item in json.loads(said.stdout)["items"]
        if ours.fullmatch(item["metadata"]["name"])
        and "helm" not in item["metadata"].get("labels", {}).get("owner", "")
    }


def silence(project: Project) -> None:
    """Make a silence; kubectl would not say that it is JSON."""
    api = new_client_from_config(project.env["KUBECONFIG"])
    request = api.param_serialize(
        "POST",
        f"{ALERTMANAGER}/api/v2/silences",
        header_params={"Content-Type": "application/json"},
        body=SILENCE,
        auth_settings=["BearerToken"],
    )
    response = api.call_api(*request)
    response.read()
    assert response.status == HTTPStatus.OK, response.data


def silences(project: Project) -> list[str]:
    found = project.get(f"{ALERTMANAGER}/api/v2/silences")
    return [silence["comment"] for silence in found]


def release(project: Project) -> str:
    command = ("helm", "list", "--namespace", NAMESPACE, "--output=json")
    (one,) = json.loads(project.run(*command).stdout)
    return f"{one['chart']} {one['revision']}"


def test_a_preview_shows_the_documented_release(documented: Project):
    said = documented.preview(STACK)

    assert re.search(r'metric-labels-allowlist *: "pods=\[\*\]"', said)
    assert re.search(r"externalConfig *: true", said)
    assert "error:" not in said


def test_up_runs_it_under_the_policies(documented: Project):
    said = documented.up(STACK, "--policy-pack", "policies")

    assert re.search(r"^ +\+ \d+ created$", said, re.MULTILINE)
    assert release(documented) == "kube-prometheus-8.0.9 1"


def test_verify_finds_the_chart_s_own_names(documented: Project):
    said = documented.operations("verify", "--stack", STACK, "--timeout", "120")

    assert "in the cluster as deployed" in said
    assert "loaded as declared" in said


def test_again_changes_nothing(documented: Project):
    assert re.search(NOTHING_CHANGED, documented.up(STACK), re.MULTILINE)


def test_a_setting_reaches_alertmanager(documented: Project):
    documented.stack_file(STACK, **bitnami(retention="240h"))

    assert "1 updated" in documented.up(STACK)

    path = "/apis/monitoring.coreos.com/v1/namespaces"
    found = documented.get(
        f"{path}/{NAMESPACE}/alertmanagers/seldon-monitoring-alertmanager"
    )
    assert found["spec"]["retention"] == "240h"


def test_going_over_to_the_other_chart_is_said_beforehand(documented: Project):
    documented.stack_file(STACK, **settings(retention="240h"))

    said = documented.preview(STACK)

    assert "was bitnami and is kube-prometheus-stack: the release is uninst" in said
    assert "+-1 to replace" in said
    assert "silences go with" not in said


def test_names_secret_volumes_and_silences_outlive_the_chart(documented: Project):
    wait(documented)
    silence(documented)
    before = uids(documented)

    said = documented.up(STACK)

    assert "1 replaced" in said
    wait(documented)
    assert release(documented) == "kube-prometheus-stack-88.5.3 1"
    assert {key.split("/")[0] for key in before} == {
        *("Secret", "PersistentVolumeClaim", "PodMonitor", "PrometheusRule"),
    }
    assert uids(documented) == before
    eventually(
        lambda: silences(documented),
        30,
        "the silence of before",
        lambda found: found == ["outlives the chart"],
    )


def test_destroy_takes_the_release_and_leaves_the_volumes(documented: Project):
    said = documented.operations("destroy", "--stack", STACK)

    assert "PersistentVolumeClaim" in said
    assert (
        json.loads(
            documented.run(
                "helm", "list", "--namespace", NAMESPACE, "--output=json"
            ).stdout
        )
        == []
    )
