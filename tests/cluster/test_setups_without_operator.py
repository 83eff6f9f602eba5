"""A Prometheus and an Alertmanager without operator, as seldon-core-analytics has them."""

import json
import re
import time

import pytest
import yaml

from tests.project import NOTHING_CHANGED, PREFIX, ROOT, Project, eventually

STACK = "sandbox"
NAMESPACE = "seldon-system"
PREPARED = ROOT / "tests/cluster/without-operator.yaml"
PROMETHEUS = (
    f"/api/v1/namespaces/{NAMESPACE}/services/"
    "seldon-core-analytics-prometheus-seldon:80/proxy/api/v1"
)
ALERT = "SeldonDeploymentErrorRateHigh"
CONFIG_MAPS = {
    "deploy-alerts-rules",
    "model-usage-rules",
    "seldon-core-analytics-alertmanager-configuration",
    "seldon-scrape-jobs",
}


@pytest.fixture
def vanilla(scratch: Project):
    """Return a project of its own beside a Prometheus that others installed."""
    scratch.run("kubectl", "apply", "-f", str(PREPARED))
    write(scratch)
    scratch.init(STACK)
    yield scratch
    scratch.run("kubectl", "delete", "--wait=false", "-f", str(others(scratch)))


def test_its_whole_life(vanilla: Project):
    created = vanilla.up(STACK)
    proved = links(vanilla)
    vanilla_sees_the_failing_model(vanilla)
    write(vanilla, warning=0.07)
    preview = vanilla.preview(STACK)
    vanilla.up(STACK)
    changed = links(vanilla)
    again = vanilla.up(STACK)
    destroyed = vanilla.operations("destroy", "--stack", STACK)

    assert re.search(r"^ +\+ \d+ created$", created, re.MULTILINE)
    assert [name for name, status in proved.items() if status == "broken"] == []
    assert re.findall(r"~ (kubernetes:[\w./]+:\w+)", preview) == [
        "kubernetes:core/v1:ConfigMap"
    ]
    assert changed["rules deploy-alerts-rules"] == "ok"
    assert re.search(NOTHING_CHANGED, again, re.MULTILINE)
    assert "service seldon-system/seldon-core-analytics-prometheus-seldon" in destroyed
    assert CONFIG_MAPS.isdisjoint(config_maps(vanilla))


def vanilla_sees_the_failing_model(project: Project) -> None:
    sandbox(project, "seldon", "model", "--fail")
    try:
        eventually(lambda: fired(project), 90, "webhook", lambda found: ALERT in found)
    finally:
        sandbox(project, "seldon", "model", "--recover")


def fired(project: Project) -> set[str]:
    """Return the alerts of this Prometheus that Seldon's webhook was sent."""
    kept = json.loads(sandbox(project, "seldon", "webhooks"))
    return {
        alert["labels"]["alertname"]
        for payload in kept
        for alert in payload["alerts"]
        if alert["labels"].get("setup") == "analytics"
    }


def write(project: Project, *, warning: float = 0.05) -> None:
    """Write the stack file: the sandbox's quick figures, nothing to install."""
    project.stack_file(STACK, alertRules={"errorRate": {"warning": warning}})
    file = project.folder / f"Pulumi.{STACK}.yaml"
    document = yaml.safe_load(file.read_text())
    document["config"][f"{PREFIX}kubePrometheus"] = {
        "distribution": "vanilla",
        "prometheus": {"scrapeInterval": "5s", "externalLabels": {"setup": "analytics"}},
    }
    file.write_text(yaml.safe_dump(document))


def links(project: Project) -> dict[str, str]:
    said = project.operations("verify", "--stack", STACK, "--json", check=False)
    rows = json.loads(said[said.index("[\n") :])
    return {row["name"]: row["status"] for row in rows}


def config_maps(project: Project) -> set[str]:
    found = project.get(f"/api/v1/namespaces/{NAMESPACE}/configmaps")["items"]
    return {item["metadata"]["name"] for item in found}
