"""Links of a stack whose rules and configuration are files in ConfigMaps.

A changed file reaches a pod within a minute and a half and is then loaded by nobody, so
both programs are asked to load it anew until they have what was declared.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import yaml

from domain.compatibility import of_tag, prometheus_problem
from operations.cluster import Cluster, Reply
from operations.deployed import Deployed, path
from operations.verify import loading, monitors, objects, prometheus, seldon, usage
from operations.verify.links import Link, blocked, broken, ok
from operations.verify.loading import Program
from operations.verify.prometheus import Prometheus

Object = Mapping[str, Any]

JOBS = "scrape jobs"
VERSION = "Prometheus' version"
ONCE = "models scraped once"
# Jobs of seldon-core-analytics name a target's namespace otherwise; rules of ours then
# take what they scrape for models of no namespace.
_ELSEWHERE = (
    'count by (job) ({__name__=~"seldon_api_executor_server_requests_seconds_count|'
    'seldon_model_infer_total|seldon_pipeline_infer_total", namespace=""})'
)
# The kubelet looks at a volume every minute, and half of one more at most.
SYNC = timedelta(seconds=100)
_ALERTS, _USAGE = "alert-rules-alerts", "alert-rules-usage"
_SCRAPE_JOBS = "monitors-scrape-jobs"


def look(cluster: Cluster, stack: Deployed) -> Iterator[Link]:
    """Yield every link, each after those that it needs."""
    yield objects.look(cluster, stack)
    api = Prometheus(cluster, stack.outputs["endpoints"]["prometheus"])
    state = api.get("status/runtimeinfo")
    first = prometheus.judge_configuration(state)
    yield first
    if first.holds:
        yield from _prometheus(cluster, stack, api, state.body)
        yield from monitors.look(cluster, api, stack.outputs["monitors"])
        yield judge_once(api.query(_ELSEWHERE))
        yield from usage.look(cluster, api)
    else:
        for name in (prometheus.RULES, JOBS, "monitors", "usage records"):
            yield blocked(name, prometheus.CONFIGURATION)
    yield from loading.alertmanager(cluster, stack)
    yield from seldon.look(cluster, stack)


def _prometheus(
    cluster: Cluster, stack: Deployed, api: Prometheus, state: Object
) -> Iterator[Link]:
    version = api.get("status/buildinfo")
    yield judge_version(version)
    found = cluster.get(path(stack.files[_SCRAPE_JOBS]))
    links, stale = _loaded(stack, api, found, state)
    if stale:
        program = Program("Prometheus", stack.outputs["endpoints"]["prometheus"])
        asked = loading.reload(cluster, program, _age(state), flags=_flags(api))
        again = api.get("status/runtimeinfo")
        links, stale = _loaded(stack, api, found, again.body if again.ok else state)
        if asked is not None and stale:
            yield asked
    yield from links
    yield prometheus.judge_alertmanagers(_alertmanagers(api))


def judge_version(reply: Reply) -> Link:
    """Return whether Prometheus knows what the rules are written in."""
    version = str((reply.body or {}).get("version", "")) if reply.ok else ""
    problem = prometheus_problem(version) if of_tag(version) else None
    if problem:
        remedy = "run a newer Prometheus; seldon-core-analytics brings 2.18"
        return broken(VERSION, version, problem, remedy)
    return ok(VERSION, version or "not said")


def judge_file(file: Object, loaded: Sequence[Object]) -> tuple[Link, bool]:
    """Return whether the groups of a ConfigMap's file are loaded, and if others are."""
    name = file["metadata"]["name"]
    ((key, text),) = file["data"].items()
    declared = yaml.safe_load(text)["groups"] or []
    found = [group for group in loaded if _is_file(group, key)]
    remedy = (
        f"mount ConfigMap {name} into Prometheus' pods and name {key} under rule_files"
        if not found
        else "a changed file reaches a pod within 100 seconds; if it stays so, see "
        "whether the pod mounts the whole ConfigMap, not a subPath of it"
    )
    link = prometheus.judge_groups(
        f"{prometheus.RULES} {name}", declared, found, remedy
    )
    return link, any(prometheus.unloaded(declared, found))


