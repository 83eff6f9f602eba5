"""The Python language host: runs programs and policy packs for the Pulumi engine.

Owns the `LanguageRuntime` service. A program runs by the SDK's own executor script,
so what a user's program sees is the SDK's behaviour and not ours.
"""
# ruff: noqa: N802, ARG002 (method names and arguments are the protocol's)

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import grpc  # type: ignore[import-untyped]
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from sandbox import paths
from sandbox.plugins import EXECUTOR, install
from sandbox.plugins.interpreter import Interpreter
from sandbox.plugins.lifetime import DEAF, Children, end_with_the_engine
from sandbox.plugins.policy_proxy import PolicyProxy
from sandbox.plugins.relay import Line, output
from sandbox.plugins.serving import serve

VERSION = "3.259.0"
"""The engine's version that this host answers for."""

_WORKERS = 16

SHOWN_ALREADY = 32  # the executor's exit code after it reported the error itself


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Answers the engine; one instance for the life of the process."""

    def __init__(self, engine: str, executor: str | None) -> None:
        self._engine = engine
        self._executor = executor
        # A Python program would answer an interrupt with a traceback.
        self.children = Children(signal.SIGTERM)

    def Handshake(
        self,
        request: language_pb2.LanguageHandshakeRequest,
        context: grpc.ServicerContext,
    ) -> language_pb2.LanguageHandshakeResponse:
        """Learn the engine's address."""
        self._engine = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(
        self,
        request: Empty,
        context: grpc.ServicerContext,
    ) -> plugin_pb2.PluginInfo:
        """Say which engine this host was written for."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetRequiredPackages(
        self,
        request: language_pb2.GetRequiredPackagesRequest,
        context: grpc.ServicerContext,
    ) -> language_pb2.GetRequiredPackagesResponse:
        """Ask for nothing: the engine finds the provider on PATH when it needs it."""
        return language_pb2.GetRequiredPackagesResponse()

    def About(
        self,
        request: language_pb2.AboutRequest,
        context: grpc.ServicerContext,
    ) -> language_pb2.AboutResponse:
        """Name the interpreter that programs run with."""
        python = Interpreter.of(request.info)
        return language_pb2.AboutResponse(
            executable=str(python.path),
            version=python.version(),
            metadata={"toolchain": "pip", "host": "sandbox stand-in"},
        )

    def InstallDependencies(
        self,
        request: language_pb2.InstallDependenciesRequest,
        context: grpc.ServicerContext,
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Install the program's `requirements.txt` into its virtual environment."""
        python = Interpreter.of(request.info)
        command = python.install_command(request.info.program_directory)
        child = self._start(command, request.info.program_directory, python.environment)
        with self.children.started(child):
            for line in output(child):
                yield language_pb2.InstallDependenciesResponse(
                    stdout=line.text if line.standard else b"",
                    stderr=b"" if line.standard else line.text,
                )
        if child.returncode:
            reason = f"{' '.join(command)}: exit code {child.returncode}"
            context.abort(grpc.StatusCode.UNKNOWN, reason)

    def Run(
        self,
        request: language_pb2.RunRequest,
        context: grpc.ServicerContext,
    ) -> language_pb2.RunResponse:
        """Run a program to its end and say how it ended."""
        if self._executor is None:
            missing = f"{EXECUTOR} is not on PATH: run `python -m sandbox tools`"
            return language_pb2.RunResponse(error=missing)
        python = Interpreter.of(request.info)
        if problem := python.problem():
            return language_pb2.RunResponse(error=problem)
        environment = python.environment | configuration(request)
        command = [str(python.path), self._executor, *self._arguments(request)]
        child = subprocess.Popen([*DEAF, *command], env=environment)
        context.add_callback(child.terminate)
        with self.children.started(child):
            return ended(child.wait())

    def _arguments(self, request: language_pb2.RunRequest) -> list[str]:
        named = {
            "monitor": request.monitor_address,
            "engine": self._engine,
            "project": request.project,
            "root_directory": request.info.root_directory,
            "stack": request.stack,
            "pwd": request.pwd,
            "dry_run": str(request.dryRun).lower(),
            "parallel": str(request.parallel),
            "organization": request.organization,
        }
        options = [
            w for key, value in named.items() if value for w in (f"--{key}", value)
        ]
        return [*options, request.info.entry_point, *request.args]

    def RunPlugin(
        self,
        request: language_pb2.RunPluginRequest,
        context: grpc.ServicerContext,
    ) -> Iterator[language_pb2.RunPluginResponse]:
        """Run a policy pack and relay what it prints; other kinds are refused."""
        if request.kind != "analyzer":
            reason = (
                f"the sandbox's language host runs policy packs, not {request.kind}"
            )
            context.abort(grpc.StatusCode.UNIMPLEMENTED, reason)
        python = Interpreter.of(request.info)
        if problem := python.problem():
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, problem)
        with closing(PolicyProxy()) as proxy:
            context.add_callback(proxy.close)
            yield language_pb2.RunPluginResponse(stdout=f"{proxy.port}\n".encode())
            child = self._start_pack(request, python, proxy.environment())
            context.add_callback(child.kill)
            with self.children.started(child):
                yield from relayed(child, proxy)
                yield language_pb2.RunPluginResponse(exitcode=child.wait())

    def _start_pack(
        self,
        request: language_pb2.RunPluginRequest,
        python: Interpreter,
        stack: dict[str, str],
    ) -> subprocess.Popen[bytes]:
        pack = request.info.program_directory
        command = [str(python.path), "-u", "-m", "pulumi.policy", *request.args, pack]
        given = dict(item.split("=", 1) for item in request.env)
        return self._start(command, pack, python.environment | stack | given)

    @staticmethod
    def _start(
        command: list[str], directory: str, environment: dict[str, str]
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*DEAF, *command],
            cwd=directory,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def Cancel(
        self,
        request: Empty,
        context: grpc.ServicerContext,
    ) -> Empty:
        """Stop what runs, as Ctrl-C would."""
        self.children.interrupt()
        return Empty()


