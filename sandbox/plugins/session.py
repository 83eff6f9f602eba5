"""What one configured provider works with, and how it speaks to the engine."""

from dataclasses import dataclass, field

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from sandbox.plugins.cluster import Cluster
from sandbox.plugins.lifetime import Children
from sandbox.plugins.options import Options


class RefusedError(Exception):
    """An operation that was not done; the message is what the user reads."""


class UnfinishedError(Exception):
    """An operation that was done, but whose result is not (yet) in working order.

    The engine keeps `state` under `identity`, and tries an update the next time.
    """

    def __init__(self, message: str, identity: str, state: dict[str, object]) -> None:
        super().__init__(message)
        self.identity = identity
        self.state = state


class Log:
    """The engine's log, where a user sees what a plugin says."""

    def __init__(self) -> None:
        self._stub: engine_pb2_grpc.EngineStub | None = None

    def connect(self, engine: str) -> None:
        """Speak to the engine at this address from now on."""
        channel = grpc.insecure_channel(engine)
        self._stub = engine_pb2_grpc.EngineStub(channel)

    def info(self, message: str, urn: str = "") -> None:
        """Show a line that stays."""
        self._send(engine_pb2.INFO, message, urn, ephemeral=False)

    def warning(self, message: str, urn: str = "") -> None:
        """Show a warning that stays."""
        self._send(engine_pb2.WARNING, message, urn, ephemeral=False)

    def status(self, message: str, urn: str = "") -> None:
        """Show what is going on, until the next such line."""
        self._send(engine_pb2.INFO, message, urn, ephemeral=True)

    def _send(
        self,
        severity: engine_pb2.LogSeverity.ValueType,
        message: str,
        urn: str,
        *,
        ephemeral: bool,
    ) -> None:
        if self._stub is not None:
            self._stub.Log(
                engine_pb2.LogRequest(
                    severity=severity, message=message, urn=urn, ephemeral=ephemeral
                )
            )


@dataclass
class Session:
    """One configured provider: its options, its cluster, its running children."""

    log: Log = field(default_factory=Log)
    children: Children = field(default_factory=Children)
    options: Options = field(default_factory=Options)
    cluster: Cluster | None = None
    unreachable: str = "the provider was not configured"

    def reachable(self) -> Cluster:
        """The cluster; raises RefusedError when it cannot be reached."""
        if self.cluster is None:
            raise RefusedError(
                f"configured Kubernetes cluster is unreachable: {self.unreachable}"
            )
        return self.cluster

    @property
    def namespace(self) -> str:
        """The namespace of objects that name none."""
        context = self.cluster.access.namespace if self.cluster else "default"
        return self.options.namespace or context
