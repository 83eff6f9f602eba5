"""Runs the program without engine, cluster or passphrase, and records what it declares.

The only source for rendered files, golden files, tests of the program and of policies:
what they judge is what the engine would be handed.
"""

import asyncio
import contextlib
import functools
import logging
import runpy
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import pulumi.runtime
import yaml
from google.protobuf import json_format
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.stack import Stack

from operations import stackfiles

PROGRAM = "__main__.py"


@dataclass(frozen=True)
class Declared:
    """A resource as the engine is handed it; secret values are opened."""

    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any]
    secrets: frozenset[str]
    dependencies: tuple[str, ...]
    provider: str
    retained: bool


@dataclass
class Recording:
    """What one run of the program declared, exported and said."""

    resources: list[Declared] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def one(self, kind: str, name: str = "") -> Declared:
        """Return the one resource of a type, by the end of it, and of a name."""
        found = [
            resource
            for resource in self.resources
            if resource.type.endswith(kind) and name in ("", resource.name)
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} resources {kind} {name}, not one")
        return found[0]

    def every(self, kind: str) -> list[Declared]:
        """Return the resources of a type, by the end of it."""
        return [item for item in self.resources if item.type.endswith(kind)]


def record(
    stack: str,
    config: Mapping[str, Any],
    *,
    stacks: Mapping[str, Mapping[str, Any]] | None = None,
    preview: bool = True,
) -> Recording:
    """Run the program for a stack's configuration; cwd must be the project.

    `stacks` are the outputs of other stacks, by full name.

    Raises:
        pulumi.RunError: what the program itself refuses.
    """
    recording = Recording()
    with _unreachable_cluster(config) as whole:
        monitor = _Monitor(recording, stacks or {})
        configured = stackfiles.as_engine(whole)

        def run() -> None:
            asyncio.set_event_loop(asyncio.new_event_loop())
            pulumi.runtime.set_mocks(
                monitor.answers,
                stackfiles.PROJECT,
                stack,
                preview=preview,
                monitor=monitor,
                logger=_Log(recording),
                # What a backend of one's own calls every organization.
                organization="organization",
            )
            pulumi.runtime.set_all_config(configured, _encrypted(configured))
            program = functools.partial(_program, recording)
            pulumi.runtime.test(program)()
            root = pulumi.runtime.get_root_resource()
            if isinstance(root, Stack):
                outputs = pulumi.Output.from_input(root.outputs)
                known = asyncio.get_event_loop().run_until_complete(outputs.future())
                recording.outputs.update(known or {})

        # A thread of its own: the SDK keeps the stack and its settings in context
        # variables, and a second run in this one would meet the first.
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(run).result()
    return recording


def record_file(stack: str, folder: Path = Path()) -> Recording:
    """Run the program for a committed stack file."""
    return record(stack, stackfiles.read(stackfiles.path(stack, folder)))


def _encrypted(configured: Mapping[str, str]) -> list[str]:
    """Return the keys that hold an encrypted value, as the engine names them."""
    return [key for key, value in configured.items() if stackfiles.PLACEHOLDER in value]


def _program(recording: Recording) -> None:
    try:
        runpy.run_path(PROGRAM, run_name="__main__")
    except SystemExit:
        # It has said why; here that is all that anybody hears.
        raise pulumi.RunError("\n".join(recording.errors)) from None


@contextlib.contextmanager
def _unreachable_cluster(config: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the configuration a kubeconfig of the declared server behind a closed door.

    The program then does what it does before a cluster that does not answer: it says
    that it could not look, and declares everything.
    """
    key = f"{stackfiles.PROJECT}:cluster"
    given = config.get(key)
    if not isinstance(given, Mapping):
        # Nowhere to lead to: the program refuses it.
        yield dict(config)
        return
    cluster = dict(given)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kubeconfig"
        file.write_text(yaml.safe_dump(_kubeconfig(cluster)), encoding="utf-8")
        if "kubeconfig" not in cluster:
            cluster["kubeconfig"] = str(file)
        yield {**config, key: cluster}


def _kubeconfig(cluster: Mapping[str, Any]) -> dict[str, Any]:
    context = str(cluster.get("context", ""))
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "declared",
                "cluster": {
                    "server": cluster.get("server", ""),
                    # Port 9 of loopback: nothing listens, the refusal is at once.
                    "proxy-url": "http://127.0.0.1:9",
                },
            }
        ],
        "users": [{"name": "nobody", "user": {}}],
        "contexts": [
            {"name": context, "context": {"cluster": "declared", "user": "nobody"}}
        ],
    }


class _Answers(mocks.Mocks):
    """What the engine would answer: inputs come back, other stacks' outputs too."""

    def __init__(self, stacks: Mapping[str, Mapping[str, Any]]) -> None:
        self.stacks = stacks

    def new_resource(
        self, args: mocks.MockResourceArgs
    ) -> tuple[str | None, dict[str, Any]]:
        return f"{args.name}-id", args.inputs

    def call(
        self, args: mocks.MockCallArgs
    ) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        stack = args.args.get("name", "")
        return {"name": stack, "outputs": self.stacks.get(stack, {})}, []


class _Monitor(mocks.MockMonitor):
    """Keeps each request as it was sent."""

    def __init__(
        self, recording: Recording, stacks: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.answers = _Answers(stacks)
        super().__init__(self.answers)
        self.recording = recording

    def RegisterResource(self, request: Any) -> object:  # noqa: ANN401, N802  the SDK's
        self.recording.resources.append(_declared(request))
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]  # likewise


class _Log(logging.Logger):
    """Keeps what the program says, by itself and to nobody else."""

    def __init__(self, recording: Recording) -> None:
        super().__init__("recorder", logging.INFO)
        self.recording = recording

    def handle(self, record: logging.LogRecord) -> None:
        """Keep a message, with the errors or with the others."""
        failed = record.levelno >= logging.ERROR
        kept = self.recording.errors if failed else self.recording.messages
        kept.append(record.getMessage())


def _declared(request: resource_pb2.RegisterResourceRequest) -> Declared:
    secrets: set[str] = set()
    inputs = _opened(json_format.MessageToDict(request.object), "", secrets)
    return Declared(
        type=request.type,
        name=request.name,
        parent=request.parent,
        inputs=inputs,
        secrets=frozenset(secrets),
        dependencies=tuple(sorted(request.dependencies)),
        provider=request.provider,
        retained=request.retainOnDelete,
    )


def _opened(value: Any, path: str, secrets: set[str]) -> Any:  # noqa: ANN401  whatever JSON holds
    """Return a wire value without secret wrappers, noting the paths that had one."""
    if rpc.is_rpc_secret(value):
        secrets.add(path.removeprefix("."))
        return _opened(value["value"], path, secrets)
    if isinstance(value, dict):
        return {
            key: _opened(item, f"{path}.{key}", secrets) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_opened(item, path, secrets) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
