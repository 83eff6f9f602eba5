"""Advice: what may be deployed and had better not be."""

from collections.abc import Iterator, Sequence

from pulumi_policy import EnforcementLevel, Severity

from domain import pod_labels
from domain.rules import RuleError
from policies.bundles import KUBE_STATE_METRICS, every
from policies.guardrail import Finding, Guardrail
from policies.guardrails.usage import allowlists
from policies.manifests import Manifest
from policies.properties import Properties, at
from policies.resources import Resource
from policies.rule_groups import rules

# What all labels of a pod cost over those that the rules use: of 4,972,000 bytes of
# kube_pod_labels at 5,000 pods 1,445,000 stay (docs/performance.md, Pod labels).
BYTES_SAVED = (4_972_000 - 1_445_000) / 5_000
# Counted in a Prometheus that scraped kube-state-metrics 2.18 and the kubelet of
# Kubernetes 1.34: 41 and 143 of a pod with one container, 56 and 189 of one with two.
SERIES_PER_POD = 250
_PODS = {
    "type": "number",
    "minimum": 0,
    "default": 1000,
    "description": "pods of the cluster",
}


def limited(manifest: Manifest, _: Properties) -> Iterator[str]:
    """Advise limits of memory for containers that have none."""
    if manifest.kind in {"Prometheus", "PrometheusAgent", "Alertmanager"}:
        if not at(manifest.spec, "resources", "limits", "memory"):
            yield f"{manifest.kind} has no limit of memory; {_WHY}"
        return
    for container in manifest.containers:
        if not at(container, "resources", "limits", "memory"):
            name = at(container, "name")
            yield f"container {name} has no limit of memory; {_WHY}"


_WHY = "what it takes beyond reason it takes from others on its node: set one"


def within_budget(
    resources: Sequence[Resource], parameters: Properties
) -> Iterator[Finding]:
    """Advise against more series than the budget.

    Series = pods * what kube-state-metrics and cAdvisor show of a pod + what the rest
    of a cluster shows; all three are parameters.
    """
    pods, each, rest, budget = (
        float(parameters[key])
        for key in ("pods", "seriesPerPod", "otherSeries", "budget")
    )
    expected = pods * each + rest
    scraping = [it.name for it in every(resources) if it.kind == "Prometheus"]
    if scraping and expected > budget:
        yield Finding(
            f"Prometheus would hold about {expected:,.0f} series ({pods:,.0f} pods of "
            f"{each:g} and {rest:,.0f} others), over the budget of {budget:,.0f}; list "
            "pod labels, drop metrics, or raise the budget with the memory",
            tuple(f"Prometheus/{name}" for name in scraping),
        )


def labels_listed(
    resources: Sequence[Resource], parameters: Properties
) -> Iterator[Finding]:
    """Advise against all labels of all pods where the rules tell which are used."""
    objects = every(resources)
    if not any("*" in shown for shown in allowlists(objects)):
        return
    try:
        used = pod_labels.computed(rules(objects))
    except RuleError:
        # No list is at hand: a rule uses a label of which nobody knows the key.
        return
    saved = BYTES_SAVED * float(parameters["pods"])
    yield Finding(
        "kube-state-metrics shows every label of every pod (pods=[*]); the rules use "
        f"{len(used)}: kubePrometheus.podLabels: computed saves about "
        f"{saved / 1e6:.1f} MB a scrape at {parameters['pods']:,.0f} pods",
        (KUBE_STATE_METRICS,),
    )


LIMITS = Guardrail(
    name="containers-have-limits",
    says="Containers have limits of memory",
    remedy="set resources of kubePrometheus, or of the chart's part in values",
    severity=Severity.LOW,
    level=EnforcementLevel.ADVISORY,
    manifests=(limited,),
)
BUDGET = Guardrail(
    name="series-stay-within-budget",
    says="Prometheus holds no more series than its memory was planned for",
    remedy="set kubePrometheus.podLabels to computed, or raise the budget",
    severity=Severity.LOW,
    level=EnforcementLevel.ADVISORY,
    parameters={
        "pods": _PODS,
        "seriesPerPod": {
            "type": "number",
            "minimum": 0,
            "default": SERIES_PER_POD,
            "description": "series that kube-state-metrics and cAdvisor show of a pod",
        },
        "otherSeries": {
            "type": "number",
            "minimum": 0,
            "default": 50000,
            "description": "series of all else: nodes, the API server, Seldon",
        },
        "budget": {
            "type": "number",
            "minimum": 0,
            "default": 1000000,
            "description": "the series for which Prometheus' memory was planned",
        },
    },
    stack=(within_budget,),
)
LISTED = Guardrail(
    name="pod-labels-are-listed",
    says="kube-state-metrics shows the pod labels that rules use, not all",
    remedy="set kubePrometheus.podLabels to computed",
    severity=Severity.LOW,
    level=EnforcementLevel.ADVISORY,
    parameters={"pods": _PODS},
    stack=(labels_listed,),
)
