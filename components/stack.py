"""One stack: its settings, and what follows from them before any of it is declared."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pulumi

from components import (
    brought,
    configuration,
    custom_rules,
    existing,
    seldon_deploy,
)
from components import release as releases
from components.alert_rules import (
    AlertRulesArgs,
    rendered,
)
from components.alertmanager import AlertmanagerArgs
from components.chart_alerts import chart_alerts
from components.delivery import Delivery
from components.delivery.files import Files
from components.delivery.objects import OBJECTS
from components.istio_prometheus import IstioPrometheusArgs
from components.istio_prometheus import checks as istio_prometheus
from components.kube_prometheus import stack_names
from components.monitors import (
    MonitorsArgs,
    watched,
)
from components.reference import (
    Reference,
    read,
)
from components.seldon_deploy import SeldonDeployArgs
from domain import endpoints, pod_labels, rules
from domain.custom_rules import CustomRules
from domain.existing import selection
from domain.existing.installation import Installation
from domain.existing.ours import Ours
from domain.names import StackNames, seldon_service
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
        return selection.namespace_labels(self.found.prometheus, self.ours)

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

    @cached_property
    def ours(self) -> Ours:
        """What is brought to a Prometheus that is there."""
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
