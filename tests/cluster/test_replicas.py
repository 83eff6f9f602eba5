"""Definitions that go before a release, then replicas: one of each dies, none is lost.

On the stack that the stories before left running.
"""

import shutil
from collections import Counter
from typing import Any

import yaml

from tests.cluster import seldon
from tests.project import PREFIX, Project, eventually, merged

STACK = "sandbox"
NAMESPACE = "/api/v1/namespaces/seldon-monitoring"
SEEN = "services/seldon-deploy:http/proxy/sandbox/webhooks"
SELDON = f"/api/v1/namespaces/seldon-system/{SEEN}"
CRD = "prometheuses.monitoring.coreos.com"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
DEFINITION = "sandbox/chart/charts/crds/crds/monitoring.coreos.com_prometheuses.yaml"
# By which the operator marks its definitions.
VERSION = "operator.prometheus.io/version"
REPLICAS = {
    "kubePrometheus": {
        "crds": {"path": "crds"},
        "prometheus": {"replicas": 2, "spread": {"nodes": "preferred"}},
        "alertmanager": {"replicas": 3},
    },
    # Longer than the last of three waits for the others: else it tells of alerts that
    # have ended as if they fired.
    "alertmanager": {"groupInterval": "40s"},
}
# What a pod whose containers are not there yet says of them.
NOT_READY = {"ready": False}
# The first is on its way when both die, the second is raised while they are gone.
FIRST, SECOND = "SeldonDeploymentErrorRateHigh", "SeldonDeploymentDriftDetected"
KILLED = (
    "prometheus-seldon-monitoring-prometheus-0",
    "alertmanager-seldon-monitoring-alertmanager-0",
)


def test_a_chart_is_refused_whose_operator_is_newer_than_the_definitions(
    project: Project,
):
    project.run("kubectl", "annotate", "--overwrite", "crd", CRD, f"{VERSION}=0.70.0")

    said = project.preview(STACK, check=False)

    assert "the cluster has the definitions of operator 0.70.0 and this chart" in said
    assert "set crds.path to a directory" in said


def test_one_up_renews_them_and_makes_replicas_of_what_runs(project: Project):
    folder = project.folder / "crds"
    folder.mkdir()
    shutil.copy(project.folder / DEFINITION, folder)
    over(project, REPLICAS)

    project.up(STACK)

    definition = project.get(f"{DEFINITIONS}/{CRD}")
    assert definition["metadata"]["annotations"][VERSION] != "0.70.0"
    of_ours = {one["manager"] for one in definition["metadata"]["managedFields"]}
    assert any(name.startswith("pulumi") for name in of_ours)
    eventually(
        lambda: ready(project), 90, "five pods ready", lambda found: len(found) == 5
    )
    budgets = project.get(
        "/apis/policy/v1/namespaces/seldon-monitoring/poddisruptionbudgets"
    )
    assert {
        item["metadata"]["name"]: item["spec"]["minAvailable"]
        for item in budgets["items"]
    } == {"seldon-monitoring-prometheus": 1, "seldon-monitoring-alertmanager": 2}
    service = project.get(f"{NAMESPACE}/services/seldon-monitoring-prometheus")
    assert service["spec"]["sessionAffinity"] == "ClientIP"


def test_no_alert_is_lost_when_one_of_each_dies(project: Project):
    before = len(project.get(SELDON))
    seldon.tell(project, "model", "--fail")
    eventually(
        lambda: states(project).get(FIRST),
        60,
        f"{FIRST} on its way",
        lambda state: state in {"pending", "firing"},
    )
    project.run(
        *("kubectl", "--namespace", "seldon-monitoring", "delete", "pod", *KILLED),
        *("--force", "--grace-period=0"),
    )
    seldon.tell(project, "model", "--drift")

    eventually(
        lambda: told(project, before),
        90,
        "both alerts at Seldon",
        lambda found: {FIRST, SECOND} <= set(found),
    )
    eventually(
        lambda: ready(project), 90, "five pods again", lambda found: len(found) == 5
    )
    seldon.tell(project, "model", "--recover")
    # Of one thing each told once, though two Prometheus sent it to three Alertmanagers.
    found = told(project, before)
    assert {name: found[name] for name in (FIRST, SECOND)} == {FIRST: 1, SECOND: 1}


def over(project: Project, sections: dict[str, Any]) -> None:
    """Lay sections over the stack's file as it is."""
    file = project.folder / f"Pulumi.{STACK}.yaml"
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    for key, value in sections.items():
        name = f"{PREFIX}{key}"
        config = document["config"]
        config[name] = merged(config.get(name, {}), value)
    file.write_text(yaml.safe_dump(document), encoding="utf-8")


def ready(project: Project) -> set[str]:
    """Return the pods of Prometheus and Alertmanager that are ready."""
    return {
        pod["metadata"]["name"]
        for pod in project.get(f"{NAMESPACE}/pods")["items"]
        if pod["metadata"]["name"].startswith(("prometheus-seldon", "alertmanager-"))
        and all(
            one["ready"] for one in pod["status"].get("containerStatuses", [NOT_READY])
        )
    }


def states(project: Project) -> dict[str, str]:
    """Return the state of each alert in the Prometheus that answers."""
    service = f"{NAMESPACE}/services/seldon-monitoring-prometheus:9090/proxy"
    alerts = project.get(f"{service}/api/v1/alerts")["data"]["alerts"]
    return {alert["labels"]["alertname"]: alert["state"] for alert in alerts}


def told(project: Project, before: int) -> Counter[str]:
    """Return how often Seldon was told that an alert fires, after some payloads."""
    return Counter(
        alert["labels"]["alertname"]
        for payload in project.get(SELDON)[before:]
        for alert in payload["alerts"]
        if alert["status"] == "firing"
    )
