"""Where things are: names and addresses of an instance, folders of the cache."""

import os
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import SandboxError

PACKAGE = Path(__file__).parent
REPOSITORY = PACKAGE.parent
LAST_INSTANCE = 99


@dataclass(frozen=True)
class Instance:
    """One sandbox of this machine; two with different numbers share nothing."""

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number <= LAST_INSTANCE:
            raise SandboxError(
                f"--instance is {self.number}; give a number from 0 to {LAST_INSTANCE}"
            )

    @property
    def name(self) -> str:
        """Name of the instance, also of its cgroup and its kind cluster."""
        return f"seldon-sandbox-{self.number}"

    @property
    def link(self) -> str:
        """Host's end of the virtual cable to the node."""
        return f"slds-{self.number}"

    @property
    def host_address(self) -> str:
        """Address of the host on that cable."""
        return f"10.199.{self.number}.1"

    @property
    def node_address(self) -> str:
        """Address of the node, which host and pods both reach."""
        return f"10.199.{self.number}.2"

    @property
    def pod_network(self) -> str:
        """Network of the pods."""
        return f"10.244.{self.number}.0/24"

    @property
    def service_network(self) -> str:
        """Network of the Services."""
        return f"10.96.{self.number}.0/24"

    @property
    def api_service_address(self) -> str:
        """Address of the API server's own Service."""
        return f"10.96.{self.number}.1"

    @property
    def dns_address(self) -> str:
        """Address of the cluster's DNS Service."""
        return f"10.96.{self.number}.10"

    @property
    def server(self) -> str:
        """URL of the API server."""
        return f"https://{self.node_address}:6443"

    @property
    def state(self) -> Path:
        """Folder of everything that this instance writes."""
        base = _folder("XDG_STATE_HOME", ".local/state")
        return base / "seldon-monitoring" / f"sandbox-{self.number}"

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig."""
        return self.state / "kubeconfig"

    @property
    def logs(self) -> Path:
        """Folder of the components' logs."""
        return self.state / "logs"


def cache() -> Path:
    """Return the folder of what all instances share: tools, images, locks."""
    chosen = os.environ.get("SELDON_MONITORING_CACHE")
    if chosen:
        return Path(chosen).absolute()
    return _folder("XDG_CACHE_HOME", ".cache") / "seldon-monitoring"


def _folder(variable: str, default: str) -> Path:
    """Return a base folder as the XDG specification says."""
    chosen = os.environ.get(variable, "")
    return Path(chosen) if chosen.startswith("/") else Path.home() / default
