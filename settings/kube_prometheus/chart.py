"""Which chart installs Prometheus, and where it comes from."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from settings.base import ProjectPath, Section
from settings.kube_prometheus.shapes import ChartVersion

Distribution = Literal["kube-prometheus-stack"]
# Those that a chart installs; the others install nothing.
CHARTED = frozenset({"kube-prometheus-stack", "bitnami"})
_COMMUNITY = "https://prometheus-community.github.io/helm-charts"
# What a distribution has in place of the defaults below; Bitnami's as the documents
# install it (Observability & Alerting).
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "bitnami": {
        "name": "kube-prometheus",
        "version": "8.0.9",
        "repository": "https://charts.bitnami.com/bitnami",
    },
}


class ChartSettings(Section):
    """Where the chart comes from: a repository, an OCI reference or a path."""

    name: str = "kube-prometheus-stack"
    version: ChartVersion = "88.5.3"
    repository: str | None = _COMMUNITY
    path: ProjectPath | None = Field(
        default=None, description="directory of the chart, relative to the project"
    )
