"""Both plugins as processes: they serve, they relay, and they end with the engine."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import (
    analyzer_pb2,
    language_pb2,
    language_pb2_grpc,
    provider_pb2_grpc,
)

from sandbox.plugins import BIN, EXECUTOR
from sandbox.plugins.interpreter import Interpreter
from sandbox.plugins.language_host import LanguageHost
from sandbox.plugins.lifetime import Children
from sandbox.plugins.policy_proxy import variables
from sandbox.plugins.program import configuration, ended
from sandbox.plugins.relay import output

PROVIDER = BIN / "pulumi-resource-kubernetes"
HOST = BIN / "pulumi-language-python"


@pytest.fixture
def start(tmp_path):
    """Start a plugin as the engine does; gives the process and a channel to it."""
    running = []

    def begin(plugin, **environment):
        process = subprocess.Popen(
            [plugin, "127.0.0.1:1"],
            stdout=subprocess.PIPE,
            cwd=tmp_path,
            env=os.environ | environment,
        )
        assert process.stdout is not None
        running.append(process)
        port = int(process.stdout.readline())
        return process, grpc.insecure_channel(f"127.0.0.1:{port}")

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def info(directory, **options):
    asked = language_pb2.ProgramInfo(
        root_directory=str(directory),
        program_directory=str(directory),
        entry_point=".",
    )
    asked.options.update(options)
    return asked


def test_the_provider_serves_from_any_directory(start):
    _, channel = start(PROVIDER)
    stub = provider_pb2_grpc.ResourceProviderStub(channel)
    assert stub.GetPluginInfo(Empty()).version == "4.34.2"


def test_the_language_host_serves_from_any_directory(start):
    _, channel = start(HOST)
    stub = language_pb2_grpc.LanguageRuntimeStub(channel)
    assert stub.GetPluginInfo(Empty()).version == "3.259.0"
    request = language_pb2.GetRequiredPackagesRequest()
    assert not stub.GetRequiredPackages(request).packages


def test_a_launcher_that_is_a_symbolic_link_works(start, tmp_path):
    (tmp_path / "linked").symlink_to(PROVIDER)
    process, _ = start(tmp_path / "linked")
    assert process.poll() is None


@pytest.mark.parametrize("plugin", [PROVIDER, HOST])
def test_an_interrupt_ends_a_plugin_without_a_word(plugin, start, capfd):
    process, _ = start(plugin)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=5) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("plugin", [PROVIDER, HOST])
def test_a_plugin_ends_when_its_engine_is_killed(plugin):
    engine = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(plugin)], stdout=subprocess.PIPE
    )
    assert engine.stdout is not None
    plugin_id = int(engine.stdout.readline())
    engine.kill()
    engine.wait()
    engine.stdout.close()
    assert gone(plugin_id)


STARTER = """
import subprocess, sys, time
child = subprocess.Popen([sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""


def gone(process_id):
    """Whether a process that is no child of ours ends within five seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        stat = Path(f"/proc/{process_id}/stat")
        if not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def executor(tmp_path):
    """An executor that shows what it was given and ends as the program tells it."""
    script = tmp_path / EXECUTOR
    script.write_text(
        textwrap.dedent("""
            import json, os, sys
            with open("seen.json", "w") as seen:
                kept = {k: v for k, v in os.environ.items() if k.startswith("PULUMI_")}
                json.dump({"argv": sys.argv[1:], "env": kept}, seen)
            sys.exit(int(os.environ["ENDS_WITH"]))
        """)
    )
    return script


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("0", language_pb2.RunResponse()),
        ("32", language_pb2.RunResponse(bail=True)),
        (
            "1",
            language_pb2.RunResponse(error="program exited with non-zero exit code: 1"),
        ),
    ],
)
def test_a_programs_end_is_told_as_the_engine_expects(
    code, answer, executor, tmp_path, monkeypatch
):
    monkeypatch.setenv("ENDS_WITH", code)
    monkeypatch.chdir(tmp_path)
    request = language_pb2.RunRequest(
        project="shop",
        stack="dev",
        pwd=str(tmp_path),
        dryRun=True,
        parallel=4,
        monitor_address="m",
        organization="o",
        config={"shop:a": "1"},
        configSecretKeys=["shop:a"],
        info=info(tmp_path, virtualenv=sys.prefix),
    )
    host = LanguageHost("engine", str(executor))
    assert host.Run(request, Context()) == answer
    seen = json.loads((tmp_path / "seen.json").read_text())
    assert seen["argv"][-1] == "."
    assert seen["argv"][:6] == [
        "--monitor",
        "m",
        "--engine",
        "engine",
        "--project",
        "shop",
    ]
    assert seen["argv"][-7:-5] == ["--dry_run", "true"]
    assert json.loads(seen["env"]["PULUMI_CONFIG"]) == {"shop:a": "1"}
    assert json.loads(seen["env"]["PULUMI_CONFIG_SECRET_KEYS"]) == ["shop:a"]


class Context:
    """As much of a call's context as a host uses."""

    def add_callback(self, _):
        """Never called back: nothing ends early here."""


def test_a_missing_environment_is_named(tmp_path):
    host = LanguageHost("engine", "executor")
    request = language_pb2.RunRequest(info=info(tmp_path, virtualenv=".venv"))
    answer = host.Run(request, Context())
    assert f"virtualenv names {tmp_path}/.venv, which has no" in answer.error


def test_a_missing_executor_says_how_to_get_it(tmp_path):
    host = LanguageHost("engine", None)
    answer = host.Run(language_pb2.RunRequest(info=info(tmp_path)), Context())
    assert "run `python -m sandbox tools`" in answer.error


def test_the_virtual_environment_is_relative_to_the_project(tmp_path):
    found = Interpreter.of(info(tmp_path, virtualenv=".venv"))
    assert found.path == tmp_path / ".venv" / "bin" / "python"
    assert found.environment["PATH"].startswith(f"{tmp_path}/.venv/bin:")
    assert found.environment["VIRTUAL_ENV"] == f"{tmp_path}/.venv"


def test_no_virtual_environment_means_the_python_on_path(tmp_path):
    assert Interpreter.of(info(tmp_path)).path == Path("python3")


def test_no_configuration_is_empty_and_not_missing():
    assert configuration(language_pb2.RunRequest()) == {
        "PULUMI_CONFIG": "{}",
        "PULUMI_CONFIG_SECRET_KEYS": "[]",
    }
    assert ended(0) == language_pb2.RunResponse()


def test_both_streams_of_a_child_are_relayed():
    code = "import sys; print('out'); sys.stdout.flush(); print('err', file=sys.stderr)"
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    lines = {(line.text, line.standard) for line in output(child)}
    child.communicate()
    assert lines == {(b"out\n", True), (b"err\n", False)}


def test_a_pack_learns_its_stack_from_the_environment():
    request = analyzer_pb2.AnalyzerStackConfigureRequest(
        stack="dev", project="shop", dry_run=True, config={"shop:a": "1"}
    )
    assert variables(request.SerializeToString()) == {
        "PULUMI_STACK": "dev",
        "PULUMI_PROJECT": "shop",
        "PULUMI_DRY_RUN": "true",
        "PULUMI_CONFIG": '{"shop:a": "1"}',
    }


def test_a_cancellation_interrupts_children_but_not_brief_ones():
    children = Children()
    long = subprocess.Popen(["sleep", "60"])
    brief = subprocess.Popen(["sleep", "60"])
    with children.started(brief, brief=True), children.started(long):
        children.interrupt()
        assert long.wait(timeout=5) == -signal.SIGINT
        assert brief.poll() is None


def test_what_starts_after_a_cancellation_is_interrupted_at_once():
    children = Children()
    children.interrupt()
    late = subprocess.Popen(["sleep", "60"])
    with children.started(late):
        assert late.wait(timeout=5) == -signal.SIGINT
