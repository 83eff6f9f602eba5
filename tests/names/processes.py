"""Programs on loopback: started, waited for, asked, ended by their process group."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# Seconds until a program that does not answer counts as broken.
PATIENCE = 120


class NamesError(Exception):
    """Software that could not be asked; says what was tried."""


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a program in a folder, where its log goes, and end it with its children."""
    name = Path(command[0]).name
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield
        except NamesError as error:
            said = (folder / f"{name}.log").read_text(errors="replace").splitlines()
            raise NamesError(f"{error}; {name} said: {' | '.join(said[-3:])}") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ask(url: str, body: bytes | None = None) -> str:
    """Return an answer, once there is one.

    Raises:
        NamesError: where there is none in time.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return _ask(url, body)
        except OSError as error:
            if time.monotonic() > deadline:
                raise NamesError(f"{url} does not answer ({error})") from None
            time.sleep(0.5)


def _ask(url: str, body: bytes | None) -> str:
    headers = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  loopback
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        # An answer all the same: a model that is to fail answers so.
        if error.code == 500:
            return str(error.read().decode())
        raise
