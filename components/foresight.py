"""What is refused, looked for and needed before anything of a stack is declared."""

from collections.abc import Iterator

from components import (
    alertmanager,
    custom_rules,
    definitions,
    existing,
    remote_write,
    seldon_deploy,
)
from components import release as releases
from components.alert_rules import check_retention
from components.alert_rules import manifests as rules_as_manifests
from components.alertmanager.credentials import mounted
from components.chart_source import chart_source
from components.chart_values import chart_values
from components.cluster import Expected, Needed
from components.istio_prometheus import checks as istio_prometheus
from components.monitors import manifests as monitors_as_manifests
from components.monitors import needed as needed_by_monitors
from components.monitors import warn_of_mesh, warn_of_unwatched
from components.reference import MONITORS, replacement, warn_of_others
from components.stack import Stack
from domain import rules
from domain.names import credential_secret


def check(stack: Stack) -> None:
    """Build once all that can be refused, while nothing is declared yet.

    Raises:
        pulumi.RunError: for a chart, its values, a rule or a route that cannot be.
    """
    _check_reference(stack)
    own = stack.settings.kube_prometheus
    if own.charted:
        chart_source(own.chart)
        chart_values(stack.kube_prometheus, stack.names, apart=stack.is_apart)
        definitions.ours(stack.kube_prometheus)
    istio_prometheus.check(stack.settings.istio_prometheus, own)
    stack.delivery.check(
        monitors_as_manifests(stack.monitors_args),
        rules_as_manifests(stack.alert_rules, stack.specs),
    )
    # File and line of a weak rule come first: a route may be refused for it.
    custom_rules.warn(stack.custom_rules, stack.specs, stack.settings.namespace.name)
    if own.is_there:
        existing.check(stack.settings, stack.found, stack.ours)
    else:
        check_retention(stack.specs, own.prometheus.retention)
    alertmanager.check(stack.alertmanager, stack.kube_prometheus.alertmanager.version)
    seldon_deploy.check(stack.seldon_deploy)
    alertmanager.warn_of_waiting(stack.settings.alertmanager, own.alertmanager.replicas)


def _check_reference(stack: Stack) -> None:
    monitors = [monitor.name for monitor in stack.monitors.enabled()]
    warn_of_others(stack.reference, [*monitors, *rules.PRODUCES.values()])
    for name in monitors:
        replacement(stack.reference, name, MONITORS)
    warn_of_unwatched(stack.monitors_args)
    warn_of_mesh(stack.monitors, stack.reference, stack.settings.kube_prometheus.mesh)


def expected(stack: Stack) -> Iterator[Expected]:
    """Yield what is about to be made, so that nobody else's is taken."""
    names, settings = stack.names, stack.settings
    namespace = f"/api/v1/namespaces/{names.namespace}"
    beside = f"/api/v1/namespaces/{names.places.alertmanager.namespace}/secrets"
    if settings.namespace.create:
        yield Expected("Namespace", names.namespace, namespace)
    delivered = list(
        stack.delivery.expected(
            names.namespace, names.alertmanager_secret, _manifests(stack)
        )
    )
    yield from delivered
    for credential in mounted(settings.alertmanager):
        own = credential_secret(names.alertmanager_secret, credential)
        yield Expected("Secret", own, f"{beside}/{own}")
    prometheus = settings.kube_prometheus.prometheus
    for store in remote_write.secrets(prometheus, settings.credentials):
        own = names.remote_write_secret(store)
        yield Expected("Secret", own, f"{namespace}/secrets/{own}")
    if settings.kube_prometheus.charted:
        yield releases.expected(names, delivered)
    yield from istio_prometheus.expected(settings.istio_prometheus, names)
    yield from seldon_deploy.expected(stack.seldon_deploy)


def needed(stack: Stack) -> Iterator[Needed]:
    """Yield what others must have put into the cluster before."""
    yield from stack.delivery.needed()
    yield from needed_by_monitors(stack.monitors, stack.reference)
    if stack.settings.kube_prometheus.charted:
        yield from definitions.needed(stack.settings.kube_prometheus)
    yield from istio_prometheus.needed(stack.settings.istio_prometheus)
    created = stack.settings.namespace.create
    yield from seldon_deploy.needed(stack.seldon_deploy, own_namespace=created)


def _manifests(stack: Stack) -> Iterator[tuple[str, str]]:
    for monitor in stack.monitors.enabled():
        found = stack.reference.get(monitor.name, {})
        yield str(found.get("kind", monitor.kind)), monitor.name
    for name in stack.specs:
        yield "PrometheusRule", name
