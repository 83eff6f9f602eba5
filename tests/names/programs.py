"""The Go programs on loopback: the sandbox's binaries, and the node exporter."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import typer
import yaml

from tests.names.packages import cache
from tests.names.processes import NamesError, ask, free_port, running

NODE_EXPORTER = "github.com/prometheus/node_exporter@v1.9.1"
_RULES = {
    "groups": [
        {"name": "names", "rules": [{"alert": "Always", "expr": "vector(1)"}]},
    ]
}


def prometheus(folder: Path) -> str:
    """Return what a Prometheus with rules, an Alertmanager and a remote end serves."""
    with _alertmanager(folder) as receiver:
        return _prometheus(folder, receiver)


def _prometheus(folder: Path, receiver: int) -> str:
    port, nobody = free_port(), free_port()
    configuration = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yaml"],
        "alerting": {
            "alertmanagers": [
                {"static_configs": [{"targets": [f"127.0.0.1:{receiver}"]}]}
            ]
        },
        "remote_write": [{"url": f"http://127.0.0.1:{nobody}/write"}],
        "scrape_configs": [
            {"job_name": "self", "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}
        ],
    }
    (folder / "rules.yaml").write_text(yaml.safe_dump(_RULES))
    (folder / "prometheus.yaml").write_text(yaml.safe_dump(configuration))
    command: list[str | Path] = [
        tool("prometheus"),
        "--config.file=prometheus.yaml",
        "--storage.tsdb.path=data",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with running(command, folder):
        ask(f"http://127.0.0.1:{port}/metrics")
        # Until it has scraped, evaluated and tried to send.
        time.sleep(6)
        return ask(f"http://127.0.0.1:{port}/metrics")


def alertmanager(folder: Path) -> str:
    """Return what an Alertmanager that is a cluster of one serves."""
    with _alertmanager(folder) as port:
        # Until it has met itself.
        time.sleep(3)
        return ask(f"http://127.0.0.1:{port}/metrics")


@contextlib.contextmanager
def _alertmanager(folder: Path) -> Iterator[int]:
    port, peers = free_port(), free_port()
    configuration = {"route": {"receiver": "none"}, "receivers": [{"name": "none"}]}
    (folder / "alertmanager.yaml").write_text(yaml.safe_dump(configuration))
    command: list[str | Path] = [
        tool("alertmanager"),
        "--config.file=alertmanager.yaml",
        "--storage.path=alerts",
        f"--web.listen-address=127.0.0.1:{port}",
        f"--cluster.listen-address=127.0.0.1:{peers}",
    ]
    with running(command, folder):
        ask(f"http://127.0.0.1:{port}/metrics")
        yield port


def node_exporter(folder: Path) -> str:
    """Return what the node exporter serves of this machine."""
    binary = cache() / "names" / NODE_EXPORTER.rpartition("@")[2] / "node_exporter"
    if not binary.is_file():
        typer.echo(f"building {NODE_EXPORTER} into the cache", err=True)
        _install(NODE_EXPORTER, binary.parent)
    port = free_port()
    with running([binary, f"--web.listen-address=127.0.0.1:{port}"], folder):
        return ask(f"http://127.0.0.1:{port}/metrics")


def tool(name: str) -> Path:
    """Return a binary of the sandbox's, built where it is missing."""
    command = [sys.executable, "-m", "sandbox", "tools", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NamesError(f"{name} cannot be made available: {done.stderr.strip()}")
    return Path(done.stdout.strip().splitlines()[-1])


def _install(package: str, folder: Path) -> None:
    environment = {**os.environ, "GOBIN": str(folder)}
    done = subprocess.run(
        ["go", "install", package],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NamesError(f"go install {package} failed: {done.stderr.strip()[-200:]}")
