"""Where the chart is: a repository, an OCI reference, an archive or a directory."""

from pathlib import Path
from typing import Any

import pulumi
import yaml

from settings.kube_prometheus import ChartSettings


def chart_source(chart: ChartSettings) -> dict[str, Any]:
    """Return the Release's arguments that say where the chart is.

    Raises:
        pulumi.RunError: where a path holds no chart, or one of another version.
    """
    if chart.path:
        _check_path(chart)
        return {"chart": chart.path, "version": chart.version}
    source: dict[str, Any] = {"chart": chart.name, "version": chart.version}
    if chart.repository and chart.repository.startswith("oci://"):
        return source | {"chart": f"{chart.repository.rstrip('/')}/{chart.name}"}
    if chart.repository and chart.repository.endswith(".tgz"):
        # The archive itself: an old chart may be left out of its repository's index.
        return source | {"chart": chart.repository}
    return source | {"repository_opts": {"repo": chart.repository}}


def _check_path(chart: ChartSettings) -> None:
    key = "kubePrometheus.chart.path"
    file = Path(chart.path or "") / "Chart.yaml"
    if not file.is_file():
        raise pulumi.RunError(
            f"{key}: no chart at {chart.path} (it has no Chart.yaml); give the "
            "directory of an unpacked chart, relative to the project"
        )
    found = _version(file)
    if found is None:
        raise pulumi.RunError(
            f"{key}: {file} is not YAML with a version; give the directory of an "
            "unpacked chart, relative to the project"
        )
    if found != chart.version:
        raise pulumi.RunError(
            f"{key}: the chart at {chart.path} is {found} but "
            f"kubePrometheus.chart.version is {chart.version}; set it to what is there"
        )


def _version(file: Path) -> str | None:
    try:
        chart = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        return None
    return chart.get("version") if isinstance(chart, dict) else None
