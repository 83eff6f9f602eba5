"""Names of objects, as the charts and the operator derive them.

Both supported charts derive the same names from `fullnameOverride`; sub-charts follow
the Helm release's name instead.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

# Our own objects carry these; what lacks them is somebody else's.
OURS: Mapping[str, str] = {
    "app.kubernetes.io/managed-by": "pulumi",
    "app.kubernetes.io/part-of": "seldon-monitoring",
}
# Only AlertmanagerConfig objects with this label join our route tree, so that nobody
# else's route comes before Seldon's.
ALERTMANAGER_CONFIG_LABEL = "seldon-monitoring/alertmanager-config"

# The operator cuts a volume's name, "secret-" before the Secret's, at 63 characters.
# Where two become the same it has removed Alertmanager's pod and cannot make another.
_LONGEST_MOUNTED = 63 - len("secret-")

# Receivers that this program makes by itself.
DEFAULT_RECEIVER = "default-receiver"
SELDON_RECEIVER = "deploy-webhook"
DEAD_MANS_SWITCH = "dead-mans-switch"
OUR_RECEIVERS = frozenset({DEFAULT_RECEIVER, SELDON_RECEIVER, DEAD_MANS_SWITCH})
# The alert that always fires, for the dead man's switch.
WATCHDOG = "SeldonMonitoringWatchdog"

# The container of Seldon Core 1 that stands before a model's servers.
EXECUTOR = "seldon-container-engine"

PROMETHEUS_PORT = 9090
ALERTMANAGER_PORT = 9093


class Service(NamedTuple):
    """Where a Service of the cluster listens."""

    name: str
    namespace: str
    port: int
    scheme: str = "http"

    @property
    def host(self) -> str:
        """Its name in the cluster, as a certificate must have it."""
        return f"{self.name}.{self.namespace}"

    @property
    def url(self) -> str:
        """Its URL as Seldon's documents write one."""
        return f"{self.scheme}://{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class StackNames:
    """Names that a kube-prometheus release gives its objects.

    Services that somebody else named, or that listen elsewhere, are given.
    """

    namespace: str
    fullname: str
    release: str
    prometheus_scheme: str = "http"
    alertmanager_scheme: str = "http"
    given_prometheus: Service | None = None
    given_alertmanager: Service | None = None

    @property
    def prometheus(self) -> str:
        """Service and Prometheus object."""
        return f"{self.fullname}-prometheus"

    @property
    def alertmanager(self) -> str:
        """Service and Alertmanager object."""
        return f"{self.fullname}-alertmanager"

    @property
    def prometheus_service(self) -> Service:
        """Where Prometheus is asked."""
        return self.given_prometheus or Service(
            self.prometheus, self.namespace, PROMETHEUS_PORT, self.prometheus_scheme
        )

    @property
    def istio_prometheus(self) -> str:
        """The second Prometheus: Service, object, account and its cluster role."""
        return f"{self.fullname}-istio"

    @property
    def istio_prometheus_service(self) -> Service:
        """Where the second Prometheus is asked."""
        return Service(self.istio_prometheus, self.namespace, PROMETHEUS_PORT)

    @property
    def alertmanager_service(self) -> Service:
        """Where Alertmanager is told and asked."""
        return self.given_alertmanager or Service(
            self.alertmanager,
            self.namespace,
            ALERTMANAGER_PORT,
            self.alertmanager_scheme,
        )

    @property
    def prometheus_pods(self) -> Mapping[str, str]:
        """Labels that the operator gives Prometheus' pods, whatever the chart."""
        return {
            "app.kubernetes.io/name": "prometheus",
            "app.kubernetes.io/instance": self.prometheus,
        }

    @property
    def alertmanager_pods(self) -> Mapping[str, str]:
        """Labels that the operator gives Alertmanager's pods, whatever the chart."""
        return {
            "app.kubernetes.io/name": "alertmanager",
            "app.kubernetes.io/instance": self.alertmanager,
        }

    def remote_write_secret(self, store: str) -> str:
        """Return the Secret with which Prometheus writes to a store."""
        return f"{self.fullname}-remote-write-{store}"

    @property
    def operator(self) -> str:
        """Deployment of the operator."""
        return f"{self.fullname}-operator"

    @property
    def kube_state_metrics(self) -> str:
        """Deployment and Service of kube-state-metrics, as its sub-chart calls them."""
        return _of_release(self.release, "kube-state-metrics")

    @property
    def alertmanager_secret(self) -> str:
        """Secret in which the operator looks for Alertmanager's configuration."""
        return f"alertmanager-{self.alertmanager}"

    @property
    def seldon_witness(self) -> str:
        """Empty Secret that stands as long as Seldon's release is managed here."""
        return f"{self.fullname}-seldon-release"

    @property
    def stateful_sets(self) -> tuple[str, str]:
        """The StatefulSets that the operator makes, which Helm does not wait for."""
        return (
            f"prometheus-{self.prometheus}",
            f"alertmanager-{self.alertmanager}",
        )


def credential_secret(alertmanager_secret: str, credential: str) -> str:
    """Return the Secret of one credential, which Alertmanager's pods mount.

    Not below the configuration's name, where the operator keeps Secrets of its own.
    """
    owner = alertmanager_secret.removeprefix("alertmanager-")
    name = f"{owner.removesuffix('-alertmanager')}-credential-{credential}"
    if len(name) <= _LONGEST_MOUNTED:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST_MOUNTED - 9]}-{digest}"


def seldon_service(release: str, service_name: str | None = None) -> str:
    """Return the Service of Seldon Deploy's Helm release.

    Its chart leaves the release's name alone when that contains the chart's name.
    """
    return service_name or _of_release(release, "seldon-deploy")


def _of_release(release: str, chart: str) -> str:
    """Return what Helm's charts by custom call the objects of a release."""
    return release if chart in release else f"{release}-{chart}"
