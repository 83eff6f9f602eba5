"""kube-prometheus-stack: its values, from our settings.

Every path set here stands in domain/chart_paths with its shape; the chart itself
accepts a typo without a word, because it has no values schema.
"""

from collections.abc import Iterator
from typing import Any

from components.distributions import fields
from components.distributions.common import pod_labels
from components.distributions.kube_prometheus_stack import images, instances
from components.distributions.kube_prometheus_stack.control_plane import control_plane
from components.distributions.kube_prometheus_stack.images import image
from domain.chart_paths import Table
from domain.istio import INJECT
from domain.names import StackNames
from settings.kube_prometheus import KubePrometheusSettings

# What our names, URLs, selectors and checks of versions take as the chart has it; they
# would go on as if, so an overlay may not move it.
RELIED_ON: tuple[str, ...] = (
    "nameOverride",
    "namespaceOverride",
    "alertmanager.alertmanagerSpec.alertmanagerConfiguration",
    "alertmanager.alertmanagerSpec.configSecret",
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
_CLASSES = "prometheus.prometheusSpec.scrapeClasses"
# A sidecar never ends, and Helm would wait for its pod.
_NO_SIDECAR = {INJECT: "false"}
# What only some versions have: the path, and the setting that would stand there.
_NOT_IN_ALL = {
    "crds.upgradeJob.enabled": "crds.upgradeJob",
    "grafana.admin.existingSecret": "grafana.existingSecret",
}


def refusals(settings: KubePrometheusSettings, table: Table) -> Iterator[str]:
    """Yield what the chart cannot be told, each line from its key on."""
    yield from images.refusals(settings)
    yield from fields.mesh_refusals(settings.mesh, _CLASSES, table)
    asked = {
        "crds.upgradeJob.enabled": settings.crds.upgrade_job,
        "grafana.admin.existingSecret": settings.grafana.enabled,
    }
    version = settings.chart.version
    for path, key in _NOT_IN_ALL.items():
        if asked[path] and path not in table:
            yield (
                f"{key}: {settings.chart.name} {version} has no value {path}; take it "
                "out, or use a newer chart"
            )


def chart_values(
    settings: KubePrometheusSettings, names: StackNames, secrets: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the values that make the chart ours, before the user's overlay.

    secrets are those that Alertmanager's pods mount.
    """
    return {
        "fullnameOverride": settings.fullname,
        **images.of_all(settings.images),
        "crds": _crds(settings),
        "defaultRules": {"create": settings.default_rules},
        "alertmanager": instances.alertmanager(settings, names, secrets),
        "prometheus": instances.prometheus(settings, names),
        "prometheusOperator": _operator(settings),
        "kubeStateMetrics": {"enabled": True},
        "kube-state-metrics": _kube_state_metrics(settings),
        "nodeExporter": {"enabled": settings.node_exporter},
        "grafana": _grafana(settings),
        **control_plane(settings.control_plane),
    }


def source_note(settings: KubePrometheusSettings) -> str | None:  # noqa: ARG001  the same for every chart
    """Return nothing: the chart's repository keeps every version."""
    return None


def leaves(settings: KubePrometheusSettings, namespace: str) -> dict[str, str]:
    """Return what of the chart stays behind when it goes, each with its reason."""
    if not settings.admission_webhook:
        return {}
    return {
        f"secret {namespace}/{settings.fullname}-admission": "a hook of the chart made "
        "the webhook's certificate, and Helm does not delete what hooks make"
    }


def apart() -> dict[str, Any]:
    """Return the values by which it leaves monitors and rules to Istio's Prometheus."""
    return {"prometheus": {"prometheusSpec": fields.but_for_istio()}}


def _crds(settings: KubePrometheusSettings) -> dict[str, Any]:
    if not settings.crds.upgrade_job:
        return {"enabled": True}
    job: dict[str, Any] = {"enabled": True}
    if settings.mesh != "none":
        job["podAnnotations"] = dict(_NO_SIDECAR)
    return {"enabled": True, "upgradeJob": job}


def _operator(settings: KubePrometheusSettings) -> dict[str, Any]:
    # Both together: with the webhook alone switched off the operator's pod would wait
    # for ever for a certificate that nobody makes.
    on, own = settings.admission_webhook, settings.images
    values: dict[str, Any] = {
        "admissionWebhooks": {"enabled": on},
        "tls": {"enabled": on},
    }
    if patch := _patch(settings):
        values["admissionWebhooks"]["patch"] = patch
    if operator := image(own.operator):
        values["image"] = operator
    if reloader := image(own.config_reloader):
        values["prometheusConfigReloader"] = {"image": reloader}
    if thanos := image(own.thanos):
        values["thanosImage"] = thanos
    return values


def _patch(settings: KubePrometheusSettings) -> dict[str, Any]:
    """Return what is set of the hooks' jobs, which make the webhook's certificate."""
    own = image(settings.images.webhook_certificates)
    patch: dict[str, Any] = {"image": own} if own else {}
    if settings.mesh != "none":
        patch["podAnnotations"] = dict(_NO_SIDECAR)
    return patch


def _kube_state_metrics(settings: KubePrometheusSettings) -> dict[str, Any]:
    # The usage rules join on these labels; without the list there are none.
    labels = pod_labels(settings.pod_labels)
    own = image(settings.images.kube_state_metrics)
    if settings.images.kube_state_metrics.digest:
        # A chart of its own, which writes what it is given behind the @.
        own["sha"] = settings.images.kube_state_metrics.digest
    return {"metricLabelsAllowlist": [labels], **({"image": own} if own else {})}


def _grafana(settings: KubePrometheusSettings) -> dict[str, Any]:
    if not settings.grafana.enabled:
        return {"enabled": False}
    secret = {"existingSecret": settings.grafana.existing_secret}
    return {"enabled": True, "admin": secret}
