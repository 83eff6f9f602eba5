"""Links from Seldon's pods to Prometheus: each monitor selects, finds and scrapes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.names import EXECUTOR
from operations.cluster import Cluster
from operations.verify.links import Link, broken, nothing, ok
from operations.verify.pods import one_line
from operations.verify.prometheus import Prometheus

Object = Mapping[str, Any]

_META = "__meta_kubernetes_pod_"
_POOLS = {"PodMonitor": "podMonitor", "ServiceMonitor": "serviceMonitor"}
_KINDS = {"PodMonitor": "pods", "ServiceMonitor": "services"}
# The operator's reloader may miss a change that comes while Prometheus starts; it then
# looks again after its interval of three minutes.
_NOT_LOADED = (
    "the configuration that Prometheus has loaded does not have this monitor yet",
    "its reloader looks every 3 minutes; if it stays so, see the operator's log",
)
_OPERATORS = {"In": "in", "NotIn": "notin"}


def look(
    cluster: Cluster, prometheus: Prometheus, monitors: Sequence[Object]
) -> Iterator[Link]:
    """Yield a link per monitor."""
    reply = prometheus.get("targets", state="active")
    targets = reply.body["activeTargets"] if reply.ok else ()
    reply = prometheus.get("scrape_pools")
    pools = reply.body["scrapePools"] if reply.ok else ()
    for monitor in monitors:
        yield judge(monitor, _selected(cluster, monitor), targets, pools)


def judge(
    monitor: Object,
    selected: Sequence[Object],
    targets: Sequence[Object],
    pools: Sequence[str],
) -> Link:
    """Return whether all that a monitor selects is scraped.

    `targets` and `pools` are all that Prometheus has, of every monitor.
    """
    name, kind = f"monitor {monitor['name']}", _KINDS[monitor["kind"]]
    wanted = [item for item in selected if _is_kept(item, monitor)]
    own = list(_own(monitor, wanted, targets))
    if not wanted and not own:
        return nothing(name, f"no {kind} match, nothing to scrape yet")
    found = f"{len(wanted)} {kind}, {len(_up(own))} of {len(own)} targets up"
    if not own:
        known = any(_is_of(monitor, pool) for pool in pools)
        why = _unscraped(monitor, wanted) if known else _NOT_LOADED
        return broken(name, found, *why)
    down = [it for it in _that_count(own) if it.get("health") != "up"]
    if down:
        return broken(name, found, *_down(down[0]))
    unseen = _unseen(monitor, wanted, own)
    if unseen:
        return broken(name, found, *_undiscovered(unseen))
    return ok(name, found)


def _own(
    monitor: Object, wanted: Sequence[Object], targets: Sequence[Object]
) -> Iterator[Object]:
    """Yield a monitor's targets, of a job that takes more only those wanted."""
    pods = {
        (item["metadata"]["namespace"], item["metadata"]["name"]) for item in wanted
    }
    chosen = "scrapePools" in monitor and monitor["kind"] == "PodMonitor"
    for target in targets:
        if _is_of(monitor, target.get("scrapePool")) and (
            not chosen or _pod(target) in pods
        ):
            yield target


def label_selector(selector: Object) -> str:
    """Return a monitor's selector as the API takes it."""
    parts = [
        f"{key}={value}" for key, value in (selector.get("matchLabels") or {}).items()
    ]
    for rule in selector.get("matchExpressions") or ():
        key, operator = rule["key"], rule["operator"]
        if operator in _OPERATORS:
            values = ",".join(rule["values"])
            parts.append(f"{key} {_OPERATORS[operator]} ({values})")
        else:
            parts.append(key if operator == "Exists" else f"!{key}")
    return ",".join(parts)


def _selected(cluster: Cluster, monitor: Object) -> list[dict[str, Any]]:
    kind, selector = _KINDS[monitor["kind"]], label_selector(monitor["selector"])
    chosen = monitor["namespaceSelector"]
    namespaces = chosen.get("matchNames") or [monitor["namespace"]]
    query = {"labelSelector": selector} if selector else {}
    if chosen.get("any"):
        return cluster.items(f"/api/v1/{kind}", **query)
    return [
        item
        for namespace in namespaces
        for item in cluster.items(f"/api/v1/namespaces/{namespace}/{kind}", **query)
    ]


def _is_kept(item: Object, monitor: Object) -> bool:
    """Tell whether a pod is kept: it runs, and no relabelling drops it."""
    if monitor["kind"] != "PodMonitor":
        return True
    running = (item.get("status") or {}).get("phase") == "Running"
    if not running or item["metadata"].get("deletionTimestamp"):
        return False
    return any(
        all(_passes(item, rule) for rule in endpoint.get("relabelings") or ())
        and (_chooses(monitor, endpoint) or endpoint.get("port") in _ports(item))
        for endpoint in monitor["endpoints"]
    )