def judge_jobs(
    file: Object, pools: Sequence[str], changed: datetime | None, state: Object
) -> tuple[Link, bool]:
    """Return whether the scrape jobs are loaded, and whether older ones may be.

    changed: when the ConfigMap last was, None while it is as it was made.
    """
    name = file["metadata"]["name"]
    ((key, text),) = file["data"].items()
    declared = [job["job_name"] for job in yaml.safe_load(text)["scrape_configs"]]
    missing = [job for job in declared if job not in pools]
    if missing:
        link = broken(
            JOBS,
            f"{len(declared) - len(missing)} of {len(declared)} loaded",
            f"{', '.join(missing)} is in no configuration that Prometheus has loaded",
            f"mount ConfigMap {name} and name {key} under scrape_config_files "
            "(Prometheus 2.43 or newer), or paste what it holds under scrape_configs",
        )
        return link, True
    loaded = _time(state.get("lastConfigTime"))
    if changed and loaded and loaded < changed + SYNC:
        link = broken(
            JOBS,
            f"{len(declared)} loaded",
            "they changed, and the changed file may not have reached the pod yet",
            f"it takes up to {SYNC.seconds} seconds; look again then",
        )
        return link, True
    return ok(JOBS, f"{len(declared)} loaded"), False


def judge_once(series: Sequence[Object]) -> Link:
    """Return whether models are scraped by our jobs alone; `series` are of others."""
    others = sorted({str(row["metric"].get("job", "")) for row in series})
    if not others:
        return ok(ONCE, "no job of yours scrapes them too")
    named = ", ".join(others)
    return broken(
        ONCE,
        f"{named} scrapes them, too",
        "its targets have no label namespace, so alerts come a second time, for all "
        "namespaces together",
        f"let {named} drop pods with a container port named metrics",
    )


def last_change(config_map: Object) -> datetime | None:
    """Return when an object was changed after it was made; None where it was not."""
    meta = config_map["metadata"]
    made = _time(meta.get("creationTimestamp"))
    times = (_time(entry.get("time")) for entry in meta.get("managedFields") or ())
    last = max((time for time in times if time), default=made)
    return last if last and made and last > made + timedelta(seconds=2) else None


def _loaded(
    stack: Deployed, api: Prometheus, scrape_jobs: Reply, state: Object
) -> tuple[list[Link], bool]:
    """Return the links of what is loaded, and whether any of it is stale."""
    reply = api.get("rules")
    groups = reply.body["groups"] if reply.ok else ()
    pools = api.get("scrape_pools")
    names = pools.body["scrapePools"] if pools.ok else ()
    changed = last_change(scrape_jobs.body) if scrape_jobs.ok else None
    found = [judge_file(stack.files[name], groups) for name in (_USAGE, _ALERTS)]
    found.append(judge_jobs(stack.files[_SCRAPE_JOBS], names, changed, state))
    return [link for link, _ in found], any(stale for _, stale in found)


def _is_file(group: Object, key: str) -> bool:
    return str(group["file"]).rpartition("/")[2] == key


def _flags(api: Prometheus) -> Object:
    reply = api.get("status/flags")
    return reply.body if reply.ok else {}


def _alertmanagers(api: Prometheus) -> Sequence[Object]:
    reply = api.get("alertmanagers")
    return reply.body["activeAlertmanagers"] if reply.ok else ()


def _age(state: Object) -> float | None:
    """Return how many seconds ago a configuration was last loaded."""
    loaded = _time(state.get("lastConfigTime"))
    return (datetime.now(UTC) - loaded).total_seconds() if loaded else None


def _time(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
