"""Running other programs: output to a log or back to the caller, plain errors."""

import fcntl
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.progress import say

SYSTEM_FOLDERS = ("/usr/sbin", "/sbin")


def run(  # noqa: PLR0913 - the options of running a program
    arguments: Sequence[str | Path],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    timeout: float | None = None,
) -> str:
    """Run a program and return its standard output, or nothing if that went to a log.

    Raises:
        SandboxError: it could not be started, failed, or took longer than timeout.
    """
    words = [str(argument) for argument in arguments]
    output = log.open("a") if log else None
    try:
        done = subprocess.run(
            words,
            stdout=output or subprocess.PIPE,
            stderr=subprocess.STDOUT if output else subprocess.PIPE,
            env={**environment(), **(env or {})},
            cwd=cwd,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            text=True,
            timeout=timeout,
            check=False,
        )
    except OSError as error:
        raise SandboxError(f"cannot run {words[0]}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise SandboxError(f"{words[0]} took more than {timeout:g} s", log) from error
    finally:
        if output:
            output.close()
    if done.returncode:
        reason = (done.stderr or "").strip().splitlines()[-1:]
        detail = f": {reason[0]}" if reason else ""
        command = " ".join([Path(words[0]).name, *words[1:3]])
        raise SandboxError(f"`{command}` ended with {done.returncode}{detail}", log)
    return done.stdout or ""


def environment() -> dict[str, str]:
    """Return our environment with the folders of system programs on PATH."""
    entries = os.environ.get("PATH", "").split(os.pathsep)
    lacking = [folder for folder in SYSTEM_FOLDERS if folder not in entries]
    return {**os.environ, "PATH": os.pathsep.join([*entries, *lacking])}


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a lock between processes; it ends with the process that holds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another run that is busy with {file.name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
