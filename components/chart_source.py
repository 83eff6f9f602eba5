"""Where the chart is: a repository, an OCI reference, an archive or a directory."""

from pathlib import Path
from typing import Any, Protocol

import pulumi
import yaml


class Chart(Protocol):
    """A section that says which chart, and where from."""

    @property
    def name(self) -> str:
        """What the chart is called."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def repository(self) -> str | None:
        """Where it is fetched from."""

    @property
    def path(self) -> str | None:
        """The directory that it is in, relative to the project."""


def chart_source(chart: Chart, key: str = "kubePrometheus.chart") -> dict[str, Any]:
    """Return the Release's arguments that say where the chart is; `key` has it.

    Raises:
        pulumi.RunError: where a path holds no chart, or one of another version.
    """
    if chart.path:
        _check_path(chart, key)
        return {"chart": chart.path, "version": chart.version}
    source: dict[str, Any] = {"chart": chart.name, "version": chart.version}
    if chart.repository and chart.repository.startswith("oci://"):
        return source | {"chart": f"{chart.repository.rstrip('/')}/{chart.name}"}
    if chart.repository and chart.repository.endswith(".tgz"):
        # The archive itself: an old chart may be left out of its repository's index.
        return source | {"chart": chart.repository}
    return source | {"repository_opts": {"repo": chart.repository}}


def _check_path(chart: Chart, key: str) -> None:
    file = Path(chart.path or "") / "Chart.yaml"
    if not file.is_file():
        raise pulumi.RunError(
            f"{key}.path: no chart at {chart.path} (it has no Chart.yaml); give the "
            "directory of an unpacked chart, relative to the project"
        )
    found = _version(file)
    if found is None:
        raise pulumi.RunError(
            f"{key}.path: {file} is not YAML with a version; give the directory of an "
            "unpacked chart, relative to the project"
        )
    if found != chart.version:
        raise pulumi.RunError(
            f"{key}.path: the chart at {chart.path} is {found} but "
            f"{key}.version is {chart.version}; set it to what is there"
        )


def _version(file: Path) -> str | None:
    try:
        chart = yaml.safe_load(file.read_bytes())
    except yaml.YAMLError:
        return None
    return chart.get("version") if isinstance(chart, dict) else None
