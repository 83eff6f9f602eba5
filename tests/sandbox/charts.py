"""The sandbox's charts for a test, as Helm renders them."""

from collections.abc import Mapping
from subprocess import CompletedProcess
from typing import Any

import yaml

from tests import tools
from tests.project import ROOT

SANDBOX = ROOT / "sandbox"


def template(
    chart: str, values: Mapping[str, Any], release: str, *options: str
) -> CompletedProcess[str]:
    """Return what Helm says of a chart of the sandbox with some values."""
    command = ("template", release, str(SANDBOX / chart), "--values", "-", *options)
    return tools.run("helm", *command, given=yaml.safe_dump(values))


def rendered(run: CompletedProcess[str]) -> dict[tuple[str, str], Any]:
    """Return the objects that Helm wrote, by kind and name; the test fails with it."""
    assert run.returncode == 0, run.stderr
    parts = [part for part in yaml.safe_load_all(run.stdout) if part]
    return {(part["kind"], part["metadata"]["name"]): part for part in parts}
