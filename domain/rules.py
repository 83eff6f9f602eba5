"""Rule files: reading them, filling in their parameters, listing their alerts.

A file has Prometheus' own layout. Parameters are written %(name)s inside scalars, so a
file is parsed first and filled in afterwards; a literal percent sign is written %%.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import yaml

from domain import slo
from domain.rule_checks import ROUTED_SEVERITIES, contract, layout

# PrometheusRule per rule file, under the documented names.
PRODUCES = {
    "model-usage": "seldon-deployment-usage-rules",
    "infra-alerts": "deploy-infra-alerts",
    "core-alerts": "seldon-core-alerts",
    "prometheus-alerts": "seldon-prometheus-alerts",
    "monitoring-alerts": "seldon-monitoring-alerts",
    "user-alerts": "deploy-user-alerts",
    "drift-alerts": "seldon-drift-alerts",
    "monitor-alerts": "seldon-monitor-alerts",
    "user-alerts-quality": "seldon-user-alerts-quality",
    "user-alerts-v2": "seldon-user-alerts-v2",
    "model-usage-servers": "seldon-model-usage-servers",
    "slo": "seldon-slo",
    "istio-mesh": "seldon-istio-mesh",
}

# What a % may start: a parameter, or a literal one. Python's other conversions would
# fill in the whole map of parameters.
_FORMS = re.compile(r"%%|%\(\w+\)s")

Rule = dict[str, Any]
Group = dict[str, Any]


# Fields of a PrometheusRule's group that are the operator's, not Prometheus'.
_OPERATORS_OWN = frozenset({"partial_response_strategy"})


class HasGroups(Protocol):
    """Rules by group, wherever they come from."""

    @property
    def groups(self) -> Sequence[Group]:
        """The groups, which may still hold their parameters' places."""


class RuleError(Exception):
    """Rules that cannot be used; the message has one line per problem."""


def plain(groups: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Return a PrometheusRule's groups as Prometheus itself reads them."""
    return [
        {key: value for key, value in group.items() if key not in _OPERATORS_OWN}
        for group in groups
    ]


@dataclass(frozen=True)
class RuleFile:
    """A rule file as committed; groups still hold their parameters' places."""

    name: str
    groups: tuple[Group, ...]
    sha256: str


@dataclass(frozen=True)
class Alert:
    """An alerting rule; for_ is a Prometheus duration, "0s" where none is given."""

    name: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    for_: str
    expr: str
    file: str


def load(path: Path) -> RuleFile:
    """Return a rule file, parsed, with the digest of its bytes.

    slo.yaml is none: it holds objectives, of which the rules are made here.

    Raises:
        RuleError: when it cannot be read or does not have Prometheus' layout.
    """
    try:
        content = path.read_bytes()
        document = yaml.safe_load(content)
    except (OSError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise RuleError(
            f"{path.name}: cannot be read as YAML ({reason}); quote a scalar that "
            "starts with %"
        ) from None
    if path.stem == slo.FILE:
        _refuse(f"{path.name}: {problem}" for problem in slo.problems(document))
        document = {"groups": slo.groups(document)}
    _refuse(f"{path.name}: {problem}" for problem in layout(document))
    digest = hashlib.sha256(content).hexdigest()
    return RuleFile(path.stem, tuple(document["groups"]), digest)


def load_all(directory: Path) -> tuple[RuleFile, ...]:
    """Return the rule files (*.yaml) of a directory, by name.

    Raises:
        RuleError: when there is none, or one cannot be used.
    """
    paths = sorted(directory.glob("*.yaml"))
    if not paths:
        raise RuleError(f"{directory.name}/: no *.yaml found; rule files belong there")
    return tuple(load(path) for path in paths)


def render(
    rule_file: RuleFile,
    parameters: Mapping[str, str],
    runbook_url: str | None = None,
    disabled: Collection[str] = (),
    severities: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, list[Group]]:
    """Return a rule file as Prometheus reads it, without the disabled alerts.

    With a runbook_url each alert is given the page <runbook_url>/<alert>.md; severities
    gives some alerts, by name, another one.

    Raises:
        RuleError: for each parameter, label or annotation that is missing or wrong.
    """
    problems: list[str] = []
    rendered = []
    for group in rule_file.groups:
        where = f"{rule_file.name}.yaml: group {group['name']}"
        kept = [rule for rule in group["rules"] if rule.get("alert") not in disabled]
        head = {key: value for key, value in group.items() if key != "rules"}
        filled = _fill(head, parameters, where, problems)
        filled["rules"] = [
            _rule(
                with_severity(rule, severities),
                parameters,
                where,
                problems,
                runbook_url,
            )
            for rule in kept
        ]
        if kept:
            rendered.append(filled)
    _refuse(problems)
    return {"groups": rendered}


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
    _refuse(
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
    _refuse(
        f"{key}: {alert.name}: {severities[alert.name]} is refused: it has type none, "
        "so Seldon never shows it; take it out, and let a receiver with "
        f"severities: [{alert.labels['severity']}] have it as it is"
        for file in files
        for alert in alerts(file.groups)
        if severities.get(alert.name) in ROUTED_SEVERITIES
        and alert.labels.get("type") == "none"
    )


def with_severity(rule: Rule, severities: Mapping[str, str]) -> Rule:
    """Return a rule with the severity that the settings give it, and a type that fits.

    Seldon's route does not take info, so an alert of that severity loses its type.
    """
    severity = severities.get(rule.get("alert", ""))
    if severity is None:
        return rule
    kind = {} if severity in ROUTED_SEVERITIES else {"type": "none"}
    return rule | {"labels": rule.get("labels", {}) | {"severity": severity} | kind}


def _rule(
    rule: Rule,
    parameters: Mapping[str, str],
    group: str,
    problems: list[str],
    runbook_url: str | None,
) -> Rule:
    """Fill in one rule, note what is wrong with it, and point it to its runbook."""
    where = f"{group}: {rule.get('alert') or rule.get('record')}"
    filled: Rule = _fill(rule, parameters, where, problems)
    if "alert" not in filled:
        return filled
    problems += (f"{where}: {problem}" for problem in contract(filled))
    if runbook_url:
        page = f"{runbook_url.rstrip('/')}/{filled['alert']}.md"
        filled["annotations"] = filled.get("annotations", {}) | {"runbook_url": page}
    return filled


def _fill(
    value: object,
    parameters: Mapping[str, str],
    where: str,
    problems: list[str],
) -> Any:  # noqa: ANN401  a tree of YAML has no narrower type
    """Return a copy of a YAML tree with every scalar's parameters filled in."""
    if isinstance(value, dict):
        return {
            key: _fill(part, parameters, f"{where}: {key}", problems)
            for key, part in value.items()
        }
    if not isinstance(value, str):
        return value
    if _FORMS.sub("", value).count("%"):
        problems.append(f"{where}: a stray % in {value!r}; write a literal one as %%")
        return value
    try:
        return value % parameters
    except KeyError as error:
        known = ", ".join(sorted(parameters))
        problems.append(f"{where}: no parameter is called {error}; known: {known}")
    return value


def _refuse(problems: Iterable[str]) -> None:
    lines = list(problems)
    if lines:
        raise RuleError("\n".join(lines))