def configuration(request: language_pb2.RunRequest) -> dict[str, str]:
    """The stack's configuration in the variables that the SDK reads."""
    return {
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }


def ended(code: int) -> language_pb2.RunResponse:
    """What the engine is told about a program's exit code."""
    if code == SHOWN_ALREADY:
        return language_pb2.RunResponse(bail=True)
    if code == 0:
        return language_pb2.RunResponse()
    return language_pb2.RunResponse(
        error=f"program exited with non-zero exit code: {code}"
    )


def relayed(
    child: subprocess.Popen[bytes], proxy: PolicyProxy
) -> Iterator[language_pb2.RunPluginResponse]:
    """What a pack prints, but for its first line, which tells its port."""
    attached = False
    for line in output(child):
        if line.standard and not attached and line.text.strip().isdigit():
            proxy.attach(line.text)
            attached = True
        else:
            yield plugin_line(line)


def plugin_line(line: Line) -> language_pb2.RunPluginResponse:
    """One piece of a plugin's output, on the stream that it came from."""
    if line.standard:
        return language_pb2.RunPluginResponse(stdout=line.text)
    return language_pb2.RunPluginResponse(stderr=line.text)


def main() -> None:
    """Serve until the engine ends; prints the port, as the protocol asks."""
    host = LanguageHost(sys.argv[-1] if len(sys.argv) > 1 else "", find_executor())
    end_with_the_engine(host.children)
    add = language_pb2_grpc.add_LanguageRuntimeServicer_to_server
    serve(lambda server: add(host, server), _WORKERS)


def find_executor() -> str | None:
    """The executor script on PATH, or in the sandbox's cache, put there if missing."""
    if found := shutil.which(EXECUTOR):
        return found
    try:
        return str(install(paths.cache() / "bin"))
    except (OSError, RuntimeError):
        return None


if __name__ == "__main__":
    main()
