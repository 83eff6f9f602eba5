import subprocess

import pytest

from operations import deploy, engine
from operations.errors import OperationError


@pytest.fixture
def steps(monkeypatch):
    done = []

    def update(command, **_options):
        done.append(" ".join(command[:2]))
        assert command[command.index("--policy-pack") + 1] == "policies"
        config = command[command.index("--policy-pack-config") + 1]
        assert config == "policies/config/dev.json"
        return subprocess.CompletedProcess(command, 0)

    def verify(stack, _timeout):
        done.append("verify")
        return True

    monkeypatch.setattr("operations.deploy.engine.export", lambda _stack: {})
    monkeypatch.setattr(
        "operations.deploy.heal.heal", lambda _stack: done.append("heal")
    )
    monkeypatch.setattr("operations.deploy.subprocess.run", update)
    monkeypatch.setattr("operations.deploy.verify.verify", verify)
    return done


def test_it_heals_updates_under_the_policies_and_verifies(steps):
    assert deploy.deploy("dev", 1)
    assert steps == ["heal", "pulumi up", "verify"]


def test_a_failed_update_is_not_verified(steps, monkeypatch):
    failed: subprocess.CompletedProcess[str] = subprocess.CompletedProcess([], 255)
    monkeypatch.setattr("operations.deploy.subprocess.run", lambda *_, **__: failed)

    with pytest.raises(OperationError, match="pulumi up ended with 255"):
        deploy.deploy("dev", 1)

    assert steps == ["heal"]


def test_a_stack_never_made_is_one_line_and_nothing_is_done(steps, monkeypatch):
    def none(_stack):
        raise engine.NoStackError("no stack named 'dev'")

    monkeypatch.setattr("operations.deploy.engine.export", none)

    with pytest.raises(OperationError, match="pulumi stack init dev"):
        deploy.deploy("dev", 1)

    assert steps == []


def test_a_stack_that_is_called_wrongly_is_refused_with_those_that_there_are(steps):
    with pytest.raises(OperationError) as caught:
        deploy.deploy("prd", 1)

    assert str(caught.value) == (
        "no stack file Pulumi.prd.yaml; there are: dev, prod, sandbox, staging"
    )
    assert (caught.value.exit_code, steps) == (2, [])
