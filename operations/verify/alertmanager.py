"""Links of Alertmanager: it runs what was declared, and its API answers Seldon."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from domain import routes
from operations.cluster import Cluster, Reply
from operations.deployed import Deployed
from operations.durations import seconds
from operations.verify.links import Link, broken, ok

SECRET = "Alertmanager's Secret"  # noqa: S105  a row's title
CONFIGURATION = "Alertmanager's configuration"
# How Alertmanager shows what it keeps to itself.
_HIDDEN = "<secret>"


def look(cluster: Cluster, deployed: Deployed) -> Iterator[Link]:
    """Yield whether Alertmanager has the declared configuration."""
    wanted = deployed.outputs["alertmanagerConfig"]
    names = deployed.names
    secret = cluster.get(
        f"/api/v1/namespaces/{names.namespace}/secrets/{names.alertmanager_secret}"
    )
    yield judge_secret(wanted, secret)
    url = deployed.outputs["endpoints"]["alertmanager"]
    yield judge_configuration(wanted, cluster.service(url, "/api/v2/status"))


def judge_secret(wanted: Mapping[str, Any], reply: Reply) -> Link:
    """Return whether the Secret holds what the stack's output says, URLs too."""
    if not reply.ok:
        return broken(
            SECRET,
            "not there" if reply.missing else f"{reply.status} {reply.reason}",
            "it was deleted" if reply.missing else "you may not read it",
            "run pulumi up again" if reply.missing else "ask for get on this Secret",
        )
    data = reply.body.get("data") or {}
    text = base64.b64decode(data.get("alertmanager.yaml", "")).decode()
    found = list(differences(wanted, yaml.safe_load(text) or {}))
    if found:
        remedy = "run pulumi refresh, then pulumi up"
        return broken(SECRET, "changed by hand", _several(found), remedy)
    return ok(SECRET, "as declared")


def judge_configuration(wanted: Mapping[str, Any], reply: Reply) -> Link:
    """Return whether Alertmanager loaded the receivers and routes as declared."""
    if not reply.ok:
        return broken(
            CONFIGURATION,
            f"no answer: {reply.status} {reply.reason}".rstrip(),
            "the API server cannot reach its Service, or you may not use the proxy",
            "see its StatefulSet above; you need the right to get services/proxy",
        )
    loaded = yaml.safe_load(reply.body["config"]["original"]) or {}
    found = list(differences(wanted, loaded))
    if found:
        return broken(
            CONFIGURATION,
            "another one is loaded",
            _several(found),
            "a new one takes up to two minutes; if it stays so, the operator or "
            "Alertmanager refuses it: see their logs",
        )
    count = len(wanted.get("receivers") or ())
    return ok(CONFIGURATION, f"loaded as declared, {count} receivers")


def differences(
    wanted: Mapping[str, Any], found: Mapping[str, Any], path: str = ""
) -> Iterator[str]:
    """Yield where a loaded configuration departs from the declared one.

    Alertmanager fills in defaults, writes durations and matchers in its own way, hides
    URLs with credentials, and the operator adds routes of AlertmanagerConfig objects:
    none of that is a difference.
    """
    for key, value in wanted.items():
        where = f"{path}.{key}".removeprefix(".")
        if key not in found:
            yield f"{where} is missing"
        else:
            yield from _value(value, found[key], where)


def _value(wanted: Any, found: Any, where: str) -> Iterator[str]:  # noqa: ANN401
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        yield from differences(wanted, found, where)
    elif isinstance(wanted, Sequence) and wanted and isinstance(wanted[0], Mapping):
        yield from _entries(wanted, found or (), where)
    elif _plain(wanted, where) != _plain(found, where) and found != _HIDDEN:
        yield f"{where} is {found}, not {wanted}"


def _entries(wanted: Sequence[Any], found: Sequence[Any], where: str) -> Iterator[str]:
    """Yield for each entry without its like the least that is wrong with one."""
    for number, entry in enumerate(wanted):
        name = f"{where}[{entry.get('name', number)}]"
        tried = [list(differences(entry, other, name)) for other in found]
        yield from min(tried, key=len, default=[f"{name} is missing"])


def _plain(value: Any, where: str) -> Any:  # noqa: ANN401
    """Return a value in one form, however it was written."""
    if where.endswith(".matchers"):
        return [routes.matcher(text) for text in value]
    duration = seconds(value) if isinstance(value, str) else None
    return value if duration is None else duration


def _several(found: Sequence[str]) -> str:
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return found[0] + more
