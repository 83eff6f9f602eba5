"""The Python language host: runs programs and policy packs for the Pulumi engine.

Owns the `LanguageRuntime` service. A program runs by the SDK's own executor script,
so what a user's program sees is the SDK's behaviour and not ours.
"""
# ruff: noqa: N802, ARG002 (method names and arguments are the protocol's)

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from sandbox import paths
from sandbox.plugins import EXECUTOR, install, pack, program
from sandbox.plugins.interpreter import Interpreter
from sandbox.plugins.lifetime import DEAF, Children, end_with_the_engine
from sandbox.plugins.policy_proxy import PolicyProxy
from sandbox.plugins.relay import output
from sandbox.plugins.serving import serve

VERSION = "3.259.0"
"""The engine's version that this host answers for."""

_WORKERS = 16


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
            missing = (
                f"{EXECUTOR} is not on PATH: run `python -m sandbox tools` (needs Go)"
            )
            return language_pb2.RunResponse(error=missing)
        python = Interpreter.of(request.info)
        if problem := python.problem():
            return language_pb2.RunResponse(error=problem)
        environment = python.environment | program.configuration(request)
        command = [
            str(python.path),
            self._executor,
            *program.arguments(request, self._engine),
        ]
        child = subprocess.Popen([*DEAF, *command], env=environment)
        context.add_callback(child.terminate)
        with self.children.started(child):
            return program.ended(child.wait())

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
                yield from pack.relayed(child, proxy)
                yield language_pb2.RunPluginResponse(exitcode=child.wait())

    def _start_pack(
        self,
        request: language_pb2.RunPluginRequest,
        python: Interpreter,
        stack: dict[str, str],
    ) -> subprocess.Popen[bytes]:
        folder = request.info.program_directory
        command = [str(python.path), "-u", "-m", "pulumi.policy", *request.args, folder]
        given = dict(item.split("=", 1) for item in request.env)
        return self._start(command, folder, python.environment | stack | given)

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
