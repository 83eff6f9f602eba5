"""Links of the second Prometheus, from the mesh to the one that Seldon asks.

Without a second Prometheus there are none.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.istio import ISTIO, PROMETHEUS_LABEL
from operations.cluster import Cluster
from operations.deployed import Deployed
from operations.verify import monitors, prometheus, workloads
from operations.verify.links import Link, blocked, broken, ok
from operations.verify.prometheus import Prometheus
from operations.verify.workloads import STATEFUL_SET, Workload

Object = Mapping[str, Any]

TITLE = "Istio's Prometheus"
CONFIGURATION = "Istio's Prometheus' configuration"
SERIES = "series of the mesh"
# There as soon as anything of the mesh is scraped; the others want traffic.
_TARGETS = "job:istio_targets_up:sum"
_ARRIVED = f'count by (__name__) ({{__name__=~"{_TARGETS}|workload:istio_.+"}})'


def look(cluster: Cluster, main: Prometheus, stack: Deployed) -> Iterator[Link]:
    """Yield a link per step from the second Prometheus to the main one."""
    declared = stack.outputs.get("istioPrometheus")
    if not declared:
        return
    own = stack.names.istio_prometheus
    workload = Workload(
        *(TITLE, STATEFUL_SET, stack.names.namespace),
        *(f"prometheus-{own}", f"prometheuses/{own}"),
    )
    yield workloads.link(cluster, stack.names, workload)
    second = Prometheus(cluster, declared["url"])
    answers = prometheus.judge_configuration(
        second.get("status/runtimeinfo"), CONFIGURATION
    )
    yield answers
    if not answers.holds:
        yield blocked(SERIES, CONFIGURATION)
        return
    label = f"{PROMETHEUS_LABEL}={ISTIO}"
    yield from prometheus.rules(cluster, second, stack.names.namespace, label)
    yield from monitors.look(cluster, second, declared["monitors"])
    yield judge_series(main.query(_ARRIVED))


def judge_series(rows: Iterable[Object]) -> Link:
    """Return whether records of the mesh have reached the Prometheus of Seldon's."""
    found = {row["metric"]["__name__"]: int(float(row["value"][1])) for row in rows}
    if not found:
        return broken(
            SERIES,
            "none in the Prometheus that Seldon asks",
            "it takes them by the monitor istio-federation",
            "a new one takes up to two minutes; if it stays so, see that monitor above",
        )
    traffic = [count for name, count in found.items() if name != _TARGETS]
    if not traffic:
        return ok(SERIES, f"{found[_TARGETS]} jobs, no traffic in the mesh yet")
    return ok(SERIES, f"{sum(found.values())} have arrived")
