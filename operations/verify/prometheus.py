"""Links inside Prometheus: it answers, has loaded our rules, and knows Alertmanager."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import promql_parser

from domain.durations import seconds
from domain.istio import PROMETHEUS_LABEL
from domain.names import OURS
from operations.cluster import Cluster, Reply
from operations.deployed import Deployed
from operations.verify.links import Link, broken, ok, silent
from operations.verify.pods import one_line

Object = Mapping[str, Any]

_MATCHER = r'\w+(?:=~|!~|!=|=)"(?:\\.|[^"\\])*"'
_MATCHERS = re.compile(rf"\{{{_MATCHER}(?:,{_MATCHER})*\}}")

CONFIGURATION = "Prometheus' configuration"
RULES = "rules"
ALERTMANAGER = "Prometheus sends alerts"


class Prometheus:
    """Prometheus' HTTP API, through the API server."""

    def __init__(self, cluster: Cluster, url: str) -> None:
        self._cluster = cluster
        self._url = f"{url}/api/v1"

    def get(self, path: str, **query: str) -> Reply:
        """Read a path below /api/v1/; the body is what Prometheus calls data."""
        reply = self._cluster.service(self._url, f"/{path}", **query)
        if not reply.ok or not isinstance(reply.body, dict):
            return Reply(reply.status if not reply.ok else 502, None, reply.reason)
        return Reply(reply.status, reply.body.get("data"))

    def query(self, expression: str) -> list[Object]:
        """Return an instant query's vector; empty where there is no answer."""
        reply = self.get("query", query=expression)
        return list(reply.body["result"]) if reply.ok else []


def look(
    cluster: Cluster, prometheus: Prometheus, deployed: Deployed
) -> Iterator[Link]:
    """Yield the links inside a Prometheus that answers."""
    yield judge_configuration(prometheus.get("status/runtimeinfo"))
    others = f"!{PROMETHEUS_LABEL}"
    yield from rules(cluster, prometheus, deployed.names.namespace, others)
    reply = prometheus.get("alertmanagers")
    yield judge_alertmanagers(reply.body["activeAlertmanagers"] if reply.ok else ())


def rules(
    cluster: Cluster, prometheus: Prometheus, namespace: str, label: str
) -> Iterator[Link]:
    """Yield for each PrometheusRule of ours that a label chooses whether it is run."""
    ours = (f"{key}={value}" for key, value in OURS.items())
    declared = cluster.items(
        f"/apis/monitoring.coreos.com/v1/namespaces/{namespace}/prometheusrules",
        labelSelector=",".join((*ours, label)),
    )
    reply = prometheus.get("rules")
    yield from judge_rules(declared, reply.body["groups"] if reply.ok else ())


def judge_configuration(reply: Reply, name: str = CONFIGURATION) -> Link:
    """Return whether a Prometheus answers and took its last configuration."""
    if not reply.ok:
        return silent(name, reply, "look at its pod")
    if reply.body.get("reloadConfigSuccess") is False:
        return broken(
            name,
            "the last one was refused",
            "a monitor, probe or scrape configuration of somebody's is not valid",
            "the log of container prometheus names the line",
        )
    return ok(name, "answers, last configuration loaded")


def judge_rules(declared: Sequence[Object], loaded: Sequence[Object]) -> Iterator[Link]:
    """Yield for each PrometheusRule of ours whether it is evaluated as it is."""
    if not declared:
        yield broken(
            RULES,
            "none of ours in the cluster",
            "they, or their CRD, were deleted",
            "run pulumi up again",
        )
    for item in sorted(declared, key=lambda item: str(item["metadata"]["name"])):
        yield _judge_rule(item, loaded)


def judge_alertmanagers(active: Sequence[Object]) -> Link:
    """Return whether Prometheus has an Alertmanager to send alerts to."""
    if active:
        return ok(ALERTMANAGER, f"to {', '.join(str(item['url']) for item in active)}")
    return broken(
        ALERTMANAGER,
        "to no Alertmanager",
        "none of its pods is ready, or its Service is not selected",
        "see Alertmanager's StatefulSet above",
    )


def _judge_rule(item: Object, loaded: Sequence[Object]) -> Link:
    declared = item["spec"].get("groups") or ()
    name = f"{RULES} {item['metadata']['name']}"
    remedy = "a change takes up to two minutes; if it stays so, see the operator's log"
    return judge_groups(name, declared, list(_of(item, loaded)), remedy)


def judge_groups(
    name: str, declared: Sequence[Object], loaded: Sequence[Object], remedy: str
) -> Link:
    """Return whether groups are loaded as declared and evaluated."""
    count = sum(len(group["rules"]) for group in declared)
    problems = [*unloaded(declared, loaded), *_unevaluated(loaded)]
    if not problems:
        return ok(name, f"{count} rules loaded and evaluated")
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return broken(name, f"{count} rules declared", problems[0] + more, remedy)


def unloaded(declared: Sequence[Object], loaded: Sequence[Object]) -> Iterator[str]:
    """Yield each group that is not loaded as it was declared."""
    groups = {group["name"]: group for group in loaded}
    for group in declared:
        found = groups.pop(group["name"], None)
        if found is None:
            yield f"group {group['name']} is not loaded"
        elif list(map(_key, group["rules"])) != list(map(_loaded_key, found["rules"])):
            yield f"group {group['name']} is loaded as it was before, not as declared"
    for name in groups:
        yield f"group {name} is loaded and no longer declared"


def _of(item: Object, loaded: Iterable[Object]) -> Iterator[Object]:
    """Yield the loaded groups of a PrometheusRule; their file ends with its UID."""
    meta = item["metadata"]
    file = f"{meta['namespace']}-{meta['name']}-{meta['uid']}.yaml"
    return (group for group in loaded if str(group["file"]).endswith(f"/{file}"))


def _unevaluated(loaded: Iterable[Object]) -> Iterator[str]:
    for rule in (rule for group in loaded for rule in group["rules"]):
        if rule.get("lastError"):
            yield f"{rule['name']} fails: {one_line(rule['lastError'])}"
        elif rule.get("health") != "ok":
            yield f"{rule['name']} was not evaluated yet"


def _key(rule: Object) -> tuple[Any, ...]:
    name = str(rule.get("alert") or rule.get("record"))
    hold = seconds(str(rule.get("for") or "0s"))
    return name, normal(str(rule["expr"])), hold, *_told(rule)


def _loaded_key(rule: Object) -> tuple[Any, ...]:
    hold = float(rule.get("duration") or 0)
    return str(rule["name"]), normal(str(rule["query"])), hold, *_told(rule)


def _told(rule: Object) -> tuple[Any, ...]:
    """Return what a rule says of its alert, as both sides write it."""
    return dict(rule.get("labels") or {}), dict(rule.get("annotations") or {})


def normal(expression: str) -> str:
    """Return PromQL in one form, however it was written: Prometheus sorts matchers."""
    try:
        text = str(promql_parser.parse(expression))
    except ValueError:
        text = " ".join(expression.split())
    return _MATCHERS.sub(_sorted, text)


def _sorted(found: re.Match[str]) -> str:
    return "{" + ",".join(sorted(re.findall(_MATCHER, found[0]))) + "}"
