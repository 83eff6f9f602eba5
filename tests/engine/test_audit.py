"""`operations audit` under the real engine: the policies on a stack's state."""

import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from operations import policypack
from tests.engine.podless import podless_chart, take_away
from tests.project import Project

NAMESPACE = {"name": "audited"}
NAMES = {"release": "audited", "fullname": "audited"}
KEY = secrets.token_hex(16)
OUTSIDE = "https://prometheus.example.com/api/v1/"


@pytest.fixture
def deployed(scratch: Project) -> Any:
    """Return a project whose dev stack is deployed, with a credential in its state."""
    pagerduty = {"name": "on-call", "kind": "pagerduty", "routingKey": "pagerduty"}
    scratch.stack_file(
        "dev",
        namespace=NAMESPACE,
        kubePrometheus={"chart": podless_chart(scratch), **NAMES},
        alertmanager={"receivers": [pagerduty]},
    )
    scratch.init("dev")
    path = "seldon-monitoring:credentials.pagerduty"
    scratch.pulumi("config", "set", "--secret", "--path", path, KEY, "--stack", "dev")
    scratch.up("dev", *policypack.flags("dev"))
    yield scratch
    take_away(scratch, {"dev": NAMESPACE["name"]})


def audit(project: Project, *arguments: str, stack: str = "dev") -> tuple[int, str]:
    command = (".venv/bin/python", "-m", "operations", "audit", "--stack", stack)
    done = project.run(*command, *arguments, check=False)
    return done.returncode, done.stdout


def test_a_state_is_judged_by_what_is_in_it(deployed: Project, tmp_path: Path):
    before = _files(tmp_path)
    asked = audit(deployed)
    left = [path for path in _files(tmp_path) - before if _holds_state(path)]
    file = deployed.folder / "exported.json"
    state = json.loads(deployed.pulumi("stack", "export", "--stack", "dev"))
    file.write_text(json.dumps(state), encoding="utf-8")
    production = audit(deployed, "--file", str(file), "--json", stack="prod")
    # As somebody might have changed it since.
    for resource in state["deployment"]["resources"]:
        if resource["type"].endswith(":SeldonDeploy"):
            resource["inputs"]["values"]["prometheus"]["seldon"]["url"] = OUTSIDE
    file.write_text(json.dumps(state), encoding="utf-8")
    changed = audit(deployed, "--file", str(file), "--json")

    assert asked[0] == 0
    assert " 0 refused, " in asked[1]
    assert left == []
    assert production[0] == 1
    said = "namespace audited is none of seldon-monitoring, kube-system"
    assert said in production[1]
    assert changed[0] == 1
    refused = [item for item in _answer(changed[1]) if item["level"] == "mandatory"]
    assert {item["policy"] for item in refused} == {"endpoints-stay-in-cluster"}
    assert KEY not in asked[1] + production[1] + changed[1]
    assert not [path for path in _files(tmp_path) if KEY in _text(path)]


def _answer(said: str) -> list[dict[str, str]]:
    """Return the answer, which stands between lines of progress."""
    found, _ = json.JSONDecoder().raw_decode(said[said.index("[\n") :])
    return list(found)


def _files(folder: Path) -> set[Path]:
    # Not what the virtual environment's link leads to.
    return {
        path
        for path in folder.rglob("*")
        if path.is_file() and ".venv" not in path.parts
    }


def _holds_state(path: Path) -> bool:
    return '"resources"' in _text(path)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
