"""Which pod labels the rules rest on, and so what kube-state-metrics must expose.

kube-state-metrics is told Kubernetes keys and exposes them with every odd character
turned into an underscore. That cannot be turned back by itself (a-b, a.b and a/b all
become a_b), so the keys are a table.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import promql_parser as promql

from domain.promql import nodes
from domain.rules import Rule, RuleError

METRIC = "kube_pod_labels"
PREFIX = "label_"
# kube-state-metrics' flag: pods=[app,release],nodes=[*]
ALLOWLIST = "metric-labels-allowlist"
_LIST = re.compile(r"([\w*]+)=\[([^\]]*)\]")
_RESOURCES = frozenset({"pods", "*"})
# What Seldon Core, KServe and the recommended labels of Kubernetes put on pods.
KEYS = (
    "app",
    "app.kubernetes.io/component",
    "app.kubernetes.io/instance",
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/name",
    "app.kubernetes.io/part-of",
    "app.kubernetes.io/version",
    "component",
    "control-plane",
    "fluentd",
    "seldon-app",
    "seldon-app-svc",
    "seldon-deployment-id",
    "seldon-server-name",
    "seldon-server-replica",
    "seldon-server-replica-name",
    "seldon.io/combiner",
    "seldon.io/explainer",
    "seldon.io/model",
    "seldon.io/output-transformer",
    "seldon.io/router",
    "seldon.io/shadow",
    "seldon.io/transformer",
    "serving.knative.dev/configuration",
    "serving.knative.dev/revision",
    "serving.knative.dev/service",
    "serving.kserve.io/inferenceservice",
    "serving.kubeflow.org/inferenceservice",
)
_OF_TEMPLATE = re.compile(rf"\.({PREFIX}\w+)")


def computed(rules: Iterable[Rule], keys: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the Kubernetes keys of exactly the pod labels that rules rest on.

    `keys` are known beside those of the table.

    Raises:
        RuleError: for a rule that cannot be parsed, and a label of no known key.
    """
    names = {exposed(key): key for key in (*KEYS, *keys)}
    used = joined(rules)
    unknown = sorted(used - names.keys())
    if unknown:
        raise RuleError(
            "kubePrometheus.podLabels: computed does not know the Kubernetes key "
            f"behind {', '.join(unknown)}; list the keys of all labels that your "
            'rules use instead, or ["*"]'
        )
    return tuple(sorted(names[name] for name in used))


def joined(rules: Iterable[Rule]) -> set[str]:
    """Return the labels of kube_pod_labels that rules use, as Prometheus spells them.

    Records made of it carry its labels on, so what is made of those counts too.
    """
    parsed = [(rule, _parts(rule)) for rule in rules]
    sources = _sources(parsed)
    return {
        name
        for rule, parts in parsed
        if _selected(parts) & sources
        for name in {*_used(parts, sources), *_in_templates(rule)}
        if name.startswith(PREFIX)
    }


def exposed(key: str) -> str:
    """Return how kube-state-metrics spells the label of a Kubernetes key.

    As in its internal/store/utils.go: camel case becomes snake case.
    """
    plain = re.sub(r"\W", "_", key, flags=re.ASCII)
    return PREFIX + re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", plain).lower()


def allowed(allowlist: str) -> set[str]:
    """Return the Kubernetes keys of the pod labels that an allowlist names."""
    return {
        key.strip()
        for resource, keys in _LIST.findall(allowlist)
        if resource in _RESOURCES
        for key in keys.split(",")
        if key.strip()
    }


def _parts(rule: Rule) -> list[Any]:
    try:
        return nodes(promql.parse(rule["expr"]))
    except ValueError as error:
        name = rule.get("alert") or rule.get("record")
        reason = " ".join(str(error).split())
        raise RuleError(f"{name}: its expression cannot be parsed ({reason})") from None


def _sources(parsed: list[tuple[Rule, list[Any]]]) -> set[str]:
    """Return kube_pod_labels and each record made of it, or of such a record."""
    sources = {METRIC}
    while True:
        more = {
            str(rule["record"])
            for rule, parts in parsed
            if "record" in rule and _selected(parts) & sources
        }
        if more <= sources:
            return sources
        sources |= more


def _selected(parts: list[Any]) -> set[str]:
    return {_metric(part) for part in parts if isinstance(part, promql.VectorSelector)}


def _metric(selector: promql.VectorSelector) -> str:
    """Return the metric that a selector names; of several, by a pattern, ours first."""
    if selector.name:
        return selector.name
    pattern = next((m.value for m in _matchers(selector) if m.name == "__name__"), "")
    return METRIC if re.fullmatch(pattern, METRIC) else pattern


def _used(parts: list[Any], sources: set[str]) -> Iterator[str]:
    """Yield the labels of the sources that an expression matches, groups or copies."""
    made = {
        node.args[1].val
        for node in parts
        if isinstance(node, promql.Call) and node.func.name.startswith("label_")
    }
    for node in parts:
        match node:
            case promql.VectorSelector() if _metric(node) in sources:
                yield from (matcher.name for matcher in _matchers(node))
            case promql.AggregateExpr(modifier=modifier) if modifier:
                if modifier.type == promql.AggModifierType.By:
                    yield from set(modifier.labels) - made
            case promql.BinaryExpr(modifier=modifier) if modifier:
                yield from set(_matched(modifier)) - made
            case promql.Call() if node.func.name == "label_replace":
                yield node.args[3].val
            case promql.Call() if node.func.name == "label_join":
                yield from (argument.val for argument in node.args[3:])


def _matchers(selector: promql.VectorSelector) -> list[Any]:
    matchers = selector.matchers
    return [*matchers.matchers, *(m for group in matchers.or_matchers for m in group)]


def _matched(modifier: promql.BinModifier) -> Iterator[str]:
    yield from modifier.group_labels or ()
    matching = modifier.matching
    if matching and matching.type == promql.LabelModifierType.Include:
        yield from matching.labels


def _in_templates(rule: Mapping[str, Any]) -> Iterator[str]:
    for key in ("annotations", "labels"):
        for text in rule.get(key, {}).values():
            yield from _OF_TEMPLATE.findall(str(text))
