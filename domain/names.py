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


class Place(NamedTuple):
    """Where an object is."""

    namespace: str
    name: str

    def __str__(self) -> str:
        """The place as NAMESPACE/NAME."""
        return f"{self.namespace}/{self.name}"

    @classmethod
    def parse(cls, written: str) -> "Place":
        """Return the place written as NAMESPACE/NAME."""
        namespace, _, name = written.rpartition("/")
        return cls(namespace, name)


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


class Places(NamedTuple):
    """Where the operator's objects and the Deployments around them are.

    The Secret of Alertmanager's configuration is beside the Alertmanager.
    """

    prometheus: Place
    alertmanager: Place
    operator: Place
    kube_state_metrics: Place
    alertmanager_secret: str


@dataclass(frozen=True, kw_only=True)
class StackNames:
    """Names that a kube-prometheus release gives its objects.

    Monitors and rules are in `namespace`. Objects that somebody else named, and
    Services that listen elsewhere, are given.
    """

    namespace: str
    fullname: str
    release: str
    prometheus_scheme: str = "http"
    alertmanager_scheme: str = "http"
    given_prometheus: Service | None = None
    given_alertmanager: Service | None = None
    given_places: Places | None = None

    @property
    def places(self) -> Places:
        """Where each object is."""
        return self.given_places or self._derived

    @property
    def prometheus(self) -> str:
        """Prometheus object, and its Service where none is given."""
        return self.places.prometheus.name

    @property
    def alertmanager(self) -> str:
        """Alertmanager object, and its Service where none is given."""
        return self.places.alertmanager.name

    @property
    def prometheus_service(self) -> Service:
        """Where Prometheus is asked."""
        place = self.places.prometheus
        return self.given_prometheus or Service(
            place.name, place.namespace, PROMETHEUS_PORT, self.prometheus_scheme
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
        place = self.places.alertmanager
        return self.given_alertmanager or Service(
            place.name, place.namespace, ALERTMANAGER_PORT, self.alertmanager_scheme
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
        return self.places.operator.name

    @property
    def kube_state_metrics(self) -> str:
        """Deployment and Service of kube-state-metrics, as its sub-chart calls them."""
        return self.places.kube_state_metrics.name

    @property
    def alertmanager_secret(self) -> str:
        """Secret in which the operator looks for Alertmanager's configuration."""
        return self.places.alertmanager_secret

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

    @property
    def _derived(self) -> Places:
        alertmanager = f"{self.fullname}-alertmanager"
        return Places(
            prometheus=Place(self.namespace, f"{self.fullname}-prometheus"),
            alertmanager=Place(self.namespace, alertmanager),
            operator=Place(self.namespace, f"{self.fullname}-operator"),
            kube_state_metrics=Place(
                self.namespace, _of_release(self.release, "kube-state-metrics")
            ),
            alertmanager_secret=f"alertmanager-{alertmanager}",
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
