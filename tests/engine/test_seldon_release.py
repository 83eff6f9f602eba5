"""Seldon's own release, managed beside its monitoring: made, changed, kept, adopted.

One story in order, by the real engine and Helm. The monitoring's chart makes no pods;
Seldon's, the sandbox's small one, makes one.
"""

import json
import re
from typing import Any

import pytest
import yaml

from tests.engine.podless import podless_chart
from tests.project import NOTHING_CHANGED, Project, own_backend

STACK, MONITORING, SELDON = "managed", "monitoring-managed", "seldon-managed"
RELEASE = "seldon-deploy"
TOKEN = "t0ken-of-git"  # noqa: S105  what must be seen nowhere
CHART = {"path": "sandbox/charts/seldon-deploy", "version": "0.1.0"}
DEPLOYMENT = f"/apis/apps/v1/namespaces/{SELDON}/deployments/{RELEASE}"
CONFIGURATION = f"/api/v1/namespaces/{SELDON}/configmaps/seldon-deploy-config"


@pytest.fixture(scope="module")
def project(sandbox_env, server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("managed")
    made = Project(folder / "project", own_backend(sandbox_env, folder), server)
    podless_chart(made)
    values = {"env": {"USERID_CLAIM_KEY": "name"}, "gitops": {"git": {"user": "git"}}}
    (made.folder / "deploy-values.yaml").write_text(yaml.safe_dump(values))
    made.run("kubectl", "create", "namespace", SELDON)
    stack_file(made)
    made.init(STACK)
    yield made
    made.pulumi("destroy", "--yes", "--skip-preview", "--stack", STACK)
    made.run("kubectl", "delete", "namespace", "--ignore-not-found", MONITORING, SELDON)


def stack_file(project: Project, **sections: Any) -> None:
    install = {
        "chart": CHART,
        "timeout": 60,
        "valuesFile": "deploy-values.yaml",
        "credentials": {"gitops.git.token": "git"},
    }
    project.stack_file(
        STACK,
        **{
            "namespace": {"name": MONITORING},
            "kubePrometheus": {
                "chart": {"path": "build/chart"},
                "fullname": MONITORING,
                "release": MONITORING,
            },
            "credentials": {"git": TOKEN},
            "seldon": {"mode": "release", "namespace": SELDON, "install": install},
            **sections,
        },
    )


def environment(deployment: dict[str, Any]) -> dict[str, str]:
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    return {it["name"]: it.get("value", "") for it in container["env"]}


def test_seldon_runs_once_its_monitoring_is_there(project):
    said = project.up(STACK)

    deployment = project.get(DEPLOYMENT)
    assert deployment["status"]["readyReplicas"] == 1
    assert environment(deployment)["USERID_CLAIM_KEY"] == "name"
    assert environment(deployment)["ALERTMANAGER_URL"] == (
        f"http://{MONITORING}-alertmanager.{MONITORING}:9093/api/v1/alerts"
    )
    assert project.get(CONFIGURATION)["data"]["PROMETHEUS_SELDON_URL"] == (
        f"http://{MONITORING}-prometheus.{MONITORING}:9090/api/v1/"
    )
    assert TOKEN not in said


def test_a_credential_is_in_seldon_s_secret_and_nowhere_in_the_clear(project):
    secret = project.get(f"/api/v1/namespaces/{SELDON}/secrets/git-{RELEASE}")
    state = project.pulumi("stack", "export", "--stack", STACK)

    assert secret["data"]["token"] == "dDBrZW4tb2YtZ2l0"  # noqa: S105  base64's
    assert TOKEN not in state
    assert TOKEN not in json.dumps(project.outputs(STACK))


def test_nothing_changes_with_nothing_changed(project):
    assert re.search(NOTHING_CHANGED, project.up(STACK), re.MULTILINE)


def test_a_new_value_rolls_the_pod_though_only_a_configmap_holds_it(project):
    before = project.get(DEPLOYMENT)
    url = f"http://usage.{MONITORING}:9090/api/v1/"
    stack_file(project, seldonDeploy={"resourceMetricsUrl": url})

    shown = project.preview(STACK)
    project.up(STACK)

    after = project.get(DEPLOYMENT)
    assert url in shown
    assert TOKEN not in shown
    assert after["metadata"]["uid"] == before["metadata"]["uid"]
    assert after["metadata"]["generation"] > before["metadata"]["generation"]
    assert after["status"]["updatedReplicas"] == 1
    found = project.get(CONFIGURATION)["data"]["PROMETHEUS_SELDON_RESOURCE_METRICS_URL"]
    assert found == url


def test_destroy_keeps_seldon_and_says_so(project):
    said = project.operations("destroy", "--stack", STACK)

    assert re.search(rf"release {SELDON}/{RELEASE}.*Seldon goes on", said)
    assert project.get(DEPLOYMENT)["status"]["readyReplicas"] == 1


def test_a_release_that_this_stack_does_not_manage_is_refused(project):
    before = project.fingerprint()

    said = project.up(STACK, check=False)

    assert f"Release {RELEASE} is already there" in said
    assert "cluster.adopt: true for one `up`" in said
    assert project.fingerprint() == before


def test_it_is_adopted_by_an_import_and_upgraded_in_place(project):
    before = project.get(DEPLOYMENT)
    stack_file(project, seldon={"mode": "values", "install": None})
    project.up(STACK)
    urn = f"urn:pulumi:{STACK}::seldon-monitoring"
    project.pulumi(
        *("import", "--stack", STACK, "--yes", "--skip-preview"),
        *("--protect=false", "--generate-code=false"),
        *("--provider", f"cluster={urn}::pulumi:providers:kubernetes::cluster"),
        *(
            "--parent",
            f"seldon={urn}::seldon-monitoring:index:SeldonDeploy::seldon-deploy",
        ),
        "kubernetes:helm.sh/v3:Release",
        "seldon-deploy-release",
        f"{SELDON}/{RELEASE}",
    )
    stack_file(project, cluster={"adopt": True})

    project.up(STACK)

    assert project.get(DEPLOYMENT)["metadata"]["uid"] == before["metadata"]["uid"]
    history = project.run("helm", "history", RELEASE, "-n", SELDON, "-o", "json")
    assert len(json.loads(history.stdout)) == 3
