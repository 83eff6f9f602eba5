"""Programs that a measurement starts, and ends again whatever happens."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.errors import BenchmarkError


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        BenchmarkError: when it is not on PATH.
    """
    found = shutil.which(name)
    if found is None:
        raise BenchmarkError(
            f"{name} is not on PATH; `make bench-rules` builds it and puts it there"
        )
    return found


def version(name: str, argument: str) -> str:
    """Return the version that a program says it has, such as 3.14.0."""
    done = subprocess.run(
        [program(name), argument], capture_output=True, text=True, check=False
    )
    words = (done.stdout + done.stderr).replace(",", " ").split()
    after = words.index("version") + 1 if "version" in words else len(words)
    return words[after].removeprefix("v") if after < len(words) else "unknown"


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], ready: str, log: Path, within: float = 60
) -> Iterator[int]:
    """Run a program until the block ends; yields its process id once it is ready.

    ready is a URL that must answer within so many seconds.

    Raises:
        BenchmarkError: when the program ends early or does not answer.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            _await(process, ready, log, within)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(
    process: subprocess.Popen[bytes], ready: str, log: Path, within: float
) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(ready, timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    lines = log.read_text(errors="replace").splitlines()[-1:]
    raise BenchmarkError(
        f"{Path(str(process.args[0])).name} is not ready: "  # type: ignore[index]  # a list, as started
        f"{lines[0] if lines else 'it says nothing'}"
    )


def memory(pid: int) -> tuple[int, int]:
    """Return the resident memory of a process and its highest since reset, in bytes."""
    fields = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    now, highest = (int(fields[key].split()[0]) * 1024 for key in ("VmRSS", "VmHWM"))
    return now, highest


def reset_highest(pid: int) -> None:
    """Start counting a process's highest resident memory anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
