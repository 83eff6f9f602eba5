import json
import subprocess
from typing import Any

import pytest

from operations import audit, engine, policypack
from operations.errors import OperationError

RELEASE = "urn:pulumi:dev::p::kubernetes:helm.sh/v3:Release::kube-prometheus-release"
STATE = {"deployment": {"resources": [{"type": "a", "urn": "b", "inputs": {}}]}}


def event(policy, level, said):
    message = f"What it says\n{said}"
    found = {
        "resourceUrn": RELEASE,
        "message": message,
        "policyName": policy,
        "enforcementLevel": level,
    }
    return json.dumps({"policyEvent": found})


def summary(result="succeeded"):
    return json.dumps({"summaryEvent": {"result": result}})


@pytest.fixture
def analyzed(monkeypatch):
    """What the engine was handed, and the events that it is to answer with."""
    handed: dict[str, Any] = {"events": [summary()]}

    def start(command, given, **_options):
        handed.update(command=command, state=json.loads(given))
        text = "\n".join(handed["events"])
        return subprocess.CompletedProcess(command, 0, text, handed.get("said", ""))

    monkeypatch.setattr(engine, "export", lambda _stack: STATE)
    monkeypatch.setattr(engine, "_start", start)
    return handed


def test_the_state_goes_through_a_pipe_with_the_stacks_parameters(analyzed):
    assert audit.audit("dev")

    assert analyzed["state"] == STATE
    assert analyzed["command"][:5] == [
        *("pulumi", "policy", "analyze", "--file", "/dev/stdin")
    ]
    config = analyzed["command"].index("--policy-pack-config")
    assert analyzed["command"][config + 1] == "policies/config/dev.json"


def test_a_refusal_is_told_first_and_in_the_answer(analyzed, capsys):
    analyzed["events"] = [
        event("a-advice", "advisory", "better not"),
        event("b-refusal", "mandatory", "may not"),
        summary("failed"),
    ]

    assert not audit.audit("dev", as_json=True)

    told = capsys.readouterr()
    assert json.loads(told.out) == [
        {
            "policy": "b-refusal",
            "level": "mandatory",
            "resource": "kube-prometheus-release",
            "finding": "may not",
        },
        {
            "policy": "a-advice",
            "level": "advisory",
            "resource": "kube-prometheus-release",
            "finding": "better not",
        },
    ]
    assert "dev: 1 resources, 1 refused, 1 advised" in told.err


def test_advice_alone_is_no_refusal(analyzed, capsys):
    analyzed["events"].insert(0, event("a", "advisory", "better not"))

    assert audit.audit("dev")
    assert "better not" in capsys.readouterr().out


def test_nothing_found_is_an_empty_list(analyzed, capsys):
    assert audit.audit("dev", as_json=True)
    assert json.loads(capsys.readouterr().out) == []


def test_an_engine_that_could_not_judge_is_an_error(analyzed):
    analyzed["events"] = []
    analyzed["said"] = "error: failed to load policy pack\n"

    with pytest.raises(
        OperationError, match="pulumi policy analyze: failed to load policy pack"
    ):
        audit.audit("dev")


def test_a_failure_that_no_policy_explains_is_an_error(analyzed):
    failed = {"diagnosticEvent": {"severity": "error", "message": "a policy broke"}}
    analyzed["events"] = [json.dumps(failed), summary("failed")]

    with pytest.raises(OperationError, match="judge the state: a policy broke"):
        audit.audit("dev")


def test_a_state_with_nothing_in_it_is_one_line(analyzed, monkeypatch):
    monkeypatch.setattr(engine, "export", lambda _stack: {"deployment": {}})

    with pytest.raises(OperationError, match="stack dev has nothing deployed"):
        audit.audit("dev")


def test_an_exported_state_is_read_in_place_of_the_backends(analyzed, tmp_path):
    other = {"deployment": {"resources": [{"type": "c"}]}}
    file = tmp_path / "state.json"
    file.write_text(json.dumps(other))

    assert audit.audit("dev", file)
    assert analyzed["state"] == other


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', "not json"])
def test_a_file_that_is_no_state_is_refused(analyzed, tmp_path, text):
    file = tmp_path / "state.json"
    file.write_text(text)

    with pytest.raises(OperationError, match="is no state") as caught:
        audit.audit("dev", file)

    assert caught.value.exit_code == 2


def test_a_stack_without_parameters_is_refused_before_anything_is_asked(analyzed):
    with pytest.raises(OperationError, match=r"policies/config/none\.json is missing"):
        audit.audit("none")

    assert "command" not in analyzed


def test_a_stack_s_full_name_has_the_parameters_of_its_short_one():
    flags = policypack.flags("organization/seldon-monitoring/dev")

    assert flags == policypack.flags("dev")
