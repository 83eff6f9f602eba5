"""The real Helm, run as a child: its arguments, its input, its own words on failure.

No secret is in an argument or in a file: the kubeconfig is an anonymous file that only
the child can open, values go in on standard input.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import yaml

from sandbox.plugins.kubeconfig import Access
from sandbox.plugins.lifetime import DEAF, Children

_PREFIXES = ("INSTALLATION FAILED: ", "UPGRADE FAILED: ")


class HelmError(Exception):
    """Helm's refusal; the message is Helm's own."""


@dataclass(frozen=True)
class Found:
    """A release as Helm has it."""

    name: str
    namespace: str
    revision: int
    status: str
    chart: str
    version: str
    app_version: str
    config: dict[str, Any]
    manifest: str


class Helm:
    """Runs `helm` from PATH against one cluster, or none for what needs none."""

    def __init__(self, access: Access | None, children: Children) -> None:
        self._access = access
        self._children = children

    def chart_version(self, chart: list[str]) -> str:
        """The version of the chart that these arguments name; raises HelmError."""
        loaded = yaml.safe_load(self.run(["show", "chart", *chart]))
        return str(loaded["version"])

    def find(self, namespace: str, name: str) -> Found | None:
        """The release, or nothing when there is none."""
        where = [name, "--namespace", namespace, "--output", "json"]
        try:
            status = json.loads(self.run(["status", *where], brief=True))
            about = json.loads(self.run(["get", "metadata", *where], brief=True))
        except HelmError as error:
            if "release: not found" in str(error):
                return None
            raise
        return Found(
            name=status["name"],
            namespace=status["namespace"],
            revision=status["version"],
            status=status["info"]["status"],
            chart=about["chart"],
            version=about["version"],
            app_version=about.get("appVersion", ""),
            config=status.get("config") or {},
            manifest=status.get("manifest", ""),
        )

    def run(
        self,
        arguments: list[str],
        values: dict[str, Any] | None = None,
        *,
        brief: bool = False,
    ) -> str:
        """Standard output of one call, with `values` on its standard input.

        A brief call finishes even when the engine cancels. Raises HelmError.
        """
        given = b"" if values is None else yaml.safe_dump(values).encode()
        with _private(self._kubeconfig()) as file:
            deaf = DEAF if brief else []
            child = _start([*deaf, "helm", *arguments, *self._login(file)], file)
            with self._children.started(child, brief=brief):
                out, err = child.communicate(given)
        if child.returncode != 0:
            raise HelmError(reason(err.decode(errors="replace")))
        return out.decode()

    def _kubeconfig(self) -> bytes:
        return self._access.text.encode() if self._access else b""

    def _login(self, file: int) -> list[str]:
        if self._access is None:
            return []
        login = ["--kubeconfig", f"/proc/self/fd/{file}"]
        if self._access.context:
            login += ["--kube-context", self._access.context]
        return login


def _start(command: list[str], file: int) -> subprocess.Popen[bytes]:
    if shutil.which("helm") is None:
        raise HelmError("helm is not on PATH: run `python -m sandbox tools`")
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[file],
    )


@contextmanager
def _private(content: bytes) -> Iterator[int]:
    """A file without a name, readable by this process and its child alone."""
    file = os.memfd_create("kubeconfig")
    try:
        os.fchmod(file, 0o600)
        os.write(file, content)
        yield file
    finally:
        os.close(file)


def reason(stderr: str) -> str:
    """Helm's own sentence out of what it printed on standard error."""
    _, marked, sentence = stderr.rpartition("Error: ")
    words = (sentence if marked else stderr).strip() or "helm failed without a word"
    for prefix in _PREFIXES:
        words = words.removeprefix(prefix)
    return words
