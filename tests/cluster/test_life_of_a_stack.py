"""From an empty cluster to an alert at Seldon and back to an empty cluster.

One story, told in order: each test rests on what the ones before it left running.
"""

import json
import re
from typing import Any
from urllib.parse import quote

from operations.policypack import flags
from tests.cluster import seldon
from tests.project import NOTHING_CHANGED, Project, eventually

STACK = "sandbox"
NAMESPACE = "seldon-monitoring"
PROMETHEUS = (
    f"/api/v1/namespaces/{NAMESPACE}/services/seldon-monitoring-prometheus:9090/proxy"
)
ALERT = "SeldonDeploymentErrorRateHigh"


def test_up_installs_everything_under_the_policies(project: Project):
    project.init(STACK)

    said = project.up(STACK, *flags(STACK))

    assert re.search(r"^ +\+ \d+ created$", said, re.MULTILINE)
    assert not re.search(r"\d+ (updated|deleted|replaced|unchanged)", said)
    assert "make verify STACK=sandbox" in said
    assert "alerts that the chart brings carry no type" in said


def test_every_pod_of_the_stack_runs(project: Project):
    def running() -> set[str]:
        pods = project.get(f"/api/v1/namespaces/{NAMESPACE}/pods")["items"]
        return {
            pod["metadata"]["name"].rsplit("-", 2)[0]
            for pod in pods
            if pod["status"]["phase"] == "Running"
            and all(c["ready"] for c in pod["status"]["containerStatuses"])
        }

    wanted = {
        "seldon-monitoring-operator",
        "prometheus-kube-state-metrics",
        "prometheus-seldon-monitoring",
        "alertmanager-seldon-monitoring",
    }

    eventually(running, 120, "pods ready", lambda found: wanted <= found)


def test_seldon_finds_its_monitoring_by_the_derived_values_alone(project: Project):
    seldon.deploy(project, STACK)

    assert "ENABLED_AND_REACHABLE" in seldon_says(project, "healthcheck/PROMETHEUS")
    assert "ENABLED_AND_REACHABLE" in seldon_says(project, "healthcheck/ALERTMANAGER")


def test_each_monitor_with_pods_has_its_targets_up(project: Project):
    wanted = {
        f"{NAMESPACE}/seldon-core": 2,
        f"{NAMESPACE}/seldon-deploy": 1,
        # Both select the annotated pods of seldon-logs: a detector, a metrics server.
        f"{NAMESPACE}/metrics-server": 2,
        f"{NAMESPACE}/seldon-drift-detector": 2,
    }

    def up() -> dict[str, int]:
        rows = query(project, "sum by (job) (up)")
        return {row["metric"].get("job", ""): int(row["value"][1]) for row in rows}

    eventually(up, 180, "targets up", lambda found: wanted.items() <= found.items())


def test_model_usage_has_rows_for_the_sample_model(project: Project):
    def names() -> list[str]:
        rows = query(project, 'model_containers_average{namespace="seldon"}')
        return [row["metric"]["name"] for row in rows]

    eventually(names, 90, "usage rows", lambda found: found == ["iris"])


def test_verify_proves_the_whole_chain(project: Project):
    said = project.operations("verify", "--stack", STACK, "--json")

    rows = json.loads(
        said[said.index("{") if said.startswith("{") else said.index("[") :]
    )

    assert rows


def test_a_failing_model_reaches_seldon_and_its_recovery_too(project: Project):
    seldon.tell(project, "model", "--fail")
    eventually(lambda: statuses(project), 120, "webhook", lambda s: "firing" in s)
    eventually(lambda: listed(project), 30, "alerts list", lambda a: ALERT in a)

    seldon.tell(project, "model", "--recover")

    eventually(lambda: statuses(project), 180, "resolved", lambda s: "resolved" in s)
    eventually(lambda: listed(project), 30, "list", lambda a: ALERT not in a)


def test_a_second_up_changes_nothing(project: Project):
    said = project.up(STACK)

    assert re.search(NOTHING_CHANGED, said, re.MULTILINE)


def test_one_threshold_changes_one_rule_object(project: Project):
    project.stack_file(STACK, alertRules={"errorRate": {"warning": 0.07}})

    preview = project.preview(STACK)
    said = project.up(STACK)

    assert "1 to update" in preview
    assert re.findall(r"~ (kubernetes:[\w./]+:\w+)", preview) == [
        "kubernetes:monitoring.coreos.com/v1:PrometheusRule"
    ]
    assert "1 updated" in said
    eventually(
        lambda: [rule["query"] for rule in rules(project) if rule["name"] == ALERT],
        120,
        "new threshold in Prometheus",
        lambda found: any("> 0.07" in text for text in found),
    )


def test_the_repeat_interval_shows_in_the_output_diff(project: Project):
    project.stack_file(
        STACK,
        alertRules={"errorRate": {"warning": 0.07}},
        alertmanager={"repeatInterval": "4h"},
    )

    preview = project.preview(STACK)

    assert re.search(r'repeat_interval\s*: "3h" => "4h"', preview)
    assert set(re.findall(r"~ ([\w./-]+:[\w./]+:\w+):", preview)) == {
        "seldon-monitoring:index:Alertmanager",
        "kubernetes:core/v1:Secret",
    }
    project.stack_file(STACK)
    project.up(STACK)


def rules(project: Project) -> list[dict[str, Any]]:
    groups = project.get(f"{PROMETHEUS}/api/v1/rules")["data"]["groups"]
    return [rule for group in groups for rule in group["rules"]]


def query(project: Project, expression: str) -> list[dict[str, Any]]:
    path = f"{PROMETHEUS}/api/v1/query?query={quote(expression)}"
    return list(project.get(path)["data"]["result"])


def seldon_says(project: Project, path: str) -> str:
    base = "/api/v1/namespaces/seldon-system/services/seldon-deploy:80/proxy"
    return str(project.get(f"{base}/seldon-deploy/api/v1alpha1/{path}"))


def statuses(project: Project) -> list[str]:
    kept = json.loads(seldon.tell(project, "webhooks"))
    return [
        alert["status"]
        for payload in kept
        for alert in payload["alerts"]
        if alert["labels"]["alertname"] == ALERT
    ]


def listed(project: Project) -> list[str]:
    return [alert["name"] for alert in json.loads(seldon.tell(project, "alerts"))]
