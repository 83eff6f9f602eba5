"""Bitnami's kube-prometheus: its values, from our settings.

Every path set here stands in domain/chart_paths with its shape; the chart itself
accepts a typo without a word, because it has no values schema. What only some versions
have is what the table of the version says.
"""

from functools import reduce
from typing import Any

from components.distributions import fields
from components.distributions.bitnami import images, instances
from components.distributions.bitnami.control_plane import control_plane, rules
from components.distributions.bitnami.refusals import refusals
from components.distributions.bitnami.source import source_note
from components.distributions.common import pod_labels
from components.values import overlaid
from domain import chart_paths
from domain.chart_paths import Table
from domain.names import StackNames
from settings.kube_prometheus import KubePrometheusSettings

__all__ = ["RELIED_ON", "apart", "chart_values", "leaves", "refusals", "source_note"]

# What our names, URLs, selectors and checks of versions take as the chart has it; they
# would go on as if, so an overlay may not move it.
RELIED_ON: tuple[str, ...] = (
    "global.imageRegistry",
    "global.storageClass",
    "nameOverride",
    "namespaceOverride",
    "alertmanager.config",
    "alertmanager.configSelector",
    "alertmanager.configuration",
    "alertmanager.enabled",
    "alertmanager.listenLocal",
    "alertmanager.portName",
    "alertmanager.routePrefix",
    "alertmanager.service.ports.http",
    "alertmanager.storageSpec",
    "kube-state-metrics.fullnameOverride",
    "kube-state-metrics.nameOverride",
    "kube-state-metrics.namespaceOverride",
    "operator.enabled",
    "prometheus.alertingEndpoints",
    "prometheus.enabled",
    "prometheus.image.tag",
    "prometheus.listenLocal",
    "prometheus.podMonitorNamespaceSelector",
    "prometheus.podMonitorSelector",
    "prometheus.portName",
    "prometheus.routePrefix",
    "prometheus.ruleNamespaceSelector",
    "prometheus.ruleSelector",
    "prometheus.service.ports.http",
    "prometheus.serviceMonitorNamespaceSelector",
    "prometheus.serviceMonitorSelector",
    "prometheus.storageSpec",
)


def chart_values(
    settings: KubePrometheusSettings, names: StackNames, secrets: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the values that make the chart ours, before the user's overlay.

    secrets are those that Alertmanager's pods mount.
    """
    table = chart_paths.table(settings.chart.name, settings.chart.version)
    ours = {
        "fullnameOverride": settings.fullname,
        "exporters": {
            "kube-state-metrics": {"enabled": True},
            "node-exporter": {"enabled": settings.node_exporter},
        },
        "kube-state-metrics": {
            # The usage rules join on these labels; without the argument there are none.
            "extraArgs": {"metric-labels-allowlist": pod_labels(settings.pod_labels)},
        },
        "alertmanager": instances.alertmanager(settings, names, secrets),
        "prometheus": instances.prometheus(settings, names),
        **control_plane(settings.control_plane),
    }
    more = (images.images(settings, table), _limits(table), rules(settings, table))
    return reduce(overlaid, more, ours)


def _limits(table: Table) -> dict[str, Any]:
    # Where no resources are given newer charts set limits of their own, 768Mi for
    # Prometheus, which their README calls unfit for production.
    parts = ("alertmanager", "kube-state-metrics", "operator", "prometheus")
    return {
        part: {"resourcesPreset": "none"}
        for part in parts
        if f"{part}.resourcesPreset" in table
    }


def apart() -> dict[str, Any]:
    """Return the values by which it leaves monitors and rules to Istio's Prometheus."""
    return {"prometheus": fields.but_for_istio()}


def leaves(
    settings: KubePrometheusSettings,  # noqa: ARG001  the same for every chart
    namespace: str,  # noqa: ARG001  likewise
) -> dict[str, str]:
    """Return nothing: the chart has no hooks, whose objects would stay."""
    return {}
