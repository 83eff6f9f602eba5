"""alerts-reach-seldon: the route tree brings Seldon what it asks for.

Asked of the configuration alone for each severity and type that Seldon's documents
name, and in a preview of every alert that is declared, with all of its labels.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from domain import route_checks
from domain.names import SELDON_RECEIVER
from domain.rule_checks import ROUTED_SEVERITIES, ROUTED_TYPES
from domain.rules import Alert
from policies.bundles import every
from policies.calls import ALERTMANAGER
from policies.guardrail import Finding, Guardrail
from policies.properties import Properties, at, items, mapping, plain
from policies.resources import Resource
from policies.rule_groups import groups

# What any alert of a customer's may be called.
_ANY = "of any name"


def reaches(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain about a severity and type that Seldon's receiver would not get."""
    yield from _problems(resource, tuple(_expected()))


def every_alert_reaches(
    resources: Sequence[Resource], _: Properties
) -> Iterator[Finding]:
    """Complain about each declared alert that Seldon asks for and does not get."""
    declared = tuple(_declared(resources))
    for resource in resources:
        if resource.type == ALERTMANAGER:
            for line in _problems(resource, declared):
                yield Finding(line, (resource.name,), resource.urn)


def _problems(resource: Resource, asked: Sequence[Alert]) -> Iterator[str]:
    given = at(resource.properties, "configuration")
    if given is None:
        return
    configuration = plain(given)
    wrong = _unusable(configuration)
    if wrong:
        yield f"Alertmanager's configuration {wrong}"
        return
    try:
        yield from list(route_checks.problems(configuration, asked, SELDON_RECEIVER))
    except ValueError as error:
        yield f"Alertmanager's configuration: {error}"
    except (re.error, TypeError, AttributeError, KeyError):
        yield (
            "Alertmanager's configuration has a route that cannot be read; write it as "
            "its documents do"
        )


def _unusable(configuration: object) -> str | None:
    if not isinstance(configuration, Mapping) or not isinstance(
        configuration.get("route"), Mapping
    ):
        return "has no route; give it one with a route to deploy-webhook"
    receivers = items(configuration.get("receivers"))
    if any(at(item, "name") is None for item in receivers):
        return "has a receiver without a name; give it one"
    seldons = [item for item in receivers if at(item, "name") == SELDON_RECEIVER]
    if not seldons:
        return f"has no receiver {SELDON_RECEIVER}, which is Seldon's; give it one"
    if not items(at(seldons[-1], "webhook_configs")):
        return f"has a receiver {SELDON_RECEIVER} without webhook; give it Seldon's URL"
    return None


def _expected() -> Iterator[Alert]:
    for severity, kind in product(ROUTED_SEVERITIES, ROUTED_TYPES):
        labels = {"severity": severity, "type": kind}
        yield Alert(_ANY, labels, {}, "0s", "", "")


def _declared(resources: Sequence[Resource]) -> Iterator[Alert]:
    for group in groups(every(resources)):
        for rule in items(group.get("rules")):
            if at(rule, "alert"):
                yield _alert(group, rule)


def _alert(group: object, rule: object) -> Alert:
    levels = (plain(mapping(at(level, "labels"))) for level in (group, rule))
    labels = {key: str(value) for level in levels for key, value in level.items()}
    return Alert(str(at(rule, "alert")), labels, {}, "0s", "", "")


_SAYS = "Alerts of a severity and type that Seldon asks for reach its webhook"
_REMEDY = (
    "let no route without continue stand before Seldon's, and leave its matchers as "
    "documented: severity warning or critical, type user or infra"
)
GUARDRAIL = Guardrail(
    name="alerts-reach-seldon",
    says=_SAYS,
    remedy=_REMEDY,
    resources={ALERTMANAGER: (reaches,)},
)
EVERY = Guardrail(
    name="every-alert-reaches-seldon",
    says="Each declared alert of type user or infra reaches Seldon's webhook",
    remedy=_REMEDY,
    stack=(every_alert_reaches,),
)