def _chooses(monitor: Object, endpoint: Object) -> bool:
    """Tell whether more than the port says which pods are meant."""
    return any((*monitor["selector"].values(), endpoint.get("relabelings")))


def _passes(pod: Object, rule: Object) -> bool:
    """Tell whether a pod passes a rule that keeps by its annotations or labels."""
    sources = rule.get("sourceLabels") or ()
    known = (f"{_META}annotation_", f"{_META}label_")
    if rule.get("action") != "keep" or not all(
        name.startswith(known) for name in sources
    ):
        return True
    meta = _meta_labels(pod)
    value = str(rule.get("separator", ";")).join(meta.get(name, "") for name in sources)
    return re.fullmatch(str(rule.get("regex", ".*")), value) is not None


def _meta_labels(pod: Object) -> dict[str, str]:
    found = {}
    for kind in ("annotation", "label"):
        for key, value in (pod["metadata"].get(f"{kind}s") or {}).items():
            name = re.sub(r"[^a-zA-Z0-9_]", "_", key)
            found[f"{_META}{kind}_{name}"] = str(value)
    return found


def _is_of(monitor: Object, pool: object) -> bool:
    if "scrapePools" in monitor:
        return pool in monitor["scrapePools"]
    prefix = f"{_POOLS[monitor['kind']]}/{monitor['namespace']}/{monitor['name']}/"
    return str(pool).startswith(prefix)


def _up(targets: Sequence[Object]) -> list[Object]:
    return [target for target in targets if target.get("health") == "up"]


def _that_count(targets: Sequence[Object]) -> list[Object]:
    """Return the targets that must be up: of a model's pod only the executor.

    Seldon Core gives each model server a port of the same name, and not each of them
    has metrics; the alert on targets counts the same ones.
    """
    executors = {_pod(it) for it in targets if _container(it) == EXECUTOR}
    return [
        it for it in targets if _container(it) == EXECUTOR or _pod(it) not in executors
    ]


def _pod(target: Object) -> tuple[str, str]:
    labels = target["labels"]
    return labels.get("namespace", ""), labels.get("pod", "")


def _container(target: Object) -> str:
    return str(target["labels"].get("container", ""))


def _down(target: Object) -> tuple[str, str]:
    where = target.get("scrapeUrl", "")
    if target.get("health") == "unknown":
        return f"{where} was not scraped yet", "wait, then look again"
    return (
        f"{where}: {one_line(target.get('lastError'))}",
        "look at that pod, or correct the monitor's port and path in monitors.*",
    )


def _unscraped(monitor: Object, wanted: Sequence[Object]) -> tuple[str, str]:
    ports = {endpoint.get("port") for endpoint in monitor["endpoints"]}
    offered = {port for item in wanted for port in _ports(item)}
    named = ", ".join(sorted(str(port) for port in ports if port))
    if named and not ports & offered:
        others = ", ".join(sorted(offered)) or "none with a name"
        return (
            f"none has a port named {named}; they have {others}",
            "set the monitor's port in monitors.* to the name that they use",
        )
    if monitor["kind"] == "ServiceMonitor":
        return (
            "Prometheus has the monitor but discovers no pod behind them",
            "each needs running pods; Prometheus must be allowed to list its endpoints",
        )
    return (
        "Prometheus has the monitor but discovers none of them",
        "its service account must be allowed to list pods in their namespace",
    )


def _unseen(
    monitor: Object, wanted: Sequence[Object], own: Sequence[Object]
) -> list[str]:
    """Return the pods that have the port and no target."""
    if monitor["kind"] != "PodMonitor":
        return []
    ports = {endpoint.get("port") for endpoint in monitor["endpoints"]}
    seen = set(map(_pod, own))
    return [
        item["metadata"]["name"]
        for item in wanted
        if ports & set(_ports(item))
        and (item["metadata"]["namespace"], item["metadata"]["name"]) not in seen
    ]


def _undiscovered(pods: Sequence[str]) -> tuple[str, str]:
    return (
        f"pod {pods[0]} is not among the targets",
        "Prometheus finds new pods within seconds; look again",
    )


def _ports(item: Object) -> Iterator[str]:
    """Yield the names of a pod's or a Service's ports."""
    spec = item["spec"]
    # A sidecar that is started first is an init container, and Prometheus finds it.
    pods = (*(spec.get("containers") or ()), *(spec.get("initContainers") or ()))
    for holder in (spec, *pods):
        for port in holder.get("ports") or ():
            if port.get("name"):
                yield port["name"]
