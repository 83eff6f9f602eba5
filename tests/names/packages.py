"""The Python packages: each in a virtual environment of its own in the cache."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import typer

from tests.names.processes import NamesError, ask, free_port, running

SOFTWARE = Path(__file__).parent / "software"
# What the packages do not pin themselves and do not work without: MLServer's workers
# fail with a newer event loop, the wrapper's gunicorn without pkg_resources.
MLSERVER = ("mlserver==1.7.1", "uvloop<0.22")
SELDON_CORE = ("seldon-core==1.18.2", "setuptools<81")

_PREDICT = json.dumps(
    {"inputs": [{"name": "x", "shape": [1, 1], "datatype": "INT32", "data": [1]}]}
)
_GRPC = """
import grpc, sys
from mlserver.grpc import dataplane_pb2, dataplane_pb2_grpc
channel = grpc.insecure_channel(sys.argv[1])
stub = dataplane_pb2_grpc.GRPCInferenceServiceStub(channel)
stub.ServerLive(dataplane_pb2.ServerLiveRequest(), timeout=30)
"""


def mlserver(folder: Path) -> str:
    """Return what MLServer serves after requests that work and fail, and gRPC."""
    python = environment(MLSERVER)
    http, grpc, metrics = free_port(), free_port(), free_port()
    shutil.copy(SOFTWARE / "mlserver_model.py", folder)
    _write(
        folder / "model-settings.json",
        {
            "name": "names",
            "implementation": "mlserver_model.Detector",
            "parameters": {"version": "v1"},
            "max_batch_size": 2,
            "max_batch_time": 0.1,
        },
    )
    _write(
        folder / "settings.json",
        {
            "host": "127.0.0.1",
            "http_port": http,
            "grpc_port": grpc,
            "metrics_port": metrics,
            "parallel_workers": 1,
        },
    )
    infer = f"http://127.0.0.1:{http}/v2/models/names/infer"
    with running([python.with_name("mlserver"), "start", "."], folder):
        ask(infer, _PREDICT.encode())
        ask(infer, b'{"inputs": []}')
        subprocess.run([python, "-c", _GRPC, f"127.0.0.1:{grpc}"], check=True)
        return ask(f"http://127.0.0.1:{metrics}/metrics")


def python_wrapper(folder: Path) -> str:
    """Return what a model in Seldon Core 1's Python wrapper serves after a reward."""
    python = environment(SELDON_CORE)
    http, grpc, metrics = free_port(), free_port(), free_port()
    shutil.copy(SOFTWARE / "Names.py", folder)
    env = {
        "PREDICTIVE_UNIT_ID": "names",
        "PREDICTIVE_UNIT_HTTP_SERVICE_PORT": str(http),
        "PREDICTIVE_UNIT_GRPC_SERVICE_PORT": str(grpc),
        "PREDICTIVE_UNIT_METRICS_SERVICE_PORT": str(metrics),
        "PREDICTIVE_UNIT_METRICS_ENDPOINT": "/prometheus",
        "GUNICORN_WORKERS": "1",
    }
    reward = {"request": {"data": {"ndarray": [[1]]}}, "reward": 1.0}
    command: list[str | Path] = [python.with_name("seldon-core-microservice"), "Names"]
    with running([*command, "--service-type", "MODEL"], folder, env):
        ask(f"http://127.0.0.1:{http}/send-feedback", json.dumps(reward).encode())
        return ask(f"http://127.0.0.1:{metrics}/prometheus")


def environment(requirements: tuple[str, ...]) -> Path:
    """Return the interpreter of a virtual environment with these packages.

    Raises:
        NamesError: where they cannot be installed.
    """
    digest = hashlib.sha256(" ".join((*requirements, sys.version)).encode()).hexdigest()
    name = requirements[0].partition("==")[0]
    folder = cache() / "names" / f"{name}-{digest[:12]}"
    python, ready = folder / "bin" / "python", folder / ".ready"
    if not ready.is_file():
        typer.echo(f"installing {', '.join(requirements)} into the cache", err=True)
        _run(sys.executable, "-m", "venv", "--clear", folder)
        _run(python, "-m", "pip", "install", "--quiet", *requirements)
        ready.touch()
    return python


def cache() -> Path:
    """Return the folder in which this project keeps what it built and installed."""
    given = os.environ.get("SELDON_MONITORING_CACHE")
    return Path(given or "~/.cache/seldon-monitoring").expanduser()


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:]
        raise NamesError(f"{' '.join(map(str, command))} failed: {' '.join(reason)}")


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
