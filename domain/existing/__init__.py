"""An operator that is already there: what it must be for Seldon to rest on it.

Pure: objects as the API serves them go in, complaints come out, each with the object,
what was found in it and what to change.
"""

from collections.abc import Iterable, Iterator

from domain.existing import (
    alertmanager,
    kube_state_metrics,
    operator,
    prometheus,
    selection,
)
from domain.existing.installation import SECTION, Given, Installation, place
from domain.existing.ours import Ours

__all__ = ["problems", "unseen"]


def problems(found: Installation, ours: Ours, given: Given) -> Iterator[str]:
    """Yield a line for each thing to change before this installation can be used."""
    served = bool(given.get("prometheusService"))
    yield from _of(
        f"operator {place(found.operator)}",
        (*operator.problems(found, ours),),
    )
    yield from _of(SECTION, operator.definition_problems(found, ours))
    yield from _of(
        f"Prometheus {place(found.prometheus)}",
        (
            *prometheus.problems(found, ours, service_given=served),
            *selection.problems(found, ours),
        ),
    )
    yield from _of(
        f"Alertmanager {place(found.alertmanager)}", alertmanager.problems(found, ours)
    )
    yield from _of(
        f"kube-state-metrics {place(found.kube_state_metrics)}",
        kube_state_metrics.problems(found, ours),
    )


def unseen(found: Installation) -> Iterator[str]:
    """Yield what could not be judged, for a warning."""
    yield from operator.unseen(found)
    ours, theirs = place(found.prometheus), place(found.alertmanager)
    if ours.namespace != theirs.namespace:
        yield (
            f"Alertmanager {theirs} by the alerts on the monitoring itself, which look "
            f"into the namespace of Prometheus {ours} alone"
        )
    yield from prometheus.unseen(found)


def _of(title: str, found: Iterable[str]) -> Iterator[str]:
    return (f"{title}: {problem}" for problem in found)
