"""Prometheus and Alertmanager without operator, as seldon-core-analytics has them.

Beside the stack that the stories before left running.
"""

import json
import re
from typing import Any

import pytest
import yaml

from tests.cluster import seldon
from tests.project import NOTHING_CHANGED, PREFIX, ROOT, Project, eventually

STACK = "sandbox"
NAMESPACE = "seldon-system"
PREPARED = str(ROOT / "tests/cluster/without-operator.yaml")
ALERT = "SeldonDeploymentErrorRateHigh"
CONFIG_MAPS = {
    "deploy-alerts-rules",
    "model-usage-rules",
    "seldon-core-analytics-alertmanager-configuration",
    "seldon-scrape-jobs",
}


@pytest.fixture
def vanilla(scratch: Project, project: Project):
    """Return a project of its own beside a Prometheus that others installed."""
    scratch.run("kubectl", "apply", "-f", PREPARED)
    write(scratch)
    scratch.init(STACK)
    yield scratch
    scratch.run("kubectl", "delete", "--wait=false", "-f", PREPARED)
    seldon.deploy(project, STACK)


def test_its_whole_life(vanilla: Project):
    created = vanilla.up(STACK)
    seldon.deploy(vanilla, STACK)
    assert {name: why for name, why in links(vanilla).items() if why} == {}
    seldon.tell(vanilla, "model", "--fail")
    eventually(lambda: fired(vanilla), 90, "webhook", lambda found: ALERT in found)
    seldon.tell(vanilla, "model", "--recover")
    write(vanilla, warning=0.07)
    preview = vanilla.preview(STACK)
    vanilla.up(STACK)
    changed = links(vanilla)
    again = vanilla.up(STACK)
    there = config_maps(vanilla)
    destroyed = vanilla.operations("destroy", "--stack", STACK)

    assert re.search(r"^ +\+ \d+ created$", created, re.MULTILINE)
    assert re.findall(r"~ (kubernetes:[\w./]+:\w+)", preview) == [
        "kubernetes:core/v1:ConfigMap"
    ]
    # It fails while Prometheus has a rule of before: what it shows was loaded anew.
    assert changed["rules deploy-alerts-rules"] == ""
    assert re.search(NOTHING_CHANGED, again, re.MULTILINE)
    assert there >= CONFIG_MAPS
    assert "service seldon-system/seldon-core-analytics-prometheus-seldon" in destroyed
    assert CONFIG_MAPS.isdisjoint(config_maps(vanilla))


def test_a_config_map_of_somebody_else_s_and_a_missing_service_are_refused(
    scratch: Project,
):
    write(scratch, vanilla={"alerts": {"configMap": "kube-root-ca.crt"}})
    scratch.init(STACK)

    said = scratch.preview(STACK, check=False)
    other = {"prometheus": {"service": "nobody"}, "alertmanager": {"service": "none"}}
    write(scratch, vanilla=other)
    missing = scratch.preview(STACK, check=False)

    assert "ConfigMap kube-root-ca.crt is already there and was not made by" in said
    for key, name in (("prometheus", "nobody"), ("alertmanager", "none")):
        assert (
            f"kubePrometheus.vanilla.{key}.service: there is no Service {name} in "
            f"namespace {NAMESPACE}"
        ) in missing


def fired(project: Project) -> set[str]:
    """Return the alerts of this Prometheus that Seldon's webhook was sent."""
    kept = json.loads(seldon.tell(project, "webhooks"))
    return {
        alert["labels"]["alertname"]
        for payload in kept
        for alert in payload["alerts"]
        if alert["labels"].get("setup") == "analytics"
    }


def write(project: Project, *, warning: float = 0.05, **chosen: Any) -> None:
    """Write the stack file: the sandbox's quick figures, nothing to install."""
    project.stack_file(STACK, alertRules={"errorRate": {"warning": warning}})
    file = project.folder / f"Pulumi.{STACK}.yaml"
    document = yaml.safe_load(file.read_text())
    document["config"][f"{PREFIX}kubePrometheus"] = {
        "distribution": "vanilla",
        "prometheus": {
            "scrapeInterval": "5s",
            "externalLabels": {"setup": "analytics"},
        },
        **chosen,
    }
    file.write_text(yaml.safe_dump(document))


def links(project: Project) -> dict[str, str]:
    """Return why each link does not hold, once all do or two minutes are over."""
    flags = ("--stack", STACK, "--json", "--timeout", "120")
    said = project.operations("verify", *flags, check=False)
    rows = json.loads(said[said.index("[\n") :])
    return {row["name"]: row["cause"] for row in rows}


def config_maps(project: Project) -> set[str]:
    found = project.get(f"/api/v1/namespaces/{NAMESPACE}/configmaps")["items"]
    return {item["metadata"]["name"] for item in found}
