"""What the user reads: steps with their time, errors with the end of their log."""

import re

import pytest

from sandbox import progress, shell
from sandbox.errors import SandboxError


@pytest.fixture
def said(capsys):
    return lambda: capsys.readouterr().err


def test_a_step_shows_its_name_and_time(said):
    with progress.step("Start the node"):
        pass
    assert re.fullmatch(r"✓ Start the node  \d+\.\d s\n", said())


def test_a_long_step_is_announced(said, monkeypatch):
    monkeypatch.setattr(progress, "LONG_SECONDS", 0)
    with progress.step("Build it"):
        shell.run(["sleep", "0.2"])
    started, done = said().splitlines()
    assert started == "… Build it"
    assert done.startswith("✓ Build it")


def test_a_failed_step_is_marked_and_its_error_goes_on(said):
    with pytest.raises(SandboxError), progress.step("Build it"):
        raise SandboxError("no")
    assert said().startswith("✗ Build it")


def test_an_error_comes_with_the_end_and_the_path_of_its_log(said, tmp_path):
    log = tmp_path / "build.log"
    log.write_text("\n".join(f"line {number}" for number in range(100)))
    progress.show(SandboxError("go build failed", log))
    lines = said().splitlines()
    assert lines[0] == "  │ line 85"
    assert lines[-2:] == [f"  └ {log}", "error: go build failed"]


def test_a_program_that_fails_tells_its_last_line():
    script = "echo first >&2; echo the reason >&2; exit 3"
    with pytest.raises(SandboxError, match=r"`sh -c .*` ended with 3: the reason"):
        shell.run(["sh", "-c", script])


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(SandboxError, match="cannot run no-such-program"):
        shell.run(["no-such-program"])


def test_a_program_that_takes_too_long_is_ended():
    with pytest.raises(SandboxError, match=r"sleep took more than 0\.1 s"):
        shell.run(["sleep", "5"], timeout=0.1)


def test_system_programs_are_found_from_any_shell(monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin")
    assert shell.environment()["PATH"] == "/usr/bin:/usr/sbin:/sbin"
