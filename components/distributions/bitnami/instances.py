"""The Prometheus and the Alertmanager that Bitnami's chart has the operator run."""

from collections.abc import Mapping
from typing import Any

from components.distributions import fields
from components.distributions.bitnami.images import alertmanager_tag, prometheus_tag
from domain import chart_paths
from domain.istio import STRICT, caller
from domain.names import StackNames
from settings.kube_prometheus import (
    AlertmanagerInstanceSettings,
    KubePrometheusSettings,
    PrometheusSettings,
    StorageSettings,
    ThanosSettings,
)
from settings.kube_prometheus.scale import Spread

Instance = PrometheusSettings | AlertmanagerInstanceSettings
_WEIGHT = 100
# The user of Bitnami's images and containers.
_USER = 1001


def prometheus(settings: KubePrometheusSettings, names: StackNames) -> dict[str, Any]:
    """Return the values below `prometheus`."""
    own = settings.prometheus
    values: dict[str, Any] = {
        **fields.of_prometheus(settings, names),
        **fields.steady(own.replicas),
        **_instance("prometheus", settings, own, names.prometheus_pods),
    }
    if tag := prometheus_tag(settings):
        values["image"] = {"tag": tag}
    return values | (_thanos(own.thanos) if own.thanos else {})


def alertmanager(
    settings: KubePrometheusSettings, names: StackNames, secrets: tuple[str, ...]
) -> dict[str, Any]:
    """Return the values below `alertmanager`."""
    own = settings.alertmanager
    values: dict[str, Any] = {
        # The Secret of the operator's default name is ours: the chart makes none. With
        # no selector of AlertmanagerConfigs beside it, the operator passes it on as is.
        "externalConfig": True,
        "image": {"tag": alertmanager_tag(settings)},
        **_instance("alertmanager", settings, own, names.alertmanager_pods),
    }
    if settings.mesh == STRICT:
        values["podMetadata"] = caller()
    if secrets:
        values["secrets"] = list(secrets)
    return values


def _instance(
    key: str, settings: KubePrometheusSettings, own: Instance, pods: Mapping[str, str]
) -> dict[str, Any]:
    table = chart_paths.table(settings.chart.name, settings.chart.version)
    values: dict[str, Any] = {
        "replicaCount": own.replicas,
        "retention": own.retention,
        "resources": own.resources,
        "affinity": affinity(own, pods),
        "pdb": _budget(own, counted=f"{key}.pdb.minAvailable" in table),
    }
    if f"{key}.podSecurityContext" in table:
        # Newer charts say it of each container, and not of the operator's init
        # container: with another maker's image the two could not share a file.
        values["podSecurityContext"] = {"runAsUser": _USER}
    if own.storage:
        values["persistence"] = _volume(own.storage)
    if own.web.external_url:
        values["externalUrl"] = own.web.external_url
    return values


def _budget(own: Instance, *, counted: bool) -> dict[str, Any]:
    if own.replicas == 1 or not own.disruption_budget:
        return {"create": False}
    # Newer charts take one away at most by themselves.
    least = {"minAvailable": own.replicas - 1} if counted else {}
    return {"create": True, **least}


def _volume(settings: StorageSettings) -> dict[str, Any]:
    volume: dict[str, Any] = {"enabled": True, "size": settings.size}
    if settings.storage_class:
        volume["storageClass"] = settings.storage_class
    return volume


def _thanos(settings: ThanosSettings) -> dict[str, Any]:
    store = settings.object_storage
    return {
        "thanos": {
            "create": True,
            "objectStorageConfig": {
                "secretName": store.secret,
                "secretKey": store.key,
            },
        },
        # Its sidecar is a mere container to the operator, which would otherwise see to
        # it that blocks stay as they are until they are uploaded.
        "disableCompaction": True,
    }


def affinity(own: Instance, pods: Mapping[str, str]) -> dict[str, Any]:
    """Return what keeps replicas apart, by labels that the operator gives their pods.

    The chart's own presets select by labels that the operator overwrites, so they match
    no pod; and it passes no topology spread constraints to Alertmanager.
    """
    wanted: tuple[tuple[str, Spread], ...] = (
        (fields.NODE, own.spread.nodes),
        (fields.ZONE, own.spread.zones),
    )
    terms = [(_term(key, pods), spread) for key, spread in wanted]
    required = [term for term, spread in terms if spread == "required"]
    preferred = [
        {"weight": _WEIGHT, "podAffinityTerm": term}
        for term, spread in terms
        if spread == "preferred"
    ]
    apart = {
        "requiredDuringSchedulingIgnoredDuringExecution": required,
        "preferredDuringSchedulingIgnoredDuringExecution": preferred,
    }
    return {"podAntiAffinity": {key: terms for key, terms in apart.items() if terms}}


def _term(key: str, pods: Mapping[str, str]) -> dict[str, Any]:
    return {"labelSelector": {"matchLabels": dict(pods)}, "topologyKey": key}
