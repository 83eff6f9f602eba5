"""usage-is-measured: what Seldon's documents ask of every production cluster.

"Especially the model usage monitoring must be configured in production clusters"
(Seldon Deploy, Observability): the usage rules are there, and kube-state-metrics shows
the pod labels that they join on.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from domain import pod_labels
from domain.containers import flag
from domain.pod_labels import ALLOWLIST
from domain.rules import PRODUCES, RuleError
from policies.bundles import KUBE_STATE_METRICS, every, running
from policies.guardrail import PRODUCTION, Finding, Guardrail
from policies.manifests import Manifest
from policies.properties import Properties
from policies.resources import Resource
from policies.rule_groups import groups, rules

USAGE_RULES = PRODUCES["model-usage"]
# By which Seldon's documents look for them in Prometheus.
_USAGE_GROUP = "model-usage"
_REMEDY = (
    'leave alertRules.usage enabled and kubePrometheus.podLabels at ["*"] or computed'
)


def labels_shown(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about a kube-state-metrics that shows no label of any pod."""
    if not parameters["production"]:
        return
    for shown in allowlists([manifest]):
        if not shown:
            yield (
                f"--{ALLOWLIST} names no label of pods, so usage cannot be told by "
                "model; set kubePrometheus.podLabels"
            )


def usage_measured(
    resources: Sequence[Resource], parameters: Properties
) -> Iterator[Finding]:
    """Complain about missing usage rules, and labels that they join on in vain."""
    if not parameters["production"]:
        return
    objects = every(resources)
    if not _measures(objects):
        yield Finding(
            f"PrometheusRule {USAGE_RULES} is missing, and Seldon's documents ask for "
            "it in production; leave the usage rules in",
            (USAGE_RULES, f"PrometheusRule/{USAGE_RULES}"),
        )
    for shown in allowlists(objects):
        missing = sorted(
            _joined(rules(objects)) - {pod_labels.exposed(key) for key in shown}
        )
        if missing and shown and "*" not in shown:
            yield Finding(
                f"kube-state-metrics does not show {', '.join(missing)} of pods, which "
                "rules join on; add the keys to kubePrometheus.podLabels, or set it to "
                "computed",
                (KUBE_STATE_METRICS,),
            )


def allowlists(objects: Sequence[Manifest]) -> Iterator[set[str]]:
    """Yield for each kube-state-metrics the keys of pod labels that it shows."""
    for container in running(objects, KUBE_STATE_METRICS):
        yield pod_labels.allowed(flag(container, ALLOWLIST) or "")


def _measures(objects: Sequence[Manifest]) -> bool:
    """Tell whether there are usage rules: the object, or a group of their name."""
    return any(found.name == USAGE_RULES for found in objects) or any(
        str(group.get("name")).startswith(_USAGE_GROUP) for group in groups(objects)
    )


def _joined(used: Sequence[dict[str, Any]]) -> set[str]:
    try:
        return pod_labels.joined(used)
    except RuleError:
        # Prometheus' admission refuses what cannot be parsed; here nothing is known.
        return set()


LABELS = Guardrail(
    name="pod-labels-are-shown",
    says="In production kube-state-metrics shows the labels of pods",
    remedy=_REMEDY,
    parameters=PRODUCTION,
    manifests=(labels_shown,),
)
GUARDRAIL = Guardrail(
    name="usage-is-measured",
    says="In production the usage rules are there, with the pod labels they join on",
    remedy=_REMEDY,
    parameters=PRODUCTION,
    stack=(usage_measured,),
)
