"""Rules as Prometheus reads them: parameters, severities and runbooks filled in."""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from domain.rule_checks import ROUTED_SEVERITIES, contract
from domain.rules.files import Group, Rule, RuleFile, refuse

# What a % may start: a parameter, or a literal one. Python's other conversions would
# fill in the whole map of parameters.
_FORMS = re.compile(r"%%|%\(\w+\)s")


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
    refuse(problems)
    return {"groups": rendered}


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
