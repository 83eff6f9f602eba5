"""Which chart installs Prometheus, and where it comes from."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from settings.base import ProjectPath, Section
from settings.kube_prometheus.shapes import ChartVersion

Distribution = Literal["kube-prometheus-stack", "bitnami", "vanilla", "existing"]
# Those that a chart installs; the others install nothing.
CHARTED = frozenset({"kube-prometheus-stack", "bitnami"})
_COMMUNITY = "https://prometheus-community.github.io/helm-charts"
# The documents install Bitnami's chart from https://charts.bitnami.com/bitnami, whose
# index lists no chart for longer than half a year (bitnami/charts#10539). Theirs, too:
BITNAMI_ARCHIVE = (
    "https://raw.githubusercontent.com/bitnami/charts/archive-full-index/bitnami"
)
BITNAMI_REGISTRY = "oci://registry-1.docker.io/bitnamicharts"


def defaults(distribution: str, version: object) -> Mapping[str, str]:
    """Return what a distribution has in place of the defaults of ChartSettings.

    Bitnami's is the one that the documents install (Observability & Alerting). version
    is the one that was asked for, if any; newer ones are in the registry.
    """
    if distribution != "bitnami":
        return {}
    wanted = str(version or "8.0.9")
    repository = BITNAMI_ARCHIVE if wanted.startswith("8.") else BITNAMI_REGISTRY
    return {"name": "kube-prometheus", "version": wanted, "repository": repository}


class ChartSettings(Section):
    """Where the chart comes from: a repository, an OCI reference or a path."""

    name: str = "kube-prometheus-stack"
    version: ChartVersion = "88.5.3"
    repository: str | None = _COMMUNITY
    path: ProjectPath | None = Field(
        default=None, description="directory of the chart, relative to the project"
    )
