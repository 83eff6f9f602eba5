"""A process is killed only when it is the one that was started."""

import subprocess
from dataclasses import replace

import pytest

from sandbox import identity


@pytest.fixture
def sleeper():
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def running(process):
    known = identity.of(process.pid)
    assert known
    return known


def test_a_running_process_is_known_again(sleeper, tmp_path):
    known = running(sleeper)
    known.write(tmp_path / "holder.json")
    assert identity.read(tmp_path / "holder.json") == known
    assert known.alive()


def test_it_can_be_killed(sleeper):
    known = running(sleeper)
    known.kill()
    assert sleeper.wait(timeout=5) == -9
    assert not known.alive()
    known.kill()


@pytest.mark.parametrize("change", [{"start": 1}, {"boot": "another"}])
def test_another_process_of_that_number_is_left_alone(sleeper, change):
    recycled = replace(running(sleeper), **change)
    assert not recycled.alive()
    recycled.kill()
    assert sleeper.poll() is None


def test_a_zombie_does_not_live(sleeper):
    known = running(sleeper)
    sleeper.kill()
    while identity.of(sleeper.pid):
        pass
    assert not known.alive()


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", '{"pid": 1}', "\0"])
def test_a_broken_file_names_no_process(tmp_path, text):
    file = tmp_path / "holder.json"
    if text is not None:
        file.write_text(text)
    assert identity.read(file) is None


def test_a_name_with_brackets_does_not_confuse(tmp_path):
    program = tmp_path / "a) R 1 (b"
    program.symlink_to("/bin/sleep")
    process = subprocess.Popen([program, "60"])
    try:
        assert running(process).start > 1000
    finally:
        process.kill()
        process.wait()
