"""Prometheus' and Alertmanager's own tools, for tests to ask."""

import shutil
import subprocess
from pathlib import Path

import pytest


def run(
    tool: str, *arguments: str | Path, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a tool and return what it said; without the tool the test fails.

    given: what it reads from its input.
    """
    path = shutil.which(tool)
    if path is None:
        pytest.fail(
            f"{tool} is not on PATH; make it available with "
            f"`python -m sandbox tools {tool}`",
            pytrace=False,
        )
    return subprocess.run(
        [path, *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def output(tool: str, *arguments: str | Path) -> str:
    """Return what a tool prints; the test fails where the tool does."""
    done = run(tool, *arguments)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout
