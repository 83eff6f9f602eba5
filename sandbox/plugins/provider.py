"""The Kubernetes provider's service: takes the engine's calls to who answers them.

A stand-in for pulumi-kubernetes where that is not to be had: it makes Kubernetes
objects and Helm releases on a real cluster, and refuses anything else by name.
"""
# ruff: noqa: N802, ARG002 (method names and arguments are the protocol's)

import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar

import grpc
import httpx
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2_grpc
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto.status_pb2 import Status

from sandbox.plugins import inputs, kubeconfig, options
from sandbox.plugins.cluster import ApiError, Cluster, UnreachableError
from sandbox.plugins.helm import HelmError
from sandbox.plugins.kubeconfig import KubeconfigError
from sandbox.plugins.lifetime import end_with_the_engine
from sandbox.plugins.objects import Objects
from sandbox.plugins.release import TYPE as RELEASE
from sandbox.plugins.release import Releases
from sandbox.plugins.serving import serve
from sandbox.plugins.session import RefusedError, Session, UnfinishedError
from sandbox.plugins.wire import decode, encode

VERSION = "4.34.2"
"""The version of pulumi-kubernetes that this stands in for."""

BANNER = (
    "THE SANDBOX'S STAND-IN PROVIDER RUNS, not the official pulumi-kubernetes "
    f"{VERSION}: real API server and real Helm, fewer features"
)

_WORKERS = 64  # each may wait minutes for a chart
_Answer = TypeVar("_Answer")


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One provider process; the engine starts one for each configured provider."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._objects = Objects(session)
        self._releases = Releases(session)

    def _for(self, urn: str) -> Objects | Releases:
        token = type_of(urn)
        if token == RELEASE:
            return self._releases
        if problem := inputs.refused(token):
            raise RefusedError(problem)
        return self._objects

    def GetPluginInfo(
        self, request: Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        """Say which version this stands in for."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def Attach(
        self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext
    ) -> Empty:
        """Serve an engine that did not start this process."""
        self.session.log.connect(request.address)
        return Empty()

    def CheckConfig(
        self, request: pb.CheckRequest, context: grpc.ServicerContext
    ) -> pb.CheckResponse:
        """Refuse the options that nothing here would honour."""
        found = options.failures(request.urn, decode(request.news))
        return pb.CheckResponse(inputs=request.news, failures=found)

    def DiffConfig(
        self, request: pb.DiffRequest, context: grpc.ServicerContext
    ) -> pb.DiffResponse:
        """Say whether the options now mean another cluster."""
        return options.changes(decode(request.olds), decode(request.news))

    def Configure(
        self, request: pb.ConfigureRequest, context: grpc.ServicerContext
    ) -> pb.ConfigureResponse:
        """Take the options and try the cluster; one out of reach is no error yet."""
        session = self.session
        session.options = options.Options.read(decode(request.args))
        session.log.info(BANNER, request.urn)
        try:
            session.cluster = _connect(session.options)
        except KubeconfigError as error:
            session.unreachable = f"failed to read the kubeconfig: {error}"
        except UnreachableError as error:
            session.unreachable = str(error)
        return pb.ConfigureResponse(
            acceptSecrets=True,
            supportsPreview=True,
            supports_autonaming_configuration=True,
        )

    def Check(
        self, request: pb.CheckRequest, context: grpc.ServicerContext
    ) -> pb.CheckResponse:
        """The inputs as they will be used, or what is wrong with them."""
        return answer(context, lambda: self._for(request.urn).check(request))

    def Diff(
        self, request: pb.DiffRequest, context: grpc.ServicerContext
    ) -> pb.DiffResponse:
        """Which paths changed, and whether that replaces."""
        return answer(context, lambda: self._for(request.urn).diff(request))

    def Create(
        self, request: pb.CreateRequest, context: grpc.ServicerContext
    ) -> pb.CreateResponse:
        """Make it, or in a preview act as if."""
        return answer(context, lambda: self._for(request.urn).create(request))

    def Read(
        self, request: pb.ReadRequest, context: grpc.ServicerContext
    ) -> pb.ReadResponse:
        """How it is now."""
        return answer(context, lambda: self._for(request.urn).read(request))

    def Update(
        self, request: pb.UpdateRequest, context: grpc.ServicerContext
    ) -> pb.UpdateResponse:
        """Change it, or in a preview act as if."""
        return answer(context, lambda: self._for(request.urn).update(request))

    def Delete(self, request: pb.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        """Remove it, and wait until it is gone."""
        answer(context, lambda: self._for(request.urn).delete(request))
        return Empty()

    def Invoke(
        self, request: pb.InvokeRequest, context: grpc.ServicerContext
    ) -> pb.InvokeResponse:
        """Refuse every function, by name."""
        return answer(context, lambda: refuse(request.tok))

    def Call(
        self, request: pb.CallRequest, context: grpc.ServicerContext
    ) -> pb.CallResponse:
        """Refuse every method, by name."""
        return answer(context, lambda: refuse(request.tok))

    def Construct(
        self, request: pb.ConstructRequest, context: grpc.ServicerContext
    ) -> pb.ConstructResponse:
        """Refuse every component of the official provider, by name."""
        return answer(context, lambda: refuse(request.type))

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """Stop what runs: Helm is interrupted, waits end."""
        self.session.children.interrupt()
        return Empty()


def type_of(urn: str) -> str:
    """The resource's own type in a URN that also names its parents' types."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def refuse(token: str) -> NoReturn:
    """Raise RefusedError: the stand-in has no such thing."""
    raise RefusedError(
        f"the sandbox's stand-in provider has no {token}: "
        "install the official pulumi-resource-kubernetes for it"
    )


def answer(context: grpc.ServicerContext, work: Callable[[], _Answer]) -> _Answer:
    """The answer of `work`, or its failure in the form that the engine shows."""
    try:
        return work()
    except UnfinishedError as error:
        _abort_unfinished(context, error)
    except (RefusedError, ApiError, HelmError, KubeconfigError) as error:
        context.abort(grpc.StatusCode.UNKNOWN, str(error))
    except httpx.HTTPError as error:
        reason = f"configured Kubernetes cluster is unreachable: {error}"
        context.abort(grpc.StatusCode.UNAVAILABLE, reason)
    raise AssertionError("abort always raises")


def _abort_unfinished(context: grpc.ServicerContext, error: UnfinishedError) -> None:
    detail = pb.ErrorResourceInitFailed(
        id=error.identity, properties=encode(error.state), reasons=[str(error)]
    )
    packed = AnyMessage()
    packed.Pack(detail)
    code = grpc.StatusCode.UNKNOWN
    status = Status(code=code.value[0], message=str(error), details=[packed])
    trailer = ("grpc-status-details-bin", status.SerializeToString())
    context.set_trailing_metadata((trailer,))
    context.abort(code, str(error))


def _connect(chosen: options.Options) -> Cluster:
    access = kubeconfig.read(chosen.kubeconfig, chosen.context)
    cluster = Cluster(access, chosen.timeout)
    cluster.check_reachable()
    return cluster


def main() -> None:
    """Serve until the engine ends; prints the port, as the protocol asks."""
    session = Session()
    if len(sys.argv) > 1:
        session.log.connect(sys.argv[1])
    end_with_the_engine(session.children)
    add = provider_pb2_grpc.add_ResourceProviderServicer_to_server
    serve(lambda server: add(Provider(session), server), _WORKERS)


if __name__ == "__main__":
    main()
