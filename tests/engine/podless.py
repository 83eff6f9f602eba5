"""A chart without pods, for proofs of the engine and not of what runs."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.project import Project

CHART = Path("build/chart")


def podless_chart(project: Project) -> dict[str, str]:
    """Make the chart in a project and return the setting that chooses it.

    It keeps the real one's values schema and the definitions of its objects.
    """
    shutil.copytree(project.folder / "sandbox/chart", project.folder / CHART)
    shutil.rmtree(project.folder / CHART / "templates")
    return {"path": str(CHART)}


def take_away(project: Project, stacks: Mapping[str, str]) -> None:
    """Destroy stacks and their namespaces, which a destroy alone leaves."""
    for stack in stacks:
        project.pulumi("destroy", "--yes", "--skip-preview", "--stack", stack)
    project.run(
        "kubectl", "delete", "namespace", "--ignore-not-found", *stacks.values()
    )
