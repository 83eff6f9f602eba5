"""Which parts of the control plane the chart has scraped."""

from typing import Any

from components.distributions.common import scraped
from settings.kube_prometheus import ControlPlaneSettings

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


def control_plane(settings: ControlPlaneSettings) -> dict[str, Any]:
    """Return the switch of each part: the preset's, or the exception to it."""
    parts = scraped(settings)
    return {_CHART_KEYS[part]: {"enabled": on} for part, on in parts.items()}
