"""The Pulumi engine, asked through its own command line, in the caller's shell."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from operations import stackfiles
from operations.errors import OperationError

# Seconds for what only reads or writes state; a remote backend may take some.
TIMEOUT = 120


class NoStackError(OperationError):
    """The backend has no such stack."""


def export(stack: str) -> dict[str, Any]:
    """Return a stack's state as `pulumi stack export` gives it, secrets encrypted.

    Raises:
        NoStackError: where the backend has no such stack.
        OperationError: where the engine does not give it, in the engine's words.
    """
    return cast(dict[str, Any], json.loads(_ask("stack", "export", "--stack", stack)))


def replace(stack: str, state: Mapping[str, Any]) -> None:
    """Put a state in place of a stack's own.

    Raises:
        OperationError: where the engine does not take it.
    """
    _ask("stack", "import", "--stack", stack, given=json.dumps(state))


def analyze(state: str, policies: Sequence[str]) -> list[str]:
    """Return what policies say of a state, an engine event in JSON a line.

    policies are the engine's options for the pack. The state goes through a pipe.

    Raises:
        OperationError: where the engine did not come to judge.
    """
    command = _command(
        *("policy", "analyze", "--file", "/dev/stdin", "--json"),
        *(*policies, "--non-interactive"),
    )
    done = _start(command, state, capture_output=True, timeout=TIMEOUT)
    events = str(done.stdout).splitlines()
    # It ends with 1 where a policy refuses; else it did not come to its summary.
    if not any('"summaryEvent"' in line for line in events):
        words = _words(done.stderr or done.stdout)
        raise OperationError(f"{' '.join(command[:3])}: {words}")
    return events


def backend() -> str:
    """Return the URL of the backend that keeps the state."""
    return str(json.loads(_ask("whoami", "--verbose", "--json"))["url"])


def cancel(stack: str) -> None:
    """Take away the lock of an update that no longer runs."""
    _ask("cancel", "--yes", "--stack", stack)


def destroy(stack: str) -> None:
    """Delete the stack's resources; the engine's progress goes to standard error.

    Raises:
        OperationError: where the engine could not.
    """
    command = _command("destroy", "--yes", "--stack", stack, "--skip-preview")
    code = _start(command, None, stdout=sys.stderr).returncode
    if code:
        raise OperationError(f"pulumi destroy ended with {code}; what it says is above")


def _ask(*arguments: str, given: str | None = None) -> str:
    command = _command(*arguments, "--non-interactive")
    done = _start(command, given or "", capture_output=True, timeout=TIMEOUT)
    if done.returncode == 0:
        return str(done.stdout)
    words = _words(done.stderr or done.stdout)
    if "no stack named" in words:
        files = ", ".join(stackfiles.names())
        raise NoStackError(
            f"{words}; there are files of {files}: deploy it first, with "
            "pulumi up --stack NAME, or correct the name"
        )
    raise OperationError(f"{' '.join(command[:3])}: {words}")


def _start(
    command: list[str],
    given: str | None,
    **options: Any,  # noqa: ANN401  subprocess's own
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, input=given, text=True, check=False, **options)
    except FileNotFoundError:
        raise OperationError(
            "pulumi is not on PATH; install it, or for the sandbox: "
            'eval "$(python -m sandbox env)"'
        ) from None
    except subprocess.TimeoutExpired:
        raise OperationError(
            f"{' '.join(command[:3])} took longer than {TIMEOUT} s; "
            "is the state's backend reachable?"
        ) from None


def _command(*arguments: str) -> list[str]:
    if not Path("Pulumi.yaml").is_file():
        raise OperationError("no Pulumi.yaml here; run this in the project's folder", 2)
    return ["pulumi", *arguments]


def _words(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("error:")] or lines[-1:]
    return " ".join(errors).removeprefix("error:").strip() or "no reason was given"
