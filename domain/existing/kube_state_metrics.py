"""Whether a kube-state-metrics that is already there shows what the rules join on."""

import re
from collections.abc import Iterator

from domain import pod_labels
from domain.compatibility import kube_state_metrics_problem, text
from domain.existing.installation import (
    KUBE_STATE_METRICS,
    Installation,
    container_of,
)
from domain.existing.operator import arguments
from domain.existing.ours import Ours

_FLAG = "metric-labels-allowlist"
_RESOURCES = frozenset({"pods", "*"})
# As its documents write it: pods=[app,release],nodes=[*]
_LIST = re.compile(r"([\w*]+)=\[([^\]]*)\]")
_EVERY = "*"


def problems(found: Installation, ours: Ours) -> Iterator[str]:
    """Yield which labels of pods it would have to show, and does not."""
    container = container_of(found.kube_state_metrics, KUBE_STATE_METRICS)
    keys = _shown(arguments(container, _FLAG) or "")
    version = found.kube_state_metrics_version
    if version:
        yield from _too_old(text(version), every=_EVERY in keys)
    missing = sorted(ours.pod_labels - {pod_labels.exposed(key) for key in keys})
    if missing and _EVERY not in keys:
        yield (
            f"--{_FLAG} leaves out what the rules join on ({', '.join(missing)}); set "
            "it to pods=[*], or add the pod labels behind these"
        )


def _too_old(version: str, *, every: bool) -> Iterator[str]:
    for feature in (f"--{_FLAG}", *(("pods=[*]",) if every else ())):
        problem = kube_state_metrics_problem(version, feature)
        if problem:
            yield problem
            return


def _shown(allowed: str) -> set[str]:
    """Return the keys of the pod labels that an allowlist names."""
    return {
        key.strip()
        for resource, keys in _LIST.findall(allowed)
        if resource in _RESOURCES
        for key in keys.split(",")
    }
