"""The software that speaks of a cluster: asked in a sandbox, of some objects."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.names.processes import NamesError, ask, free_port, running
from tests.names.programs import tool

OBJECTS = Path(__file__).parent / "objects.yaml"
CRDS = Path("sandbox/chart/charts/crds/crds")
# Seconds until the kubelet has measured a volume, and a container has ended twice.
SETTLING = 75


@dataclass(frozen=True)
class Cluster:
    """A running sandbox, by the kubeconfig of its user."""

    kubeconfig: Path

    def kubectl(self, *arguments: str | Path) -> str:
        """Return what kubectl answers."""
        command = [tool("kubectl"), "--kubeconfig", self.kubeconfig, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NamesError(f"kubectl {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def kubelet(self, _: Path) -> str:
        """Return what the kubelet serves of itself and of volumes."""
        return self._of_node("metrics")

    def cadvisor(self, _: Path) -> str:
        """Return what the kubelet serves of containers."""
        return self._of_node("metrics/cadvisor")

    def kube_state_metrics(self, folder: Path) -> str:
        """Return what kube-state-metrics serves, with all labels of pods."""
        port, own = free_port(), free_port()
        command: list[str | Path] = [
            tool("kube-state-metrics"),
            f"--kubeconfig={self.kubeconfig}",
            "--host=127.0.0.1",
            f"--port={port}",
            "--telemetry-host=127.0.0.1",
            f"--telemetry-port={own}",
            "--metric-labels-allowlist=pods=[*]",
        ]
        with running(command, folder):
            ask(f"http://127.0.0.1:{port}/metrics")
            # Until it has listed every kind of object.
            time.sleep(5)
            return ask(f"http://127.0.0.1:{port}/metrics")

    def operator(self, folder: Path) -> str:
        """Return what the operator serves once it has reconciled an object."""
        port = free_port()
        command: list[str | Path] = [
            tool("operator"),
            f"--web.listen-address=127.0.0.1:{port}",
            "--namespaces=names",
        ]
        with running(command, folder, {"KUBECONFIG": str(self.kubeconfig)}):
            ask(f"http://127.0.0.1:{port}/metrics")
            time.sleep(15)
            return ask(f"http://127.0.0.1:{port}/metrics")

    def _of_node(self, path: str) -> str:
        node = self.kubectl("get", "nodes", "-o", "name").strip().partition("/")[2]
        return self.kubectl("get", "--raw", f"/api/v1/nodes/{node}/proxy/{path}")


@contextlib.contextmanager
def sandbox(instance: int) -> Iterator[Cluster]:
    """Give a sandbox with the objects; one that was not up is taken down again."""
    number = ("--instance", str(instance))
    was_up = _sandbox("status", *number).returncode == 0
    try:
        made = _sandbox("up", *number)
        if made.returncode:
            raise NamesError(f"no sandbox {instance}: {made.stderr.strip()[-300:]}")
        cluster = Cluster(Path(_sandbox("kubeconfig", *number).stdout.strip()))
        _sandbox("tools")  # with the operator's definitions
        cluster.kubectl("apply", "--server-side", "-f", CRDS)
        cluster.kubectl("apply", "-f", OBJECTS)
        time.sleep(SETTLING)
        yield cluster
    finally:
        if not was_up:
            _sandbox("down", *number)


def _sandbox(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
