"""A plugin's gRPC server: prints its port, as the protocol asks, and serves on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import grpc

LARGE = (
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.max_send_message_length", 400 * 1024 * 1024),
)
"""Options for servers and channels: a stack's state outgrows gRPC's own 4 MiB."""


def serve(register: Callable[[grpc.Server], None], workers: int) -> None:
    """Serve what `register` adds to the server, until the process ends."""
    server = grpc.server(ThreadPoolExecutor(workers), options=LARGE)
    register(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201  how the engine learns it
    server.wait_for_termination()
