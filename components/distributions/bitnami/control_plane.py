"""Which parts of the control plane Bitnami's chart has scraped, and alerts on."""

from typing import Any

from components.distributions.common import scraped
from domain.chart_paths import Table
from settings.kube_prometheus import ControlPlaneSettings, KubePrometheusSettings

# It knows neither etcd nor kube-dns.
_CHART_KEYS = {
    "api_server": "kubeApiServer",
    "kubelet": "kubelet",
    "controller_manager": "kubeControllerManager",
    "scheduler": "kubeScheduler",
    "proxy": "kubeProxy",
    "core_dns": "coreDns",
}
# Kubernetes serves these with TLS alone since 1.22 and 1.23; the chart's defaults are
# 10252 and 10251, where nothing listens any more.
_SECURE_PORTS = {"controller_manager": 10257, "scheduler": 10259}
# Groups of the chart's rules by the parts without which they would fire for ever.
_GROUPS = {
    "kubeControllerManager": ("controller_manager",),
    "kubeProxy": ("proxy",),
    "kubeSchedulerAlerting": ("scheduler",),
    "kubeSchedulerRecording": ("scheduler",),
    "kubernetesSystem": ("api_server", "kubelet"),
}


def control_plane(settings: ControlPlaneSettings) -> dict[str, Any]:
    """Return the switch of each part that the chart knows, and where it listens."""
    parts = scraped(settings)
    return {
        key: {"enabled": parts[part], **_secured(part)}
        for part, key in _CHART_KEYS.items()
    }


def _secured(part: str) -> dict[str, Any]:
    if part not in _SECURE_PORTS:
        return {}
    port = {"http": _SECURE_PORTS[part]}
    return {
        "service": {"ports": port, "targetPorts": port},
        # Their own certificates name the host alone.
        "serviceMonitor": {"https": True, "insecureSkipVerify": "true"},
    }


def rules(settings: KubePrometheusSettings, table: Table) -> dict[str, Any]:
    """Return which of the chart's rules are wanted; older charts bring none."""
    if "prometheus.defaultRules.create" not in table:
        return {}
    parts = scraped(settings.control_plane)
    groups = {name: all(parts[it] for it in needs) for name, needs in _GROUPS.items()}
    switches = {"create": settings.default_rules, "rules": {"etcd": False, **groups}}
    return {"prometheus": {"defaultRules": switches}}
