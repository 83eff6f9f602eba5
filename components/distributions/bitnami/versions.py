"""Which Alertmanager and Prometheus Bitnami's chart can run.

The chart never writes spec.version: its operator takes each for its own default, by
which it chooses flags and configuration.
"""

from collections.abc import Iterator

from components.distributions.bitnami.images import tags
from domain import compatibility
from settings.kube_prometheus import KubePrometheusSettings


def problems(settings: KubePrometheusSettings) -> Iterator[str]:
    """Yield versions that have no image, or that this chart's operator cannot run."""
    alertmanager, prometheus = settings.alertmanager, settings.prometheus
    own = settings.images
    yield from _of(settings, "Alertmanager", alertmanager.version, own.alertmanager.tag)
    yield from _of(settings, "Prometheus", prometheus.version, own.prometheus.tag)


def _of(
    settings: KubePrometheusSettings, product: str, version: str | None, own: str | None
) -> Iterator[str]:
    key, known = product.lower(), tags(product.lower())
    tag = own or known.get(version or "")
    if tag is None:
        if version:
            yield (
                f"{key}.version: no image of {version} by Bitnami is known, only of "
                f"{', '.join(known)}; pin one of them, or set images.{key}.tag"
            )
    elif version and compatibility.of_tag(tag) != compatibility.version(version):
        yield (
            f"images.{key}.tag: {tag} is not {version}, which {key}.version says; set "
            "both to the same"
        )
    else:
        yield from _run(settings, product, tag)


def _run(settings: KubePrometheusSettings, product: str, tag: str) -> Iterator[str]:
    chart = compatibility.chart(settings.chart.name, settings.chart.version)
    found = compatibility.of_tag(tag)
    if chart is None or found is None:
        return
    version = compatibility.text(found)
    key = f"{product.lower()}.version"
    if refused := compatibility.operator_problem(chart.operator, product, version):
        yield f"{key}: {refused}"
    elif refused := compatibility.spec_version_problem(
        product, tag, None, chart.operator
    ):
        yield f"{key}: {refused}; Bitnami's chart cannot set the former"
