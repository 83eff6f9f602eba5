"""What a rule file and each of its alerts must look like, as complaints in plain words.

The layout is Prometheus' own; the contract is what Seldon's route and pages rest on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

SEVERITIES = ("critical", "warning", "info")
# Seldon's route takes these severities together with these types, and nothing else.
ROUTED_SEVERITIES = ("critical", "warning")
ROUTED_TYPES = ("user", "infra")
ANNOTATIONS = ("title", "summary", "description")

GROUP_KEYS = {
    "name",
    "interval",
    "limit",
    "labels",
    "query_offset",
    "rules",
    # The operator's, for Thanos; not in Prometheus' own files.
    "partial_response_strategy",
}
ALERT_KEYS = {"alert", "expr", "for", "keep_firing_for", "labels", "annotations"}
RECORD_KEYS = {"record", "expr", "labels"}
_NAMES = ("name", "alert", "record")


def contract(rule: Mapping[str, Any]) -> Iterator[str]:
    """Complain about labels that Seldon's route would miss, and missing texts."""
    yield from missed(rule.get("labels", {}))
    yield from untold(rule.get("annotations", {}))


def missed(labels: Mapping[str, Any]) -> Iterator[str]:
    """Complain about labels of an alert that Seldon's route would miss."""
    severity, kind = labels.get("severity"), labels.get("type")
    if severity not in SEVERITIES:
        yield f"severity is {severity!r}; write one of {', '.join(SEVERITIES)}"
    elif severity in ROUTED_SEVERITIES and kind not in ROUTED_TYPES:
        yield f"type is {kind!r} at severity {severity}; write user or infra"
    elif severity not in ROUTED_SEVERITIES and kind != "none":
        yield (
            f"type is {kind!r} at severity {severity}, which Seldon's route does not "
            "take; write none, or another severity"
        )


def untold(annotations: Mapping[str, Any]) -> Iterator[str]:
    """Complain about texts of an alert that Seldon would show and that are missing."""
    for name in ANNOTATIONS:
        if not annotations.get(name):
            yield f"annotation {name} is missing; Seldon shows it to its users"


def layout(document: object) -> Iterator[str]:
    """Complain about what Prometheus would not read as a rule file."""
    groups = document.get("groups") if isinstance(document, dict) else None
    if not isinstance(groups, list) or not groups:
        yield "no list of groups found; start the file with groups:"
        return
    yield from _repeated(groups)
    for number, group in enumerate(groups, start=1):
        if not isinstance(group, dict) or not isinstance(group.get("rules"), list):
            yield f"group {number}: no list of rules found; give it name and rules"
            continue
        where = f"group {group.get('name') or number}"
        yield from _keys(where, group, GROUP_KEYS, ("name",))
        for rule in group["rules"]:
            yield from _rule_layout(where, rule)


def _repeated(groups: list[Any]) -> Iterator[str]:
    names = [group.get("name") for group in groups if isinstance(group, dict)]
    for name, count in Counter(it for it in names if isinstance(it, str)).items():
        if count > 1:
            yield f"group {name}: there {count} times; rename all but one"


def _rule_layout(group: str, rule: object) -> Iterator[str]:
    if not isinstance(rule, dict) or ("alert" in rule) == ("record" in rule):
        yield f"{group}: a rule with neither or both of alert and record; give it one"
        return
    kind, keys = ("alert", ALERT_KEYS) if "alert" in rule else ("record", RECORD_KEYS)
    yield from _keys(f"{group}: {rule[kind]}", rule, keys, (kind, "expr"))


def _keys(
    where: str, found: Mapping[str, object], known: set[str], needed: Iterable[str]
) -> Iterator[str]:
    for key in sorted(set(found) - known, key=str):
        yield f"{where}: unknown key {key}; known: {', '.join(sorted(known))}"
    for key in needed:
        if not found.get(key):
            yield f"{where}: {key} is missing; give it one"
        elif key in _NAMES and not isinstance(found[key], str):
            yield f"{where}: {key} is {found[key]!r}; write a text, in quotes"
    for key in ("labels", "annotations"):
        if not isinstance(found.get(key, {}), dict):
            yield f"{where}: {key} is {found[key]!r}; write a map of names to texts"
