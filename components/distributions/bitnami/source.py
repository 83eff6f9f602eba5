"""Where Bitnami's chart can still be had from."""

from settings.kube_prometheus import KubePrometheusSettings
from settings.kube_prometheus.chart import BITNAMI_ARCHIVE

# In git only: a version that no repository and no registry has.
UNPUBLISHED = frozenset({"11.3.11"})


def source_note(settings: KubePrometheusSettings) -> str | None:
    """Return where else the chart may be found, unless it is in the project."""
    chart = settings.chart
    if chart.path:
        return None
    file = f"{chart.name}-{chart.version}.tgz"
    return (
        f"Bitnami publishes no charts any more: where {chart.repository} does not give "
        f"{chart.name} {chart.version}, set kubePrometheus.chart.repository to "
        f"{BITNAMI_ARCHIVE}, to https://charts.bitnami.com/bitnami/{file} or to a "
        "mirror, or put the chart into the project and name it in "
        "kubePrometheus.chart.path"
    )
