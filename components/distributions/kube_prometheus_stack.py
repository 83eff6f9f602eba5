"""kube-prometheus-stack: its values, from our settings.

Every path set here stands in domain/chart_paths with its shape; the chart itself
accepts a typo without a word, because it has no values schema.
"""

from typing import Any

from domain.names import ALERTMANAGER_CONFIG_LABEL
from settings.kube_prometheus import (
    COMPUTED,
    AlertmanagerInstanceSettings,
    ControlPlaneSettings,
    KubePrometheusSettings,
    PodLabels,
    PrometheusSettings,
    StorageSettings,
)

# What can be scraped: a managed control plane shows neither its scheduler nor its
# controller manager nor etcd, and kube-proxy listens on loopback unless told otherwise.
_SELF_MANAGED = {
    "api_server": True,
    "kubelet": True,
    "controller_manager": True,
    "scheduler": True,
    "etcd": True,
    "proxy": True,
    "core_dns": True,
    "kube_dns": False,
}
_NONE = dict.fromkeys(_SELF_MANAGED, False)
_MANAGED = _NONE | {"api_server": True, "kubelet": True, "core_dns": True}
PRESETS = {
    "self-managed": _SELF_MANAGED,
    "eks": _MANAGED,
    "aks": _MANAGED,
    "gke": _MANAGED | {"core_dns": False, "kube_dns": True},
    "none": _NONE,
}
_CHART_KEYS = {
    "api_server": "kubeApiServer",
    "kubelet": "kubelet",
    "controller_manager": "kubeControllerManager",
    "scheduler": "kubeScheduler",
    "etcd": "kubeEtcd",
    "proxy": "kubeProxy",
    "core_dns": "coreDns",
    "kube_dns": "kubeDns",
}
# What our names, URLs, selectors and checks of versions take as the chart has it; they
# would go on as if, so an overlay may not move it.
RELIED_ON: tuple[str, ...] = (
    "nameOverride",
    "namespaceOverride",
    "alertmanager.alertmanagerSpec.alertmanagerConfiguration",
    "alertmanager.alertmanagerSpec.configSecret",
    "alertmanager.alertmanagerSpec.image.sha",
    "alertmanager.alertmanagerSpec.routePrefix",
    "alertmanager.alertmanagerSpec.version",
    "alertmanager.config",
    "alertmanager.service.port",
    "alertmanager.stringConfig",
    "kube-state-metrics.fullnameOverride",
    "kube-state-metrics.nameOverride",
    "kube-state-metrics.namespaceOverride",
    "prometheus.agentMode",
    "prometheus.enabled",
    "prometheus.prometheusSpec.alertingEndpoints",
    "prometheus.prometheusSpec.listenLocal",
    "prometheus.prometheusSpec.podMonitorNamespaceSelector",
    "prometheus.prometheusSpec.podMonitorSelector",
    "prometheus.prometheusSpec.routePrefix",
    "prometheus.prometheusSpec.ruleNamespaceSelector",
    "prometheus.prometheusSpec.ruleSelector",
    "prometheus.prometheusSpec.serviceMonitorNamespaceSelector",
    "prometheus.prometheusSpec.serviceMonitorSelector",
    "prometheus.service.port",
    "prometheusOperator.enabled",
    "prometheusOperator.fullnameOverride",
)


def chart_values(
    settings: KubePrometheusSettings, secrets: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the values that make the chart ours, before the user's overlay.

    secrets are those that Alertmanager's pods mount.
    """
    return {
        "fullnameOverride": settings.fullname,
        "crds": {"enabled": True},
        "defaultRules": {"create": settings.default_rules},
        "alertmanager": {
            "enabled": True,
            "alertmanagerSpec": _alertmanager(settings.alertmanager, secrets),
        },
        "prometheus": {"prometheusSpec": _prometheus(settings.prometheus)},
        "prometheusOperator": _operator(admission_webhook=settings.admission_webhook),
        "kubeStateMetrics": {"enabled": True},
        "kube-state-metrics": {
            # The usage rules join on these labels; without the list there are none.
            "metricLabelsAllowlist": [f"pods=[{_labels(settings.pod_labels)}]"],
        },
        "nodeExporter": {"enabled": settings.node_exporter},
        # Off until dashboards come: its password would change with each render.
        "grafana": {"enabled": False},
        **_control_plane(settings.control_plane),
    }


def _labels(keys: PodLabels) -> str:
    if keys == COMPUTED:
        raise TypeError("computed pod labels are put in by the stack, from its rules")
    return ",".join(keys)


def _alertmanager(
    settings: AlertmanagerInstanceSettings, secrets: tuple[str, ...]
) -> dict[str, Any]:
    spec: dict[str, Any] = {
        # The Secret of the operator's default name is ours: the chart makes none.
        "useExistingSecret": True,
        # The chart passes the tag on as the version, and the operator chooses flags
        # by that.
        "image": {"tag": f"v{settings.version}"},
        "replicas": settings.replicas,
        "retention": settings.retention,
        "alertmanagerConfigSelector": {
            "matchLabels": {ALERTMANAGER_CONFIG_LABEL: "true"}
        },
        "resources": settings.resources,
    }
    if secrets:
        spec["secrets"] = list(secrets)
    if settings.storage:
        spec["storage"] = _volume(settings.storage)
    return spec


def _prometheus(settings: PrometheusSettings) -> dict[str, Any]:
    spec: dict[str, Any] = {
        # The chart's default selects only what carries its own release label.
        "podMonitorSelectorNilUsesHelmValues": False,
        "serviceMonitorSelectorNilUsesHelmValues": False,
        "ruleSelectorNilUsesHelmValues": False,
        "probeSelectorNilUsesHelmValues": False,
        "scrapeConfigSelectorNilUsesHelmValues": False,
        "replicas": settings.replicas,
        "retention": settings.retention,
        "scrapeInterval": settings.scrape_interval,
        "evaluationInterval": settings.evaluation_interval,
        "externalLabels": settings.external_labels,
        "resources": settings.resources,
    }
    if settings.storage:
        spec["storageSpec"] = _volume(settings.storage)
    return spec


def _operator(*, admission_webhook: bool) -> dict[str, Any]:
    # Both together: with the webhook alone switched off the operator's pod would wait
    # for ever for a certificate that nobody makes.
    return {
        "admissionWebhooks": {"enabled": admission_webhook},
        "tls": {"enabled": admission_webhook},
    }


def _volume(settings: StorageSettings) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": settings.size}},
    }
    if settings.storage_class:
        spec["storageClassName"] = settings.storage_class
    return {"volumeClaimTemplate": {"spec": spec}}


def _control_plane(settings: ControlPlaneSettings) -> dict[str, Any]:
    chosen = PRESETS[settings.preset] | settings.model_dump(
        exclude={"preset"}, exclude_none=True
    )
    return {_CHART_KEYS[part]: {"enabled": on} for part, on in chosen.items()}
