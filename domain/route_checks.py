"""What is wrong with a route tree: alerts that Seldon does not get, dead routes.

An alert's labels are those of its rule; what its series add is not known before it
fires, so a route that asks for such a label may match, unless the expression drops it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.route_sets import never_matched
from domain.routes import labels_of, may_match, receivers
from domain.rule_checks import ROUTED_TYPES
from domain.rules import Alert


def problems(
    configuration: Mapping[str, Any], alerts: Iterable[Alert], seldon: str
) -> Iterator[str]:
    """Complain about routes that cannot match, and alerts that Seldon would miss."""
    route = configuration["route"]
    empty = empty_receivers(configuration)
    yield from never_matched(route)
    for alert in alerts:
        if alert.labels.get("type") in ROUTED_TYPES:
            yield from _missed(route, alert, seldon, empty)


def unreached(
    configuration: Mapping[str, Any], alerts: Iterable[Alert]
) -> Iterator[str]:
    """Yield the receivers of routes that no alert of the stack can reach."""
    route = configuration["route"]
    every = [labels_of(alert, route) for alert in alerts]
    for child in route.get("routes", ()):
        if not any(may_match(child, labels) for labels in every):
            yield str(child["receiver"])


def empty_receivers(configuration: Mapping[str, Any]) -> frozenset[str]:
    """Return the receivers that tell nobody."""
    return frozenset(
        receiver["name"]
        for receiver in configuration["receivers"]
        if not any(entries for key, entries in receiver.items() if key != "name")
    )


def _missed(
    route: Mapping[str, Any], alert: Alert, seldon: str, empty: frozenset[str]
) -> Iterator[str]:
    labels = labels_of(alert, route)
    severity, kind = labels.get("severity", "none"), labels["type"]
    what = f"alert {alert.name} (severity {severity}, type {kind})"
    reached = receivers(route, labels)
    if seldon in reached:
        for taker in _takers(route, labels, seldon):
            yield (
                f"{what} may be swallowed by the route to {taker}, which stands before "
                f"{seldon} without continue"
            )
    elif empty.issuperset(reached):
        yield (
            f"{what} lands only at {', '.join(reached)}, which tells nobody; give it a "
            "severity of warning or critical, or type none"
        )
    else:
        yield f"{what} does not reach {seldon}: it goes to {', '.join(reached)}"


def _takers(
    route: Mapping[str, Any], labels: Mapping[str, str], seldon: str
) -> Iterator[str]:
    """Yield the receivers of routes that may keep an alert from reaching Seldon."""
    for child in route.get("routes", ()):
        if seldon in receivers(child, labels, str(route.get("receiver", ""))):
            yield from _takers(child, labels, seldon)
            return
        if not child.get("continue", False) and may_match(child, labels):
            yield str(child.get("receiver") or route.get("receiver", ""))
