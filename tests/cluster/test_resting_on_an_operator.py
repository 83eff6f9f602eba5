"""An operator that is there: rested on, and eight that will not do, each refused.

The operator is that of the stack whose life the story tells; what it is asked to run
here is somebody else's, and has no pods.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from operations.policypack import flags
from tests.project import NOTHING_CHANGED, PREFIX, Project, merged, own_backend

STACK = "sandbox"
NAMESPACE = "platform"
OBJECTS = [
    *yaml.safe_load_all((Path(__file__).parent / "there_before.yaml").read_text())
]
THEIRS = "prometheuses,alertmanagers,services,deployments,secrets"
PAGER = {
    "kind": "webhook",
    "name": "pager",
    "url": "pager",
    "types": ["infra"],
}
EXISTING = {
    "namespace": NAMESPACE,
    "operator": "seldon-monitoring/seldon-monitoring-operator",
    "kubeStateMetrics": "seldon-monitoring/prometheus-kube-state-metrics",
}

# Fields of their Prometheus, of their Alertmanager, sections of ours; what is said.
WRONG: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]] = {
    "a selector that takes nothing": (
        {"podMonitorSelector": None},
        {},
        {},
        (
            "Prometheus platform/theirs: spec.podMonitorSelector is not set, which "
            "takes no PodMonitor; set it to {} for all"
        ),
    ),
    "namespaces of another label": (
        {"ruleNamespaceSelector": {"matchLabels": {"team": "web"}}},
        {},
        {},
        "run `kubectl label namespace platform team=web --overwrite`",
    ),
    "alerts for another Alertmanager": (
        {"alerting": {"alertmanagers": [{"name": "x", "port": "web"}]}},
        {},
        {},
        (
            "add to spec.alerting.alertmanagers: {name: theirs-alertmanager, "
            "namespace: platform, port: web}"
        ),
    ),
    "an image that is not the version": (
        {},
        {"version": "0.28.1"},
        {},
        "spec.version is 0.28.1 but its image's tag is v0.26.0",
    ),
    "an API that is not served": (
        {},
        {"version": "0.28.1", "image": "quay.io/prometheus/alertmanager:v0.28.1"},
        {},
        "Alertmanager 0.28.1 does not serve API v1, removed in 0.27.0",
    ),
    "routes of somebody else's": (
        {},
        {"configSecret": "by-hand"},
        {},
        (
            "Secret by-hand is already there and was not made by this program: set "
            "cluster.adopt: true to adopt it"
        ),
    ),
    "an operator that is told to look away": (
        {},
        {},
        {"operator": f"{NAMESPACE}/deaf-operator"},
        (
            "operator platform/deaf-operator: --deny-namespaces has platform, the "
            "namespace of our monitors and rules; take it out"
        ),
    ),
    "labels of pods that are not shown": (
        {},
        {},
        {"kubeStateMetrics": f"{NAMESPACE}/short-metrics"},
        "--metric-labels-allowlist leaves out what the rules join on",
    ),
}


@pytest.fixture(scope="module")
def resting(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """Return a project for a namespace in which somebody else's objects are."""
    project.init(STACK)
    project.up(STACK)
    folder = tmp_path_factory.mktemp("resting")
    found = Project(folder / "p", own_backend(project.env, folder), project.server)
    stack_file(found)
    found.init(STACK)
    found.run("kubectl", "create", "namespace", NAMESPACE)
    kubectl(found, "create", *OBJECTS)
    yield found
    found.run("kubectl", "delete", "namespace", NAMESPACE, "--wait=true")


def test_all_of_its_life_leaves_what_was_there_untouched(resting: Project):
    before = theirs(resting)

    preview = resting.preview(STACK, *flags(STACK))
    resting.up(STACK)

    assert "helm.sh/v3:Release" not in preview
    labels = {
        kind: resting.get(f"{OF_OPERATOR}/{kind}")["items"][0]["metadata"]["labels"]
        for kind in ("podmonitors", "prometheusrules")
    }
    assert labels["podmonitors"]["team"] == "seldon"
    assert labels["prometheusrules"]["prometheus"] == "theirs"
    values = json.dumps(resting.outputs(STACK)["seldonDeployValues"])
    assert "http://theirs-prometheus.platform:9090/api/v1/" in values
    assert re.search(NOTHING_CHANGED, resting.up(STACK), re.MULTILINE)
    stack_file(resting, alertRules={"errorRate": {"warning": 0.07}})
    assert "1 updated" in resting.up(STACK)
    assert theirs(resting) - before == {"Secret/routes"}

    stack_file(resting)
    said = resting.operations("destroy", "--stack", STACK)

    assert "they were there before" in said
    assert theirs(resting) == before


@pytest.mark.parametrize("case", WRONG)
def test_an_operator_that_will_not_do_is_refused(resting: Project, case: str):
    prometheus, alertmanager, existing, line = WRONG[case]
    changed = {"Prometheus": prometheus, "Alertmanager": alertmanager}
    kubectl(
        resting,
        "replace",
        *(patched(item, changed[item["kind"]]) for item in OBJECTS[:2]),
    )
    stack_file(resting, existing=existing)
    before = resting.fingerprint()

    said = resting.up(STACK, check=False)

    assert line in said
    assert "nothing was changed" in said
    assert "Traceback" not in said
    assert resting.fingerprint() == before


def test_credentials_that_are_not_mounted_are_named(resting: Project):
    kubectl(resting, "replace", *OBJECTS[:2])
    stack_file(
        resting, alertmanager={"receivers": [PAGER]}, credentials={"pager": "http://a"}
    )

    said = resting.up(STACK, check=False)

    assert "spec.secrets lacks what our routes read; add [routes-credential-pager]" in (
        said
    )


OF_OPERATOR = f"/apis/monitoring.coreos.com/v1/namespaces/{NAMESPACE}"


def stack_file(
    project: Project, existing: Mapping[str, Any] | None = None, **sections: Any
) -> None:
    """Write the sandbox's file with this distribution in the place of its own."""
    namespace = {"name": NAMESPACE, "create": False}
    project.stack_file(STACK, namespace=namespace, **sections)
    file = project.folder / f"Pulumi.{STACK}.yaml"
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    document["config"][f"{PREFIX}kubePrometheus"] = {
        "distribution": "existing",
        "existing": merged(EXISTING, existing or {}),
    }
    file.write_text(yaml.safe_dump(document), encoding="utf-8")


def patched(item: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    spec = {
        key: value
        for key, value in {**item["spec"], **fields}.items()
        if value is not None
    }
    return {**item, "spec": {**spec, "replicas": 0}}


def kubectl(project: Project, verb: str, *objects: Mapping[str, Any]) -> None:
    file = project.folder / "manifest.yaml"
    file.write_text(yaml.safe_dump_all(objects), encoding="utf-8")
    project.run("kubectl", verb, "-f", str(file))
    file.unlink()


def theirs(project: Project) -> set[str]:
    """Return what is in the namespace but what the operator makes, with its version."""
    command = ("kubectl", "--namespace", NAMESPACE, "get", THEIRS, "--output=json")
    items = json.loads(project.run(*command).stdout)["items"]
    return {
        f"{item['kind']}/{item['metadata']['name']}"
        + f" {item['metadata'].get('generation', '')}".rstrip()
        for item in items
        if not item["metadata"].get("ownerReferences")
    }
