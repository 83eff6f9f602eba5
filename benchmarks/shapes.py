"""Three shapes of the same question, as rule groups: ours, the documented one, reading.

"Reading" is the floor: every sample of every input series of ours, read once.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import promql_parser as promql

from domain import rules
from domain.promql import nodes
from settings.alert_rules import AlertRulesSettings, parameters
from settings.istio_prometheus import IstioPrometheusSettings

FILE = Path("rules/model-usage.yaml")
Group = dict[str, Any]

# Which pods, and the label that names what they serve, by the `type` of the records.
_OWNERS = {
    "SeldonDeployment": (
        'label_app_kubernetes_io_managed_by="seldon-core"',
        "label_seldon_deployment_id",
    ),
    "InferenceService": (
        'label_serving_kserve_io_inferenceservice!=""',
        "label_serving_kserve_io_inferenceservice",
    ),
}
_CONTAINER = 'container!="",container!="POD"'
# What each documented record sums up, per container; W is the window. Requests and
# limits are taken as they are now. The names are those of kube-state-metrics 2, memory
# is a mean and not a rate, and a pod's own sum is left out: else nothing compares.
_MEASURES = {
    "model_containers_average": ("max", "avg_over_time(kube_pod_container_info[W])"),
    "model_memory_usage_bytes": (
        "sum",
        f"avg_over_time(container_memory_usage_bytes{{{_CONTAINER}}}[W])",
    ),
    "model_cpu_usage_seconds_total": (
        "sum",
        f"rate(container_cpu_usage_seconds_total{{{_CONTAINER}}}[W])",
    ),
    **{
        f"model_{resource}_{kind}{unit}": (
            "sum",
            f'kube_pod_container_resource_{kind}{{resource="{resource}"}}',
        )
        for resource, unit in (("cpu", ""), ("memory", "_bytes"))
        for kind in ("requests", "limits")
    },
}


def ours(settings: AlertRulesSettings) -> Group:
    """Return the usage rules as committed, at these settings, as one group."""
    groups = rules.render(rules.load(FILE), values(settings))["groups"]
    return {
        "name": "ours",
        "rules": [rule for group in groups for rule in group["rules"]],
    }


def values(settings: AlertRulesSettings) -> dict[str, str]:
    """Return what is filled into the rules."""
    return {
        **parameters(
            settings,
            monitoring_namespace="seldon-monitoring",
            seldon_namespace="seldon-system",
            seldon_deployment="seldon-deploy",
        ),
        **IstioPrometheusSettings().rule_parameters,
    }


def documented(types: Iterable[str], window: str) -> Group:
    """Return the documented shape of the usage records of these types.

    Each record joins its own measure with kube_pod_labels, weighted by the share of the
    window for which the pod was there. A pod that two jobs scrape is an error to it.
    """
    return {
        "name": "documented",
        "rules": [
            {"record": name, "expr": _joined(type_, operator, measure, window)}
            | {"labels": {"type": type_}}
            for type_ in types
            for name, (operator, measure) in _MEASURES.items()
        ],
    }


def reading(group: Mapping[str, Any]) -> Group:
    """Return a group that reads each input series of another group once, and counts."""
    return {
        "name": "reading",
        "rules": [
            {"record": "benchmark:read:count", "expr": f"count({_read(text)})"}
            | {"labels": {"selector": str(number)}}
            for number, text in enumerate(widest(group))
        ],
    }


def widest(group: Mapping[str, Any]) -> list[str]:
    """Return a group's selectors of input series, without those that others cover."""
    recorded = {rule["record"] for rule in group["rules"]}
    found = {
        node.prettify(): node
        for rule in group["rules"]
        for node in nodes(promql.parse(rule["expr"]))
        if isinstance(node, promql.MatrixSelector | promql.VectorSelector)
        and _selector(node).name not in recorded
    }
    return sorted(
        text
        for text, one in found.items()
        if not any(_covers(other, one) for other in found.values() if other is not one)
    )


def types(group: Mapping[str, Any]) -> list[str]:
    """Return the types of records of a group that the documents have, in order."""
    found = (rule.get("labels", {}).get("type") for rule in group["rules"])
    return [type_ for type_ in dict.fromkeys(found) if type_ in _OWNERS]


def _joined(type_: str, operator: str, measure: str, window: str) -> str:
    matcher, label = _OWNERS[type_]
    share = (
        f"sum_over_time(kube_pod_labels{{{matcher}}}[{window}])"
        f" / scalar(max(sum_over_time(kube_pod_labels[{window}])))"
    )
    measured = measure.replace("[W]", f"[{window}]")
    summed = (
        f"sum by ({label}, namespace) (({share})"
        f" * on (pod, namespace) group_right ({label})"
        f" {operator} by (namespace, pod, container) ({measured}))"
    )
    return f'label_replace({summed}, "name", "$1", "{label}", "(.+)")'


def _read(selector: str) -> str:
    ranged = isinstance(promql.parse(selector), promql.MatrixSelector)
    return f"count_over_time({selector})" if ranged else selector


def _covers(one: promql.Expr, other: promql.Expr) -> bool:
    """Tell whether one selector reads all that another one does, and more."""
    chosen, wanted = _selector(one), _selector(other)
    wider = isinstance(one, promql.MatrixSelector) - isinstance(
        other, promql.MatrixSelector
    )
    if chosen.name != wanted.name or wider < 0:
        return False
    more = _matchers(one) < _matchers(other)
    return more or (wider > 0 and _matchers(one) == _matchers(other))


def _selector(node: Any) -> promql.VectorSelector:  # noqa: ANN401  of either kind
    found: promql.VectorSelector = getattr(node, "vector_selector", node)
    return found


def _matchers(node: promql.Expr) -> frozenset[str]:
    return frozenset(map(str, _selector(node).matchers.matchers))
