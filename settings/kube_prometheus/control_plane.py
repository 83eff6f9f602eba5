"""Which parts of the control plane are scraped."""

from typing import Literal

from settings.base import Section


class ControlPlaneSettings(Section):
    """Which parts of the control plane are scraped: a preset, and exceptions to it."""

    preset: Literal["self-managed", "eks", "aks", "gke", "none"] = "self-managed"
    api_server: bool | None = None
    kubelet: bool | None = None
    controller_manager: bool | None = None
    scheduler: bool | None = None
    etcd: bool | None = None
    proxy: bool | None = None
    core_dns: bool | None = None
    kube_dns: bool | None = None
