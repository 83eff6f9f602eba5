"""Which parts of the control plane the chart has scraped."""

from typing import Any

from settings.kube_prometheus import ControlPlaneSettings

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


def control_plane(settings: ControlPlaneSettings) -> dict[str, Any]:
    """Return the switch of each part: the preset's, or the exception to it."""
    chosen = PRESETS[settings.preset] | settings.model_dump(
        exclude={"preset"}, exclude_none=True
    )
    return {_CHART_KEYS[part]: {"enabled": on} for part, on in chosen.items()}
