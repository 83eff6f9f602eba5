"""A chart without pods, for proofs of the engine and not of what runs."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.project import Project

CHART = Path("build/chart")
SERVICES = """
{{- range list "prometheus" "alertmanager" }}
---
apiVersion: v1
kind: Service
metadata: {name: {{ $.Values.fullnameOverride }}-{{ . }}}
spec: {selector: {app: none}, ports: [{port: 80}]}
{{- end }}
"""


def podless_chart(project: Project) -> dict[str, str]:
    """Make the chart in a project and return the setting that chooses it.

    It keeps the real one's values schema, the definitions of its objects, and the
    Services that endpoints name.
    """
    shutil.copytree(project.folder / "sandbox/chart", project.folder / CHART)
    templates = project.folder / CHART / "templates"
    shutil.rmtree(templates)
    templates.mkdir()
    (templates / "services.yaml").write_text(SERVICES, encoding="utf-8")
    return {"path": str(CHART)}


def take_away(project: Project, stacks: Mapping[str, str]) -> None:
    """Destroy stacks and their namespaces, which a destroy alone leaves."""
    for stack in stacks:
        project.pulumi("destroy", "--yes", "--skip-preview", "--stack", stack)
    project.run(
        "kubectl", "delete", "namespace", "--ignore-not-found", *stacks.values()
    )
