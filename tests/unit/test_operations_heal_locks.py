"""Locks that an interrupted update leaves: whose they are, and which are cancelled."""

import json
import os
import subprocess

import pytest

from operations import engine
from operations.errors import OperationError
from operations.heal import locks


def write_lock(backend, pid, host, layout="organization/seldon-monitoring/dev"):
    folder = backend / ".pulumi" / "locks" / layout
    folder.mkdir(parents=True)
    lock = {"pid": pid, "username": "me", "hostname": host, "timestamp": "2026-01-01"}
    (folder / "id.json").write_text(json.dumps(lock))
    (folder / "id.json.attrs").write_text("{}")


@pytest.fixture
def backend(tmp_path, monkeypatch):
    cancelled: list[str] = []
    monkeypatch.setattr(engine, "backend", lambda: f"file://{tmp_path}")
    monkeypatch.setattr(engine, "cancel", cancelled.append)
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    return tmp_path, cancelled


def dead_process():
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_no_lock_asks_nothing_of_the_engine(backend, capsys):
    locks.free("dev")
    assert backend[1] == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("layout", ["organization/seldon-monitoring/dev", "dev"])
def test_the_lock_of_a_dead_process_is_cancelled(backend, layout):
    write_lock(backend[0], dead_process(), "here", layout)
    locks.free("dev")
    assert backend[1] == ["dev"]


def test_a_number_that_now_belongs_to_another_program_is_dead(backend):
    write_lock(backend[0], os.getpid(), "here")
    locks.free("dev")
    assert backend[1] == ["dev"]


def test_a_running_update_is_left_alone_in_one_plain_line(backend, monkeypatch):
    write_lock(backend[0], 4711, "here")
    monkeypatch.setattr(locks, "runs", lambda pid: pid == 4711)
    with pytest.raises(OperationError, match="another update of stack dev runs") as no:
        locks.free("dev")
    assert "pid 4711 of me@here" in str(no.value)
    assert "\n" not in str(no.value)
    assert backend[1] == []


def test_a_lock_of_another_host_is_left_alone(backend):
    write_lock(backend[0], dead_process(), "elsewhere")
    with pytest.raises(OperationError, match="pulumi cancel --stack dev"):
        locks.free("dev")
    assert backend[1] == []


def test_another_stacks_lock_is_none_of_ours(backend):
    write_lock(backend[0], os.getpid(), "here", "organization/seldon-monitoring/prod")
    locks.free("dev")
    assert backend[1] == []


def test_only_a_file_backend_is_looked_into():
    assert list(locks.locks("https://api.example.com", "dev")) == []
