"""What settings mean, whatever the chart calls it."""

from settings.kube_prometheus import COMPUTED, ControlPlaneSettings, PodLabels

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
_PRESETS = {
    "self-managed": _SELF_MANAGED,
    "eks": _MANAGED,
    "aks": _MANAGED,
    "gke": _MANAGED | {"core_dns": False, "kube_dns": True},
    "none": _NONE,
}


def scraped(settings: ControlPlaneSettings) -> dict[str, bool]:
    """Return for each part whether it is scraped: the preset's, or the exception."""
    exceptions = settings.model_dump(exclude={"preset"}, exclude_none=True)
    return _PRESETS[settings.preset] | exceptions


def pod_labels(keys: PodLabels) -> str:
    """Return the labels that kube-state-metrics exposes, as its argument has them."""
    if keys == COMPUTED:
        raise TypeError("computed pod labels are put in by the stack, from its rules")
    return f"pods=[{','.join(keys)}]"
