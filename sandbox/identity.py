"""Knowing a process again by its number, its start and the boot.

A process number is used again sooner or later. Together with the time of the start, in
clock ticks since boot, and the boot's identity it names one process for good.
"""

import json
import os
import signal
from dataclasses import asdict, dataclass
from pathlib import Path

START_TIME_FIELD = 22
"""Field of /proc/PID/stat (proc(5)), counted from one."""


@dataclass(frozen=True)
class Identity:
    """One process of one boot."""

    pid: int
    start: int
    boot: str

    def alive(self) -> bool:
        """Tell whether this very process still runs."""
        return of(self.pid) == self

    def kill(self) -> None:
        """End the process at once, if it is still this one."""
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        try:
            if self.alive():
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        except ProcessLookupError:
            pass
        finally:
            os.close(handle)

    def write(self, file: Path) -> None:
        """Write the identity so that it is there in full or not at all."""
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self)))
        fresh.replace(file)


def of(pid: int) -> Identity | None:
    """Return the identity of a running process, or None for one that ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, *fields = text.rpartition(")")[2].split()
    if state in {"Z", "X"}:
        return None
    return Identity(pid, int(fields[START_TIME_FIELD - 4]), boot_id())


def read(file: Path) -> Identity | None:
    """Return the identity that a file holds, or None where there is none."""
    try:
        return Identity(**json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def children(pid: int) -> list[int]:
    """Return the processes that a process started and that still run."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def boot_id() -> str:
    """Return what the kernel calls this boot."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
