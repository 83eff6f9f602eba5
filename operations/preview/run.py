"""Runs `pulumi preview` of a derived stack file and gathers its events.

A stack that the backend does not have yet is made there for the preview and taken away
after it; the committed stack file is neither read nor written by the engine.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.passwords import redacted
from operations import engine, policypack
from operations.errors import OperationError
from operations.preview.events import Message, Previewed, gather
from operations.preview.overrides import Derived

# Seconds; a preview waits for a cluster that does not answer, but not for ever.
TIMEOUT = 900


@contextmanager
def known(stack: str, derived: Derived) -> Iterator[bool]:
    """Have the backend know the stack for a while; tell whether it did before.

    Raises:
        OperationError: where the backend cannot be used.
    """
    try:
        engine.export(stack)
    except engine.NoStackError:
        folder = derived.file.parent
        # The engine keeps a stack's file beside the project's: here beside a copy, so
        # that the committed one stays as it is.
        shutil.copy("Pulumi.yaml", folder)
        _pulumi("stack", "init", stack, "--no-select", folder=folder)
        try:
            yield False
        finally:
            flags = ("--yes", "--preserve-config", "--stack", stack)
            _pulumi("stack", "rm", *flags, folder=folder)
        return
    yield True


def preview(stack: str, derived: Derived) -> Previewed:
    """Return what a preview with the policy pack says.

    Raises:
        OperationError: where the engine did not end.
    """
    command = ("pulumi", "preview", "--json", "--non-interactive", "--stack", stack)
    flags = (*policypack.flags(stack), "--config-file", str(derived.file))
    done = _run([*command, *flags], Path())
    found = gather(done.stdout.splitlines())
    found.failed = found.failed or done.returncode != 0
    if found.failed and not found.said("error") and not found.refused:
        found.messages.append(Message("error", _last_words(done.stderr)))
    return found


def _pulumi(*arguments: str, folder: Path) -> None:
    done = _run(["pulumi", *arguments, "--non-interactive"], folder)
    if done.returncode:
        raise OperationError(f"pulumi {arguments[0]}: {_last_words(done.stderr)}")


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        words = " ".join(command[:2])
        raise OperationError(f"{words} took longer than {TIMEOUT} s") from None


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("error:")]
    said = (errors or lines or ["the engine gave no reason"])[-1]
    return redacted(said.removeprefix("error: "))
