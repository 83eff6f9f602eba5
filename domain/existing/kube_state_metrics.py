"""Whether a kube-state-metrics that is already there shows what the rules join on."""

from collections.abc import Iterator

from domain import pod_labels
from domain.compatibility import kube_state_metrics_problem, text
from domain.containers import flag
from domain.existing.installation import (
    KUBE_STATE_METRICS,
    Installation,
    container_of,
)
from domain.existing.ours import Ours
from domain.pod_labels import ALLOWLIST

_EVERY = "*"


def problems(found: Installation, ours: Ours) -> Iterator[str]:
    """Yield which labels of pods it would have to show, and does not."""
    container = container_of(found.kube_state_metrics, KUBE_STATE_METRICS)
    keys = pod_labels.allowed(flag(container, ALLOWLIST) or "")
    version = found.kube_state_metrics_version
    if version:
        yield from _too_old(text(version), every=_EVERY in keys)
    missing = sorted(ours.pod_labels - {pod_labels.exposed(key) for key in keys})
    if missing and _EVERY not in keys:
        yield (
            f"--{ALLOWLIST} leaves out what the rules join on ({', '.join(missing)}); "
            "set it to pods=[*], or add the pod labels behind these"
        )


def _too_old(version: str, *, every: bool) -> Iterator[str]:
    for feature in (f"--{ALLOWLIST}", *(("pods=[*]",) if every else ())):
        problem = kube_state_metrics_problem(version, feature)
        if problem:
            yield problem
            return
