"""Settings that Bitnami's chart, or this version of it, cannot honour."""

from collections.abc import Iterator

from components.distributions import fields
from components.distributions.bitnami import versions
from components.distributions.bitnami.source import UNPUBLISHED
from domain.chart_paths import Table
from settings.kube_prometheus import (
    ImageSettings,
    KubePrometheusSettings,
    PrometheusSettings,
)

_CLASSES = "prometheus.scrapeClasses"
_STACK = "distribution kube-prometheus-stack"


def refusals(settings: KubePrometheusSettings, table: Table) -> Iterator[str]:
    """Yield what the chart cannot be told, each line from its key on."""
    yield from _unpublished(settings)
    for key, what in _missing(settings, table):
        yield f"{key}: {settings.chart.name} {settings.chart.version} {what}"
    yield from fields.mesh_refusals(settings.mesh, _CLASSES, table)
    yield from _images(settings, table)
    yield from versions.problems(settings)


def _unpublished(settings: KubePrometheusSettings) -> Iterator[str]:
    if settings.chart.version in UNPUBLISHED and not settings.chart.path:
        yield (
            f"chart.version: {settings.chart.version} stands in Bitnami's git "
            "repository but was never published; use 11.3.10, which has the same "
            "values, or put the chart into the project and name it in chart.path"
        )


def _missing(
    settings: KubePrometheusSettings, table: Table
) -> Iterator[tuple[str, str]]:
    """Yield each setting that was asked for and that the chart has no value for."""
    # A default of ours is nobody's wish.
    asked = settings.model_fields_set
    has_rules = "prometheus.defaultRules.create" in table
    wishes = (
        ("admissionWebhook", "admission_webhook" in asked, settings.admission_webhook),
        ("controlPlane.etcd", True, settings.control_plane.etcd),
        ("controlPlane.kubeDns", True, settings.control_plane.kube_dns),
        ("crds.upgradeJob", True, settings.crds.upgrade_job),
        (
            "defaultRules",
            "default_rules" in asked and not has_rules,
            settings.default_rules,
        ),
        ("grafana.enabled", True, settings.grafana.enabled),
        ("prometheus.web.tls", True, settings.prometheus.web.tls),
        ("alertmanager.web.tls", True, settings.alertmanager.web.tls),
    )
    for key, counts, wanted in wishes:
        if counts and wanted:
            yield key, "has no value for it; take it out, or use " + _STACK
    yield from _spread(settings)
    yield from _templates(settings.prometheus)


def _spread(settings: KubePrometheusSettings) -> Iterator[tuple[str, str]]:
    for key, spread in (
        ("prometheus", settings.prometheus.spread),
        ("alertmanager", settings.alertmanager.spread),
    ):
        if spread.zones == "required":
            yield f"{key}.spread.zones", "cannot require it; write preferred"


def _templates(own: PrometheusSettings) -> Iterator[tuple[str, str]]:
    for key in ("external_labels", "remote_write"):
        if "{{" in str(getattr(own, key)):
            name = PrometheusSettings.model_fields[key].alias
            yield (
                f"prometheus.{name}",
                "takes {{ for a template of its own; leave it out",
            )


def _images(settings: KubePrometheusSettings, table: Table) -> Iterator[str]:
    own = settings.images
    if own.source == "mirror" and not own.registry:
        yield (
            "images.source: mirror needs images.registry, for docker.io no longer has "
            "the chart's own repositories; set it, or take legacy"
        )
    if own.webhook_certificates != ImageSettings():
        yield "images.webhookCertificates: the chart has no webhook; take it out"
    reloader = own.config_reloader
    if reloader != ImageSettings() and not (reloader.repository and reloader.tag):
        yield (
            "images.configReloader: the chart takes repository and tag together, else "
            "the operator's image, which holds the reloader; give both or neither"
        )
    for key, image in own.each():
        if image.digest and "operator.image.digest" not in table:
            yield (
                f"images.{key}.digest: {settings.chart.name} {settings.chart.version} "
                "has no value for it; use tag"
            )
