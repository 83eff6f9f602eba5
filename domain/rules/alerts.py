"""The alerts of rules, and what settings say of them by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.rule_checks import ROUTED_SEVERITIES
from domain.rules.files import Group, HasGroups, refuse


@dataclass(frozen=True)
class Alert:
    """An alerting rule; for_ is a Prometheus duration, "0s" where none is given."""

    name: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    for_: str
    expr: str
    file: str


def alerts(groups: Iterable[Group], file: str = "") -> tuple[Alert, ...]:
    """Return the alerting rules of rendered groups, in order."""
    return tuple(
        Alert(
            name=rule["alert"],
            labels=group.get("labels", {}) | rule.get("labels", {}),
            annotations=rule.get("annotations", {}),
            for_=rule.get("for", "0s"),
            expr=str(rule["expr"]),
            file=file,
        )
        for group in groups
        for rule in group["rules"]
        if "alert" in rule
    )


def check_named(key: str, names: Iterable[str], files: Iterable[HasGroups]) -> None:
    """Refuse the name of an alert that no file has; key is where it stands.

    Raises:
        RuleError: with a line per unknown name.
    """
    known = {alert.name for file in files for alert in alerts(file.groups)}
    refuse(
        f"{key}: no alert is called {name}; known: {', '.join(sorted(known))}"
        for name in names
        if name not in known
    )


def check_raised(
    key: str, severities: Mapping[str, str], files: Iterable[HasGroups]
) -> None:
    """Refuse a severity of Seldon's route for an alert that is not for its pages.

    Raises:
        RuleError: with a line per alert; key is where the severities stand.
    """
    refuse(
        f"{key}: {alert.name}: {severities[alert.name]} is refused: it has type none, "
        "so Seldon never shows it; take it out, and let a receiver with "
        f"severities: [{alert.labels['severity']}] have it as it is"
        for file in files
        for alert in alerts(file.groups)
        if severities.get(alert.name) in ROUTED_SEVERITIES
        and alert.labels.get("type") == "none"
    )
