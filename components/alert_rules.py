"""Recording and alerting rules: one PrometheusRule per concern, from rules/.

The files are Prometheus' own layout with settings filled in; the installation's own
rules stand in for ours where it gives them. The customer's own rules stand beside them,
as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pulumi

from components.base import Component
from components.custom_rules import check_names
from components.delivery import Delivery, Manifest
from components.delivery.objects import OBJECTS
from components.reference import RULES, Reference, replacement
from domain import custom_rules, durations, lookback, rules, slo
from domain.custom_rules import CustomRules
from settings.alert_rules import AlertRulesSettings

DIRECTORY = Path("rules")
MESH = "istio-mesh"


@dataclass(frozen=True, kw_only=True)
class AlertRulesArgs:
    """What to fill into the rules, and the installation's and the customer's own."""

    settings: AlertRulesSettings
    namespace: str
    parameters: Mapping[str, str]
    reference: Reference
    custom: tuple[CustomRules, ...] = ()
    delivery: Delivery = OBJECTS


class AlertRules(Component):
    """The rules of the stack and the alerts that they can raise."""

    groups: dict[str, dict[str, Any]]
    alerts: tuple[rules.Alert, ...]

    def __init__(
        self,
        name: str,
        args: AlertRulesArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        self.groups = rendered(args)
        self.alerts = tuple(
            alert
            for rule, spec in self.groups.items()
            for alert in rules.alerts(spec["groups"], rule)
        )
        super().__init__(name, None, opts)
        args.delivery.rules(self, name, manifests(args, self.groups))
        self.register_outputs({"alerts": [alert.name for alert in self.alerts]})


def manifests(
    args: AlertRulesArgs, specs: Mapping[str, dict[str, Any]]
) -> list[Manifest]:
    """Return each set of rules in the operator's words, from its spec by name."""
    custom = {own.name: own for own in args.custom}
    return [
        Manifest(
            "PrometheusRule",
            rule,
            args.namespace,
            spec,
            custom[rule].labels if rule in custom else None,
            custom[rule].annotations if rule in custom else None,
        )
        for rule, spec in specs.items()
    ]


def rendered(args: AlertRulesArgs) -> dict[str, dict[str, Any]]:
    """Return each PrometheusRule's spec by object name.

    Raises:
        pulumi.RunError: where a rules file is not what Prometheus or Seldon can use.
    """
    try:
        return dict(_rendered(args))
    except rules.RuleError as error:
        raise pulumi.RunError(str(error)) from None


def files(settings: AlertRulesSettings) -> tuple[rules.RuleFile, ...]:
    """Return the rule files of a stack: all of rules/ but those it did not ask for."""
    objectives = settings.slo.enabled
    asked = {
        "model-usage-servers": settings.usage.servers,
        slo.FILE: bool(objectives),
        # The second Prometheus evaluates it.
        MESH: False,
    }
    return tuple(
        replace(file, groups=slo.only(file.groups, objectives))
        if file.name == slo.FILE
        else file
        for file in rules.load_all(DIRECTORY)
        if asked.get(file.name, True)
    )


def object_name(file: rules.RuleFile) -> str:
    """Return what the PrometheusRule of a rules file is called."""
    return rules.PRODUCES.get(file.name, f"seldon-{file.name}")


def check_retention(specs: Mapping[str, Mapping[str, Any]], retention: str) -> None:
    """Refuse a retention that some rule of the stack looks back beyond.

    Raises:
        pulumi.RunError: with the rule that looks back furthest.
    """
    groups = (group for spec in specs.values() for group in spec["groups"])
    needed, rule = lookback.furthest(groups)
    if (durations.seconds(retention) or 0) < needed:
        span = durations.text(needed)
        raise pulumi.RunError(
            f"kubePrometheus.prometheus.retention: {retention} is shorter than the "
            f"{span} that rule {rule} looks back; make it {span} or longer, or shorten "
            "what the rule asks for (window, span, memory); nothing was changed"
        )


def _rendered(args: AlertRulesArgs) -> Iterator[tuple[str, dict[str, Any]]]:
    found = files(args.settings)
    # Of objectives that nobody asked for, too: their alerts may be named beforehand.
    ours = rules.load_all(DIRECTORY)
    every: tuple[rules.HasGroups, ...] = (*ours, *args.custom)
    rules.check_named("alertRules.disabled", args.settings.disabled, every)
    rules.check_named("alertRules.severities", args.settings.severities, every)
    rules.check_raised("alertRules.severities", args.settings.severities, ours)
    check_names(args.custom, {object_name(file) for file in found})
    for file in found:
        name = object_name(file)
        own = replacement(args.reference, name, RULES)
        if own is not None:
            yield name, dict(own["spec"])
        else:
            yield (
                name,
                rules.render(
                    file,
                    args.parameters,
                    runbook_url=args.settings.runbook_url,
                    disabled=args.settings.disabled,
                    severities=args.settings.severities,
                ),
            )
    for custom in args.custom:
        yield (
            custom.name,
            custom_rules.rendered(
                custom, args.settings.disabled, args.settings.severities
            ),
        )
