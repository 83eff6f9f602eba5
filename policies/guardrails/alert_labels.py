"""alerts-carry-their-labels: what Seldon's route takes, and what its page shows.

Severity, type and the annotations of each alert of ours, or of the installation's own
that stand in for them. What a chart brings carries no type and is not asked; of a
customer's rules the program warns by file and line.
"""

from collections.abc import Iterator

from domain import rule_checks
from domain.rules import PRODUCES
from policies.guardrail import Guardrail
from policies.properties import Properties, at, items, mapping, plain
from policies.resources import Resource

_OURS = frozenset(PRODUCES.values())


def labelled(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain about alerts that Seldon would miss, or show without their texts."""
    if str(at(resource.properties, "metadata", "name")) not in _OURS:
        return
    for group in items(at(resource.properties, "spec", "groups")):
        for rule in items(at(group, "rules")):
            name = at(rule, "alert")
            for problem in _problems(group, rule) if name else ():
                yield f"group {at(group, 'name')}: {name}: {problem}"


def _problems(group: object, rule: object) -> Iterator[str]:
    labels = {
        **plain(mapping(at(group, "labels"))),
        **plain(mapping(at(rule, "labels"))),
    }
    yield from rule_checks.missed(labels)
    yield from rule_checks.untold(plain(mapping(at(rule, "annotations"))))


GUARDRAIL = Guardrail(
    name="alerts-carry-their-labels",
    says="Alerts carry severity, type and texts, by which Seldon gets and shows them",
    remedy="give the alert a severity, the type user or infra where that is warning or "
    "critical, and the annotations title, summary and description",
    resources={"kubernetes:monitoring.coreos.com/*:PrometheusRule": (labelled,)},
)
