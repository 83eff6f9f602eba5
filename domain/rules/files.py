"""Rule files as committed, and the objects that they become."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

from domain import slo
from domain.rule_checks import layout

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


@dataclass(frozen=True)
class RuleFile:
    """A rule file as committed; groups still hold their parameters' places."""

    name: str
    groups: tuple[Group, ...]
    sha256: str


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
        refuse(f"{path.name}: {problem}" for problem in slo.problems(document))
        document = {"groups": slo.groups(document)}
    refuse(f"{path.name}: {problem}" for problem in layout(document))
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


def plain(groups: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Return a PrometheusRule's groups as Prometheus itself reads them."""
    return [
        {key: value for key, value in group.items() if key not in _OPERATORS_OWN}
        for group in groups
    ]


def refuse(problems: Iterable[str]) -> None:
    """Raise a RuleError where there is a problem."""
    lines = list(problems)
    if lines:
        raise RuleError("\n".join(lines))
