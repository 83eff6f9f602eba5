"""The pack as the engine boots it: a process that is asked over gRPC."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
from pulumi.runtime.proto import analyzer_pb2_grpc

PACK = Path("policies").resolve()
# Seconds for an answer, the pack's start among them.
TIMEOUT = 30


@contextmanager
def booted(folder: Path) -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """Boot the pack in a folder; the program's own environment is the pack's."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            grpc.channel_ready_future(channel).result(TIMEOUT)
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
        process.kill()
