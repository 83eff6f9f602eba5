"""One stack: its settings, and what follows from them before any of it is declared."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pulumi

from components import (
    alertmanager,
    brought,
    configuration,
    custom_rules,
    definitions,
    existing,
    remote_write,
    seldon_deploy,
)
from components import release as releases
from components.alert_rules import (
    AlertRulesArgs,
    check_retention,
    rendered,
)
from components.alert_rules import manifests as rules_as_manifests
from components.alertmanager import AlertmanagerArgs
from components.alertmanager.credentials import mounted
from components.chart_alerts import chart_alerts
from components.chart_source import chart_source
from components.chart_values import chart_values
from components.cluster import Expected, Needed
from components.delivery import Delivery
from components.delivery.files import Files
from components.delivery.objects import OBJECTS
from components.istio_prometheus import IstioPrometheusArgs
from components.istio_prometheus import checks as istio_prometheus
from components.kube_prometheus import stack_names
from components.monitors import (
    MonitorsArgs,
    needed,
    warn_of_mesh,
    warn_of_unwatched,
    watched,
)
from components.monitors import manifests as monitors_as_manifests
from components.reference import (
    MONITORS,
    Reference,
    read,
    replacement,
    warn_of_others,
)
from components.seldon_deploy import SeldonDeployArgs
from domain import endpoints, pod_labels, rules
from domain.custom_rules import CustomRules
from domain.existing import selection
from domain.existing.installation import Installation
from domain.existing.ours import Ours
from domain.names import StackNames, credential_secret, seldon_service
from settings import Settings
from settings.alert_rules import parameters
from settings.kube_prometheus import COMPUTED, KubePrometheusSettings
from settings.monitors import MonitorsSettings


def current() -> "Stack":
    """Return the stack that runs.

    Raises:
        pulumi.RunError: with one line for each key that cannot be used, and for a
            reference configuration that cannot be read.
    """
    settings = configuration.settings()
    return Stack(settings, read(settings.seldon.reference_configuration))


@dataclass(frozen=True)
class Stack:
    """What the components are made from; each part is built once, when first asked for.

    A part that cannot be built is a pulumi.RunError, so `check` comes first.
    """

    settings: Settings
    reference: Reference = field(default_factory=dict)

    @cached_property
    def found(self) -> Installation | None:
        """What is there; None where we install it, or where a preview cannot look."""
        there = self.settings.kube_prometheus.is_there
        return existing.read(self.settings) if there else None

    @cached_property
    def names(self) -> StackNames:
        """The names of the release's objects."""
        if self.settings.kube_prometheus.is_there:
            return existing.stack_names(self.settings, self.found)
        return stack_names(self.settings.kube_prometheus, self.settings.namespace.name)

    @property
    def is_apart(self) -> bool:
        """Whether some monitors and rules are a second Prometheus' own."""
        return self.settings.istio_prometheus.enabled

    @cached_property
    def delivery(self) -> Delivery:
        """The form in which configuration, monitors and rules are delivered."""
        if self.found:
            return existing.delivery(self.found)
        own = self.settings.kube_prometheus
        if own.vanilla is None:
            return OBJECTS
        return Files(own.vanilla, own.prometheus.scrape_interval)

    @cached_property
    def webhook_url(self) -> str:
        """Where Seldon Deploy takes Alertmanager's notifications."""
        return endpoints.webhook_url(
            self._seldon_service, self.settings.seldon.namespace
        )

    @cached_property
    def monitors(self) -> MonitorsSettings:
        """The monitors; Seldon Deploy's looks where Seldon Deploy is."""
        return self.settings.monitors.around(self.settings.seldon.namespace)

    @cached_property
    def custom_rules(self) -> tuple[CustomRules, ...]:
        """The customer's own rules."""
        return custom_rules.read(self.settings.custom_rules)

    @cached_property
    def monitors_args(self) -> MonitorsArgs:
        """What the monitors are made from."""
        return MonitorsArgs(
            settings=self.monitors,
            namespace=self.settings.namespace.name,
            reference=self.reference,
            delivery=self.delivery,
            mesh=self.settings.kube_prometheus.mesh,
        )

    @cached_property
    def namespace_labels(self) -> dict[str, str]:
        """The labels by which a Prometheus that is there looks into our namespace."""
        if self.found is None:
            return {}
        return selection.namespace_labels(self.found.prometheus, self._ours)

    @cached_property
    def alert_rules(self) -> AlertRulesArgs:
        """What the rules are made from."""
        return AlertRulesArgs(
            settings=self.settings.alert_rules,
            namespace=self.settings.namespace.name,
            parameters=self._rule_parameters,
            reference=self.reference,
            custom=self.custom_rules,
            delivery=self.delivery,
        )

    @cached_property
    def istio_prometheus(self) -> IstioPrometheusArgs:
        """What the second Prometheus is made from."""
        return IstioPrometheusArgs(
            settings=self.settings.istio_prometheus,
            kube_prometheus=self.settings.kube_prometheus,
            names=self.names,
        )

    @cached_property
    def specs(self) -> dict[str, dict[str, Any]]:
        """Each PrometheusRule's spec by object name."""
        return rendered(self.alert_rules)

    @cached_property
    def kube_prometheus(self) -> KubePrometheusSettings:
        """How Prometheus is installed, or is; with the rules' pod labels if asked."""
        own = self.settings.kube_prometheus
        if own.is_there:
            return existing.as_found(own, self.found)
        if own.pod_labels != COMPUTED:
            return own
        groups = (group for spec in self.specs.values() for group in spec["groups"])
        used = (rule for group in groups for rule in group["rules"])
        try:
            computed = pod_labels.computed(used, self.settings.monitors.selected())
        except rules.RuleError as error:
            raise pulumi.RunError(f"{error}; nothing was changed") from None
        return own.model_copy(update={"pod_labels": computed})

    @cached_property
    def alerts(self) -> tuple[rules.Alert, ...]:
        """Every alert as Prometheus sends it, the chart's own at the end."""
        external = self.kube_prometheus.prometheus.external_labels
        ours = (
            alert
            for name, spec in self.specs.items()
            for alert in rules.alerts(spec["groups"], name)
        )
        return tuple(
            replace(alert, labels={**external, **alert.labels})
            for alert in (*ours, *chart_alerts(self.kube_prometheus, self.names))
        )

    @cached_property
    def alertmanager(self) -> AlertmanagerArgs:
        """What Alertmanager's configuration is made from."""
        return AlertmanagerArgs(
            settings=self.settings.alertmanager,
            namespace=self.names.places.alertmanager.namespace,
            secret_name=self.names.alertmanager_secret,
            webhook_url=self.webhook_url,
            credentials=self.settings.credentials,
            alerts=self.alerts,
            delivery=self.delivery,
        )

    @cached_property
    def seldon_deploy(self) -> SeldonDeployArgs:
        """What Seldon Deploy's values are made from, and its release where it is."""
        return replace(
            seldon_deploy.arguments(self.settings, self.names),
            alertmanager_version=self.kube_prometheus.alertmanager.version,
        )

    @cached_property
    def release(self) -> dict[str, Any]:
        """What the stack runs, without anything of its environment."""
        found = releases.release(
            self.settings.kube_prometheus,
            self.settings.seldon,
            self.custom_rules,
            self.reference,
            self.settings.istio_prometheus,
        )
        if self.settings.kube_prometheus.is_there:
            found["versions"] = existing.versions(self.found)
        return found

    def check(self) -> None:
        """Build once all that can be refused, while nothing is declared yet.

        Raises:
            pulumi.RunError: for a chart, its values, a rule or a route that cannot be.
        """
        monitors = [monitor.name for monitor in self.monitors.enabled()]
        warn_of_others(self.reference, [*monitors, *rules.PRODUCES.values()])
        for name in monitors:
            replacement(self.reference, name, MONITORS)
        namespace = self.settings.namespace.name
        warn_of_unwatched(self.monitors_args)
        warn_of_mesh(self.monitors, self.reference, self.settings.kube_prometheus.mesh)
        if self.settings.kube_prometheus.charted:
            chart_source(self.settings.kube_prometheus.chart)
            chart_values(self.kube_prometheus, self.names, apart=self.is_apart)
            definitions.ours(self.kube_prometheus)
        istio_prometheus.check(
            self.settings.istio_prometheus, self.settings.kube_prometheus
        )
        self.delivery.check(
            monitors_as_manifests(self.monitors_args),
            rules_as_manifests(self.alert_rules, self.specs),
        )
        # File and line of a weak rule come first: a route may be refused for it.
        custom_rules.warn(self.custom_rules, self.specs, namespace)
        if self.settings.kube_prometheus.is_there:
            existing.check(self.settings, self.found, self._ours)
        else:
            retention = self.settings.kube_prometheus.prometheus.retention
            check_retention(self.specs, retention)
        version = self.kube_prometheus.alertmanager.version
        alertmanager.check(self.alertmanager, version)
        seldon_deploy.check(self.seldon_deploy)
        alertmanager.warn_of_waiting(
            self.settings.alertmanager,
            self.settings.kube_prometheus.alertmanager.replicas,
        )

    def expected(self) -> Iterator[Expected]:
        """Yield what is about to be made, so that nobody else's is taken."""
        names, settings = self.names, self.settings
        namespace = f"/api/v1/namespaces/{names.namespace}"
        beside = f"/api/v1/namespaces/{names.places.alertmanager.namespace}/secrets"
        if settings.namespace.create:
            yield Expected("Namespace", names.namespace, namespace)
        yield from self.delivery.expected(
            names.namespace, names.alertmanager_secret, self._manifests()
        )
        for credential in mounted(settings.alertmanager):
            own = credential_secret(names.alertmanager_secret, credential)
            yield Expected("Secret", own, f"{beside}/{own}")
        prometheus = settings.kube_prometheus.prometheus
        for store in remote_write.secrets(prometheus, settings.credentials):
            own = names.remote_write_secret(store)
            yield Expected("Secret", own, f"{namespace}/secrets/{own}")
        if settings.kube_prometheus.charted:
            yield releases.expected(names)
        yield from istio_prometheus.expected(settings.istio_prometheus, names)
        yield from seldon_deploy.expected(self.seldon_deploy)

    def needed(self) -> Iterator[Needed]:
        """Yield what others must have put into the cluster before."""
        yield from self.delivery.needed()
        yield from needed(self.monitors, self.reference)
        if self.settings.kube_prometheus.charted:
            yield from definitions.needed(self.settings.kube_prometheus)
        yield from istio_prometheus.needed(self.settings.istio_prometheus)
        created = self.settings.namespace.create
        yield from seldon_deploy.needed(self.seldon_deploy, own_namespace=created)

    def _manifests(self) -> Iterator[tuple[str, str]]:
        for monitor in self.monitors.enabled():
            found = self.reference.get(monitor.name, {})
            yield str(found.get("kind", monitor.kind)), monitor.name
        for name in self.specs:
            yield "PrometheusRule", name

    @cached_property
    def _ours(self) -> Ours:
        return brought.ours(
            self.settings, self.monitors_args, self.alert_rules, self.alertmanager
        )

    @cached_property
    def _seldon_service(self) -> str:
        seldon = self.settings.seldon
        return seldon_service(seldon.release, seldon.service_name)

    @cached_property
    def _rule_parameters(self) -> dict[str, str]:
        namespace, seldon = self.settings.namespace.name, self.settings.seldon
        found = parameters(
            self.settings.alert_rules,
            monitoring_namespace=namespace,
            seldon_namespace=seldon.namespace,
            seldon_deployment=seldon.deployment_name or self._seldon_service,
            monitors=[
                *watched(self.monitors_args),
                *istio_prometheus.watched(self.settings.istio_prometheus),
            ],
            jobs=self.delivery.jobs(namespace),
        )
        # Our monitors need not be where Prometheus is, whose own series are meant.
        return found | {"monitoring_namespace": self.names.places.prometheus.namespace}
