"""Locks of a file backend whose update no longer runs.

The engine writes one JSON file per update with its process and host, and an engine that
is killed leaves it. `pulumi cancel` removes every lock without asking who holds it, so
who does is asked here.
"""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from operations import console, engine, stackfiles
from operations.errors import OperationError


class Lock(NamedTuple):
    """Who holds a stack, and since when."""

    pid: int
    user: str
    host: str
    since: str

    @property
    def holder(self) -> str:
        """Who that is, in words."""
        return f"pid {self.pid} of {self.user}@{self.host} since {self.since}"


def free(stack: str) -> None:
    """Take away the locks that nobody holds any more.

    Raises:
        OperationError: where another update of the stack runs, or may run elsewhere.
    """
    found = list(locks(engine.backend(), stack))
    if not found:
        return
    here = socket.gethostname()
    for lock in found:
        if lock.host != here:
            raise OperationError(
                f"stack {stack} is locked by {lock.holder}, another host; if that no "
                f"longer runs: pulumi cancel --stack {stack}"
            )
        if runs(lock.pid):
            raise OperationError(
                f"another update of stack {stack} runs ({lock.holder}); wait for it, "
                "nothing was changed"
            )
    engine.cancel(stack)
    for lock in found:
        console.say(f"healed: removed the lock of {lock.holder}, which is dead")


def shown(backend: str) -> bool:
    """Tell whether a backend keeps its locks where we can read them."""
    return urlsplit(backend).scheme == "file"


def locks(backend: str, stack: str) -> Iterator[Lock]:
    """Yield the locks of a stack in a file backend; none in any other."""
    if not shown(backend):
        return
    parts = urlsplit(backend)
    root = Path(unquote(parts.netloc + parts.path)).expanduser() / ".pulumi" / "locks"
    name = stack.rsplit("/", 1)[-1]
    # By project, and as older backends keep them, by stack alone.
    for folder in (root.glob(f"*/{stackfiles.PROJECT}/{name}"), root.glob(name)):
        for file in (path for found in folder for path in sorted(found.glob("*.json"))):
            yield from _read(file)


def runs(pid: int) -> bool:
    """Tell whether a process of this host is a running Pulumi."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, and alive
    status = Path(f"/proc/{pid}/stat")
    if not status.is_file():
        return True
    # `PID (NAME) STATE …`; a number may since belong to another program.
    name, _, rest = status.read_text(encoding="utf-8").partition(") ")
    return "pulumi" in name and not rest.startswith("Z")


def _read(file: Path) -> Iterator[Lock]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return  # just gone, or only half written
    yield Lock(
        pid=int(found.get("pid", 0)),
        user=str(found.get("username", "")),
        host=str(found.get("hostname", "")),
        since=str(found.get("timestamp", ""))[:19],
    )
