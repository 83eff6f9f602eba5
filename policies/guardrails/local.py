"""monitoring-is-local: Prometheus keeps its figures and evaluates its rules here.

Seldon asks Prometheus for figures and Alertmanager for alerts inside this cluster: what
is only sent away answers neither. Remote write beside local storage and rules is fine.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from domain import durations
from policies import prometheus_files
from policies.guardrail import Guardrail, ManifestCheck
from policies.manifests import OPERATOR, Manifest
from policies.properties import Properties, items, mapping

_REMEDY = "keep a Prometheus with storage and rules here, and remote write beside it"

RETENTION: Mapping[str, Mapping[str, Any]] = {
    "localRetention": {
        "type": "string",
        "default": "24h",
        "description": "how long figures must be kept here where they are also sent "
        "away; the operator's own default",
    }
}


def agent(manifest: Manifest, _: Properties) -> Iterator[str]:
    """Complain about an object that is an agent by its kind or its features."""
    if manifest.group != OPERATOR:
        return
    if manifest.kind == "PrometheusAgent":
        yield f"an agent keeps no figures and evaluates no rules; {_REMEDY}"
    if manifest.kind == "Prometheus" and _agent_by_feature(manifest.spec):
        yield f"agent mode keeps no figures and evaluates no rules; {_REMEDY}"


def _agent_by_feature(spec: Properties) -> bool:
    features = set(map(str, items(spec.get("enableFeatures"))))
    for argument in map(mapping, items(spec.get("additionalArgs"))):
        name, value = argument.get("name"), str(argument.get("value"))
        features.update({str(name)} if name == "agent" else ())
        features.update(value.split(",") if name == "enable-feature" else ())
    return "agent" in features


def agent_by_arguments(manifest: Manifest, _: Properties) -> Iterator[str]:
    """Complain about a workload that starts Prometheus as an agent."""
    for container in manifest.containers:
        if _is_agent(_arguments(container)):
            yield (
                f"container {container.get('name')} runs Prometheus as an agent, which "
                f"keeps no figures and evaluates no rules; {_REMEDY}"
            )


def _arguments(container: Properties) -> list[str]:
    return [
        str(argument)
        for key in ("command", "args")
        for argument in items(container.get(key))
    ]


def _is_agent(arguments: Sequence[str]) -> bool:
    """Tell whether they are Prometheus' own and ask for an agent."""
    text = " ".join(arguments).replace("=", " ")
    words = text.split()
    if "--storage.agent.path" in words:
        return True
    named = [
        feature
        for flag, value in pairwise(words)
        if flag == "--enable-feature"
        for feature in value.split(",")
    ]
    is_prometheus = "--config.file" in words and "prometheus" in text
    return "agent" in named or ("--agent" in words and is_prometheus)


def remote_without_rules(manifest: Manifest, _: Properties) -> Iterator[str]:
    """Complain about a Prometheus that sends figures away and selects no rules."""
    if _sends_away(manifest) and manifest.spec.get("ruleSelector") is None:
        yield (
            "remoteWrite without a ruleSelector: no rule is evaluated in this cluster; "
            "set ruleSelector ({} takes all)"
        )


def remote_without_storage(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about a Prometheus that sends figures away and soon forgets them."""
    found = manifest.spec.get("retention") if _sends_away(manifest) else None
    least = str(parameters["localRetention"])
    kept, asked = (durations.seconds(str(text)) for text in (found, least))
    if kept is not None and asked is not None and kept < asked:
        yield (
            f"remoteWrite with a retention of {found}: figures must be kept here for "
            f"{least} at least; raise retention"
        )


def _sends_away(manifest: Manifest) -> bool:
    is_prometheus = manifest.group == OPERATOR and manifest.kind == "Prometheus"
    return is_prometheus and bool(items(manifest.spec.get("remoteWrite")))


def file_without_rules(manifest: Manifest, _: Properties) -> Iterator[str]:
    """Complain about a configuration file that sends figures away and has no rules."""
    for key, config in prometheus_files.found(manifest):
        if items(config.get("remote_write")) and not items(config.get("rule_files")):
            yield (
                f"{key} has remote_write and no rule_files: no rule is evaluated in "
                "this cluster; name the files of rules"
            )


CHECKS: tuple[ManifestCheck, ...] = (
    agent,
    agent_by_arguments,
    remote_without_rules,
    remote_without_storage,
    file_without_rules,
)
GUARDRAIL = Guardrail(
    name="monitoring-is-local",
    says="Prometheus keeps its figures and evaluates its rules in this cluster",
    remedy=_REMEDY,
    parameters=RETENTION,
    manifests=CHECKS,
)
