"""Bitnami's images: where they still are, and under which tags."""

from functools import cache, reduce
from pathlib import Path
from typing import Any

import yaml

from components.values import overlaid
from domain.chart_paths import Table
from settings.kube_prometheus import ImageSettings, KubePrometheusSettings

# Bitnami withdrew its versioned images from docker.io/bitnami in 2025; frozen copies
# are below this name.
LEGACY, ORIGINAL = "bitnamilegacy", "bitnami"
RELOADER = "operator.prometheusConfigReloader.image"
# Each image by its place in the values, with the setting that is its own. The config
# reloader is in the operator's image.
PLACES = {
    "operator.image": ("prometheus-operator", "operator"),
    "prometheus.image": ("prometheus", "prometheus"),
    "prometheus.thanos.image": ("thanos", "thanos"),
    "thanosRuler.image": ("thanos", "thanos"),
    "alertmanager.image": ("alertmanager", "alertmanager"),
    "blackboxExporter.image": ("blackbox-exporter", "blackbox_exporter"),
    "kube-state-metrics.image": ("kube-state-metrics", "kube_state_metrics"),
    "node-exporter.image": ("node-exporter", "node_exporter"),
}
_INSECURE = "global.security.allowInsecureImages"


def images(settings: KubePrometheusSettings, table: Table) -> dict[str, Any]:
    """Return where every image comes from, also of what is off."""
    own = settings.images
    account = ORIGINAL if own.source == "mirror" else LEGACY
    of_all = _of_all(settings, table)
    values: list[dict[str, Any]] = [{"global": of_all}] if of_all else []
    for place, (name, key) in PLACES.items():
        if f"{place}.repository" in table:
            image = {"repository": f"{account}/{name}"} | _parts(getattr(own, key))
            values.append(_at(place, image))
    if own.config_reloader != ImageSettings():
        values.append(_at(RELOADER, _parts(own.config_reloader)))
    return reduce(overlaid, values, {})


def _of_all(settings: KubePrometheusSettings, table: Table) -> dict[str, Any]:
    own, values = settings.images, dict[str, Any]()
    if own.registry:
        values["imageRegistry"] = own.registry
    if own.pull_secrets:
        values["imagePullSecrets"] = list(own.pull_secrets)
    elsewhere = own.registry or any(
        it.registry or it.repository for _, it in own.each()
    )
    if elsewhere and _INSECURE in table:
        # Newer charts refuse images that are not in docker.io/bitnami or its legacy.
        values["security"] = {"allowInsecureImages": True}
    return values


def _parts(image: ImageSettings) -> dict[str, str]:
    parts = image.model_dump(exclude={"tag"}, exclude_none=True)
    return parts | ({"tag": image.tag} if image.tag else {})


def _at(path: str, value: dict[str, Any]) -> dict[str, Any]:
    for key in reversed(path.split(".")):
        value = {key: value}
    return value


@cache
def tags(program: str) -> dict[str, str]:
    """Return the published tags of `alertmanager` or `prometheus`, by version."""
    file = Path(__file__).with_name("tags.yaml")
    found: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))[program]
    return found


def alertmanager_tag(settings: KubePrometheusSettings) -> str:
    """Return Alertmanager's tag: the one that is set, or Bitnami's for the version."""
    version = settings.alertmanager.version
    return settings.images.alertmanager.tag or tags("alertmanager").get(
        version, version
    )


def prometheus_tag(settings: KubePrometheusSettings) -> str | None:
    """Return Prometheus' tag where one is asked for; else the chart has its own."""
    version = settings.prometheus.version
    own = settings.images.prometheus.tag
    return own or (tags("prometheus").get(version, version) if version else None)
