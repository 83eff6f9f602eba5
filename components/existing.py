"""The operator that is already there: looked at before anything is declared.

Reads alone; what is wrong is said with what to change, and nothing was touched.
"""

from collections.abc import Iterable

import pulumi

from components import cluster, existing_reader
from components.cluster_api import UnreachableError
from components.delivery.objects import Objects
from domain import existing
from domain.compatibility import text
from domain.existing import selection
from domain.existing.installation import (
    SECTION,
    Installation,
    InstallationError,
    choose,
    place,
)
from domain.existing.ours import Ours
from domain.names import (
    ALERTMANAGER_PORT,
    PROMETHEUS_PORT,
    Place,
    Places,
    Service,
    StackNames,
)
from settings import Settings
from settings.kube_prometheus import KubePrometheusSettings

_KINDS = ("PodMonitor", "ServiceMonitor", "PrometheusRule")
_NOT_KNOWN = (
    "the operator that is there; what kubePrometheus.existing does not name is taken "
    "to be called and versioned as documented"
)


def read(settings: Settings) -> Installation | None:
    """Return the installation that is there; None where a preview cannot look.

    Raises:
        pulumi.RunError: where it cannot be told, and on `up` where it cannot be read.
    """
    config = cluster.read_kubeconfig(settings.cluster)
    given = settings.kube_prometheus.existing.given
    try:
        api = cluster.opened(settings.cluster, config)
        seen = existing_reader.seen(api, given, settings.namespace.name)
    except UnreachableError as error:
        cluster.not_checked(settings.cluster, str(error), _NOT_KNOWN)
        return None
    try:
        return choose(seen, given)
    except InstallationError as error:
        raise _refusal(str(error).splitlines()) from None


def check(settings: Settings, found: Installation | None, ours: Ours) -> None:
    """Refuse an installation that would not do what Seldon rests on, where it was read.

    Raises:
        pulumi.RunError: with a line for each thing to change.
    """
    if found is None:
        return
    given = settings.kube_prometheus.existing.given
    lines = list(existing.problems(found, ours, given))
    try:
        settings.alert_rules.check_windows(_scrape_interval(found))
    except ValueError as error:
        lines += str(error).splitlines()
    if lines:
        raise _refusal(lines)
    for what in existing.unseen(found):
        pulumi.log.warn(f"{SECTION}: not checked: {what}")


def stack_names(settings: Settings, found: Installation | None) -> StackNames:
    """Return the names of what is there, or of what is taken to be."""
    places = _places(found) if found else _assumed(settings)
    services = (
        (found.prometheus_service, found.alertmanager_service)
        if found
        else _assumed_services(settings, places)
    )
    return StackNames(
        namespace=settings.namespace.name,
        fullname=settings.kube_prometheus.fullname,
        release=settings.kube_prometheus.release,
        given_places=places,
        given_prometheus=services[0],
        given_alertmanager=services[1],
    )


def as_found(
    settings: KubePrometheusSettings, found: Installation | None
) -> KubePrometheusSettings:
    """Return the settings with what is there in the place of what we would install."""
    ours = settings.model_copy(update={"default_rules": False})
    if found is None:
        return ours
    spec = found.prometheus["spec"]
    prometheus = {
        "scrape_interval": _scrape_interval(found),
        "external_labels": spec.get("externalLabels") or {},
    }
    version = found.running_alertmanager.version
    alertmanager = {"version": text(version)} if version else {}
    return ours.model_copy(
        update={
            "prometheus": ours.prometheus.model_copy(update=prometheus),
            "alertmanager": ours.alertmanager.model_copy(update=alertmanager),
        }
    )


def delivery(found: Installation) -> Objects:
    """Return how ours is delivered so that what is there takes it."""
    labels = {kind: selection.labels(found.prometheus, kind) for kind in _KINDS}
    return Objects(of_kind=labels, beside=place(found.alertmanager).namespace)


def versions(found: Installation | None) -> dict[str, str]:
    """Return the versions that are there, by product; what is not known is left out."""
    if found is None:
        return {}
    known = {
        "operator": found.operator_version,
        "prometheus": found.running_prometheus.version,
        "alertmanager": found.running_alertmanager.version,
        "kubeStateMetrics": found.kube_state_metrics_version,
    }
    return {product: text(version) for product, version in known.items() if version}


def _places(found: Installation) -> Places:
    return Places(
        prometheus=place(found.prometheus),
        alertmanager=place(found.alertmanager),
        operator=place(found.operator),
        kube_state_metrics=place(found.kube_state_metrics),
        alertmanager_secret=found.alertmanager_secret,
    )


def _assumed(settings: Settings) -> Places:
    """Return the names that a stack file gives, else those that a release would."""
    given = settings.kube_prometheus.existing.given
    own = settings.kube_prometheus
    namespace = given["namespace"] or settings.namespace.name
    usual = StackNames(
        namespace=namespace, fullname=own.fullname, release=own.release
    ).places

    def at(key: str, otherwise: Place) -> Place:
        within, _, name = (given[key] or "").rpartition("/")
        return Place(within or otherwise.namespace, name or otherwise.name)

    alertmanager = at("alertmanager", usual.alertmanager)
    return Places(
        prometheus=at("prometheus", usual.prometheus),
        alertmanager=alertmanager,
        operator=at("operator", usual.operator),
        kube_state_metrics=at("kubeStateMetrics", usual.kube_state_metrics),
        alertmanager_secret=f"alertmanager-{alertmanager.name}",
    )


def _assumed_services(settings: Settings, places: Places) -> tuple[Service, Service]:
    given = settings.kube_prometheus.existing
    prometheus, alertmanager = places.prometheus, places.alertmanager
    return (
        Service(
            given.prometheus_service or prometheus.name,
            prometheus.namespace,
            PROMETHEUS_PORT,
        ),
        Service(
            given.alertmanager_service or alertmanager.name,
            alertmanager.namespace,
            ALERTMANAGER_PORT,
        ),
    )


def _scrape_interval(found: Installation) -> str:
    """Return Prometheus' interval; without one the operator takes 30s."""
    return found.prometheus["spec"].get("scrapeInterval") or "30s"


def _refusal(lines: Iterable[str]) -> pulumi.RunError:
    return pulumi.RunError("\n".join((*lines, "nothing was changed")))
