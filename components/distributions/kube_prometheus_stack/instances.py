"""The Prometheus and the Alertmanager that the chart has the operator run."""

from collections.abc import Mapping
from typing import Any

from components.distributions import fields
from components.distributions.kube_prometheus_stack.images import image
from domain.istio import STRICT, caller
from domain.names import ALERTMANAGER_CONFIG_LABEL, Service, StackNames
from settings.kube_prometheus import (
    AlertmanagerInstanceSettings,
    KubePrometheusSettings,
    PrometheusSettings,
    WebSettings,
)
from settings.kube_prometheus.scale import Spread

_ANTI_AFFINITY: Mapping[Spread, str] = {
    "required": "hard",
    "preferred": "soft",
    "none": "",
}
Instance = PrometheusSettings | AlertmanagerInstanceSettings


def prometheus(settings: KubePrometheusSettings, names: StackNames) -> dict[str, Any]:
    """Return the values below `prometheus`."""
    own = settings.prometheus
    values: dict[str, Any] = {
        "prometheusSpec": _prometheus_spec(settings, names),
        **_budget(own),
        **_monitored(own.web, names.prometheus_service),
        **fields.steady(own.replicas),
    }
    if own.thanos:
        values["thanosService"] = {"enabled": True}
    return values


def alertmanager(
    settings: KubePrometheusSettings, names: StackNames, secrets: tuple[str, ...]
) -> dict[str, Any]:
    """Return the values below `alertmanager`."""
    own = settings.alertmanager
    return {
        "enabled": True,
        "alertmanagerSpec": _alertmanager_spec(settings, names, secrets),
        **_budget(own),
        **_monitored(own.web, names.alertmanager_service),
    }


def _prometheus_spec(
    settings: KubePrometheusSettings, names: StackNames
) -> dict[str, Any]:
    own = settings.prometheus
    spec: dict[str, Any] = {
        # The chart's default selects only what carries its own release label.
        "podMonitorSelectorNilUsesHelmValues": False,
        "serviceMonitorSelectorNilUsesHelmValues": False,
        "ruleSelectorNilUsesHelmValues": False,
        "probeSelectorNilUsesHelmValues": False,
        "scrapeConfigSelectorNilUsesHelmValues": False,
        "replicas": own.replicas,
        "retention": own.retention,
        "resources": own.resources,
        **fields.of_prometheus(settings, names),
        **_version(settings),
        **_served(own.web, names.prometheus_service),
        **_spread(own, names.prometheus_pods),
    }
    if own.storage:
        spec["storageSpec"] = fields.volume(own.storage)
    if own.thanos:
        store = own.thanos.object_storage
        existing = {"name": store.secret, "key": store.key}
        spec["thanos"] = {"objectStorageConfig": {"existingSecret": existing}}
    return spec


def _version(settings: KubePrometheusSettings) -> dict[str, Any]:
    version = settings.prometheus.version
    tag = f"v{version}" if version else None
    own = image(settings.images.prometheus, tag)
    return ({"image": own} if own else {}) | ({"version": tag} if tag else {})


def _alertmanager_spec(
    settings: KubePrometheusSettings, names: StackNames, secrets: tuple[str, ...]
) -> dict[str, Any]:
    own = settings.alertmanager
    spec: dict[str, Any] = {
        # The Secret of the operator's default name is ours: the chart makes none.
        "useExistingSecret": True,
        # The chart passes the tag on as the version, and the operator chooses flags
        # by that.
        "image": image(settings.images.alertmanager, f"v{own.version}"),
        "replicas": own.replicas,
        "retention": own.retention,
        "alertmanagerConfigSelector": {
            "matchLabels": {ALERTMANAGER_CONFIG_LABEL: "true"}
        },
        "resources": own.resources,
        **_served(own.web, names.alertmanager_service),
        **_spread(own, names.alertmanager_pods),
    }
    if own.web.tls:
        # By these Prometheus sends alerts.
        spec["scheme"] = own.web.scheme
        spec["tlsConfig"] = fields.client(own.web.tls, names.alertmanager_service.host)
    if settings.mesh == STRICT:
        spec["podMetadata"] = caller()
    if secrets:
        spec["secrets"] = list(secrets)
    if own.storage:
        spec["storage"] = fields.volume(own.storage)
    return spec


def _served(web: WebSettings, service: Service) -> dict[str, Any]:
    served = {"web": fields.web(web.tls)} if web.tls else {}
    # The chart would write http into the links of alerts.
    url = web.external_url or (service.url if web.tls else None)
    return served | ({"externalUrl": url} if url else {})


def _monitored(web: WebSettings, service: Service) -> dict[str, Any]:
    if not web.tls:
        return {}
    tls = fields.client(web.tls, service.host)
    return {"serviceMonitor": {"scheme": web.scheme, "tlsConfig": tls}}


def _spread(own: Instance, pods: Mapping[str, str]) -> dict[str, Any]:
    if own.replicas == 1:
        return {}
    spread: dict[str, Any] = {
        "podAntiAffinity": _ANTI_AFFINITY[own.spread.nodes],
        "podAntiAffinityTopologyKey": fields.NODE,
    }
    constraints = fields.zones(own.spread, pods)
    return spread | ({"topologySpreadConstraints": constraints} if constraints else {})


def _budget(own: Instance) -> dict[str, Any]:
    if own.replicas == 1 or not own.disruption_budget:
        return {}
    budget = {"enabled": True, "minAvailable": own.replicas - 1}
    return {"podDisruptionBudget": budget}
