"""Stands before a policy pack until it can be started with its stack's variables.

The pack's library reads `PULUMI_STACK` and the like when it starts, but the engine says
which stack it is only over gRPC. So the engine first talks to this proxy; what it asks
afterwards is handed on, unread, to the pack.
"""

import json
from concurrent.futures import Future, ThreadPoolExecutor

import grpc
from pulumi.runtime.proto import analyzer_pb2

from sandbox.plugins.serving import LARGE

_START = 60.0  # seconds that a pack has to print its port
_SERVICE = "/pulumirpc.Analyzer/"


class PolicyProxy(grpc.GenericRpcHandler):  # type: ignore[misc]  # without types
    """One pack's proxy, listening from the start."""

    def __init__(self) -> None:
        self._environment: Future[dict[str, str]] = Future()
        self._stack: bytes | None = None
        self._pack: Future[grpc.Channel] = Future()
        self._server = grpc.server(ThreadPoolExecutor(16), options=LARGE)
        self._server.add_generic_rpc_handlers((self,))
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def environment(self) -> dict[str, str]:
        """The stack as variables, once the engine has said which one it is."""
        return self._environment.result()

    def attach(self, port: bytes) -> None:
        """Hand calls on to the pack at this port."""
        pack = grpc.insecure_channel(f"127.0.0.1:{int(port)}", options=LARGE)
        self._tell_stack(pack)
        self._pack.set_result(pack)

    def _tell_stack(self, pack: grpc.Channel) -> None:
        try:
            if self._stack is not None:
                pack.unary_unary(f"{_SERVICE}ConfigureStack")(self._stack)
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNIMPLEMENTED:
                raise

    def close(self) -> None:
        """Stop; calls that still wait for a pack fail."""
        if not self._environment.done():
            self._environment.set_result({})
        if not self._pack.done():
            self._pack.set_exception(RuntimeError("the policy pack did not start"))
        self._server.stop(grace=None)

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
        """The handler of one call, by its name."""
        method = details.method.removeprefix(_SERVICE)

        def handle(request: bytes, context: grpc.ServicerContext) -> bytes:
            if method == "Handshake":
                return b""
            if method == "ConfigureStack":
                return self._configure(request)
            return self._hand_on(details.method, request, context)

        return grpc.unary_unary_rpc_method_handler(handle)

    def _configure(self, request: bytes) -> bytes:
        if not self._environment.done():
            self._stack = request
            self._environment.set_result(variables(request))
        return b""

    def _hand_on(
        self, method: str, request: bytes, context: grpc.ServicerContext
    ) -> bytes:
        if not self._environment.done():  # nobody will say which stack it is
            self._environment.set_result({})
        try:
            answer: bytes = self._pack.result(_START).unary_unary(method)(request)
        except grpc.RpcError as error:
            context.abort(error.code(), error.details())
        except (RuntimeError, TimeoutError) as error:
            context.abort(grpc.StatusCode.UNAVAILABLE, str(error))
        return answer


def variables(request: bytes) -> dict[str, str]:
    """The stack that the engine describes, in the variables that the SDK reads."""
    stack = analyzer_pb2.AnalyzerStackConfigureRequest.FromString(request)
    named = {
        "PULUMI_ORGANIZATION": stack.organization,
        "PULUMI_PROJECT": stack.project,
        "PULUMI_STACK": stack.stack,
        "PULUMI_DRY_RUN": str(stack.dry_run).lower(),
        "PULUMI_CONFIG": json.dumps(dict(stack.config)),
    }
    return {name: value for name, value in named.items() if value}
