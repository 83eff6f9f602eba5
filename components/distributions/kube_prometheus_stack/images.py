"""Where the chart's images come from, on the chart's paths."""

from collections.abc import Iterator
from typing import Any

from settings.kube_prometheus import (
    ImageSettings,
    ImagesSettings,
    KubePrometheusSettings,
)


def image(settings: ImageSettings, tag: str | None = None) -> dict[str, str]:
    """Return an image's own parts; tag is the one where none is set."""
    parts = {
        "registry": settings.registry,
        "repository": settings.repository,
        "tag": settings.tag or tag,
        "sha": (settings.digest or "").removeprefix("sha256:"),
    }
    return {key: value for key, value in parts.items() if value}


def of_all(settings: ImagesSettings) -> dict[str, Any]:
    """Return what holds for every image, also those of the charts below this one."""
    own: dict[str, Any] = {}
    if settings.registry:
        own["imageRegistry"] = settings.registry
    if settings.pull_secrets:
        own["imagePullSecrets"] = list(settings.pull_secrets)
    return {"global": own} if own else {}


def refusals(settings: KubePrometheusSettings) -> Iterator[str]:
    """Yield why an image cannot be had as the settings say."""
    images, alertmanager = settings.images, settings.alertmanager.version
    if images.source:
        yield (
            f"images.source: {images.source} is for distribution bitnami alone; use "
            "images.registry"
        )
    if images.blackbox_exporter != ImageSettings():
        yield "images.blackboxExporter: this chart brings none; take it out"
    if images.node_exporter != ImageSettings():
        yield (
            "images.nodeExporter: the node exporter is a chart of its own here, whose "
            "paths nobody has listed; use images.registry, or "
            "values.prometheus-node-exporter.image"
        )
    if images.prometheus.tag and not settings.prometheus.version:
        yield (
            f"images.prometheus.tag: {images.prometheus.tag} does not say for certain "
            "which version it is, and the operator chooses flags by that; set "
            "prometheus.version too"
        )
    tag = images.alertmanager.tag
    if tag and tag.removeprefix("v") != alertmanager:
        yield (
            f"images.alertmanager.tag: the operator reads the version from {tag}, and "
            f"alertmanager.version is {alertmanager}; leave the tag out, or tag the "
            f"image v{alertmanager}"
        )
