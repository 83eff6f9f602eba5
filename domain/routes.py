"""Where an alert goes: a walk of Alertmanager's route tree.

The same walk as `amtool config routes test`: the first matching child wins unless it
says `continue`; a node whose children all pass keeps the alert for its own receiver.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from domain.promql import carried
from domain.rules import Alert

# A rule says these or lacks them; no series adds them to an alert of ours.
DECIDED = frozenset({"alertname", "severity", "type"})
# A label, an operator, a value in quotes or bare; a backslash escapes what follows.
_MATCHER = re.compile(
    r"\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|!~|!=|=)\s*"
    r'(?:"((?:[^"\\]|\\.)*)"|((?:[^"\\]|\\.)*?))\s*',
    re.DOTALL,
)
_ESCAPED = re.compile(r'\\(["\\n])')
# What stands between commas outside quotes: one entry may hold several matchers.
_ENTRY = re.compile(r'(?:[^,"\\]|\\.|"(?:[^"\\]|\\.)*"|")+', re.DOTALL)


class Matcher(NamedTuple):
    """One `label operator value` of a route."""

    label: str
    operator: str
    value: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Tell whether an alert's labels satisfy it; a missing label is empty."""
        found = labels.get(self.label, "")
        if self.operator in {"=", "!="}:
            equal = found == self.value
        else:
            # RE2's \w, \d and \s are of ASCII.
            equal = re.fullmatch(self.value, found, re.ASCII) is not None
        return equal != self.operator.startswith("!")


def matcher(text: str) -> Matcher:
    """Parse a matcher as Alertmanager's configuration writes it.

    Raises:
        ValueError: where the text is none.
    """
    match = _MATCHER.fullmatch(text)
    if match is None:
        raise ValueError(f'{text!r} is not a matcher; write label =~ "value"')
    value = match[4] if match[3] is None else match[3]
    plain = _ESCAPED.sub(lambda it: "\n" if it[1] == "n" else it[1], value)
    return Matcher(match[1], match[2], plain)


def receivers(
    route: Mapping[str, Any], labels: Mapping[str, str], inherited: str = ""
) -> tuple[str, ...]:
    """Return the receivers that an alert reaches, in the order of the tree.

    inherited is the receiver of what stands above the route.
    """
    return tuple(_walk(route, labels, inherited))


def may_reach(route: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return the receivers that labels of its series may bring an alert to besides.

    labels are those of its rule; any other may have any value.
    """
    certain = receivers(route, labels)
    possible = dict.fromkeys(_possible(route, labels, ""))
    return tuple(name for name in possible if name not in certain)


def may_match(route: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Tell whether an alert with these labels, and others of its series, may match."""
    return all(
        wanted.matches(labels)
        for wanted in matchers(route)
        if _is_known(wanted, labels)
    )


def labels_of(alert: Alert, route: Mapping[str, Any]) -> dict[str, str]:
    """Return the labels of an alert that are known before it fires.

    Empty is one that the route asks for and that the alert's expression drops.
    """
    results = carried(alert.expr)
    absent = {
        label: ""
        for label in _asked(route)
        if not any(labels.may_have(label) for labels in results)
    }
    return {**absent, **alert.labels, "alertname": alert.name}


def table(
    route: Mapping[str, Any], alerts: Iterable[Alert]
) -> dict[str, dict[str, Any]]:
    """Return for each alert its labels of routing, whom it reaches, whose it is.

    An alert stands under its name; where two rules raise alerts of one name, each
    under "name (severity, whose)".
    """
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for alert in alerts:
        row = _row(route, alert)
        named = rows.setdefault(alert.name, {})
        named[f"{alert.name} ({row['severity']}, {row['from']})"] = row
    return {
        name if len(named) == 1 else full: row
        for name, named in rows.items()
        for full, row in named.items()
    }


def _row(route: Mapping[str, Any], alert: Alert) -> dict[str, Any]:
    labels = labels_of(alert, route)
    return {
        "severity": alert.labels.get("severity", ""),
        "type": alert.labels.get("type", ""),
        "receivers": list(receivers(route, labels)),
        "mayReach": list(may_reach(route, labels)),
        "from": alert.file,
    }


def _walk(
    route: Mapping[str, Any], labels: Mapping[str, str], inherited: str
) -> Iterator[str]:
    receiver = str(route.get("receiver") or inherited)
    if not all(wanted.matches(labels) for wanted in matchers(route)):
        return
    reached = False
    for child in route.get("routes", ()):
        found = tuple(_walk(child, labels, receiver))
        yield from found
        reached = reached or bool(found)
        if found and not child.get("continue", False):
            break
    if not reached:
        yield receiver


def _possible(
    route: Mapping[str, Any], labels: Mapping[str, str], inherited: str
) -> Iterator[str]:
    """Yield what an alert can reach below a route that it may match."""
    receiver = str(route.get("receiver") or inherited)
    reached = False
    for child in route.get("routes", ()):
        if not may_match(child, labels):
            continue
        yield from _possible(child, labels, receiver)
        if all(_is_known(wanted, labels) for wanted in matchers(child)):
            reached = True
            if not child.get("continue", False):
                return
    if not reached:
        yield receiver


def _is_known(wanted: Matcher, labels: Mapping[str, str]) -> bool:
    return wanted.label in labels or wanted.label in DECIDED


def _asked(route: Mapping[str, Any]) -> Iterator[str]:
    """Yield each label that a tree asks for."""
    yield from (wanted.label for wanted in matchers(route))
    for child in route.get("routes", ()):
        yield from _asked(child)


def matchers(route: Mapping[str, Any]) -> Iterator[Matcher]:
    """Yield all that a route asks of an alert, in the older forms too."""
    for entry in route.get("matchers", ()):
        inner = entry.strip().removeprefix("{").removesuffix("}")
        yield from (matcher(text) for text in _ENTRY.findall(inner) if text.strip())
    for key, operator in (("match", "="), ("match_re", "=~")):
        for label, value in route.get(key, {}).items():
            yield Matcher(label, operator, str(value))
