"""Links of Alertmanager: it runs what was declared, and its API answers Seldon."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from operations.cluster import Cluster, Reply
from operations.deployed import Deployed
from operations.verify.compare import differences, masked, several
from operations.verify.links import Link, broken, ok, silent

SECRET = "Alertmanager's Secret"  # noqa: S105  a row's title
CONFIGURATION = "Alertmanager's configuration"


def look(cluster: Cluster, deployed: Deployed) -> Iterator[Link]:
    """Yield whether Alertmanager has the declared configuration."""
    wanted = deployed.outputs["alertmanagerConfig"]
    names = deployed.names
    namespace = names.places.alertmanager.namespace
    secret = cluster.get(
        f"/api/v1/namespaces/{namespace}/secrets/{names.alertmanager_secret}"
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
    found = list(_changed(wanted, data.get("alertmanager.yaml", "")))
    if found:
        remedy = "pulumi up --refresh puts it back"
        return broken(SECRET, "changed by hand", several(found), remedy)
    return ok(SECRET, "as declared")


def _changed(wanted: Mapping[str, Any], encoded: str) -> Iterator[str]:
    """Yield how the Secret departs from what was declared, additions too."""
    try:
        found = yaml.safe_load(base64.b64decode(encoded).decode()) or {}
    except (ValueError, yaml.YAMLError):
        found = None
    if not isinstance(found, Mapping):
        yield "it holds no configuration"
        return
    # A credential may stand in it, which the declared configuration hides.
    found = masked(wanted, found)
    if found != wanted:
        # A route put before Seldon's, a mute: nothing that was declared is missing.
        more = ["it holds more than was declared, or in another order"]
        yield from list(differences(wanted, found)) or more


def judge_configuration(wanted: Mapping[str, Any], reply: Reply) -> Link:
    """Return whether Alertmanager loaded the receivers and routes as declared."""
    if not reply.ok:
        return silent(CONFIGURATION, reply, "see its StatefulSet above")
    loaded = yaml.safe_load(reply.body["config"]["original"]) or {}
    found = list(differences(wanted, loaded))
    if found:
        return broken(
            CONFIGURATION,
            "another one is loaded",
            several(found),
            "a new one takes up to two minutes; if it stays so, the operator or "
            "Alertmanager refuses it: see their logs",
        )
    count = len(wanted.get("receivers") or ())
    return ok(CONFIGURATION, f"loaded as declared, {count} receivers")
