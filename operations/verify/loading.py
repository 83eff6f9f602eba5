"""Asks Prometheus or Alertmanager to load its files anew, and sees what it has loaded.

Alertmanager tells by a digest which text it has loaded; Prometheus shows its rules.
"""

import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import yaml

from domain.compatibility import alertmanager_api_problem, of_tag
from domain.endpoints import alerts_api
from operations.cluster import Cluster, Reply, proxied
from operations.deployed import Deployed
from operations.verify.alertmanager import CONFIGURATION
from operations.verify.links import Link, blocked, broken, ok, silent

Object = Mapping[str, Any]

RELOAD = "loading files anew"
VERSION = "Alertmanager's version"
# Seconds between two requests: a large Prometheus takes some for each.
PAUSE = 10.0
_FILE = "alertmanager-configuration"
_SAMPLE = re.compile(r"^(alertmanager_config_\w+)(?:\{\})? (\S+)$", re.MULTILINE)
_HASH = "alertmanager_config_hash"
_SUCCESS = "alertmanager_config_last_reload_successful"
_TIME = "alertmanager_config_last_reload_success_timestamp_seconds"


class Program(NamedTuple):
    """What is asked to load its files, and where."""

    name: str
    url: str


def reload(
    cluster: Cluster, program: Program, age: float | None, *, flags: Object
) -> Link | None:
    """Ask a program to load its files; return why it did not, None where it may have.

    age: seconds since it last did; flags: those of its command line, where it tells.
    """
    name = f"{program.name}: {RELOAD}"
    if flags.get("web.enable-lifecycle") == "false":
        return broken(
            name,
            "not on request",
            "it was started without --web.enable-lifecycle",
            "start it with that flag, or let it load its files after each change by "
            "other means (SIGHUP, a sidecar that reloads)",
        )
    if age is not None and 0 <= age < PAUSE:
        return None
    reply = cluster.post(proxied(program.url) + "/-/reload")
    return None if reply.ok else _refused(name, reply)


def alertmanager(cluster: Cluster, stack: Deployed) -> Iterator[Link]:
    """Yield whether Alertmanager serves Seldon and has its configuration."""
    program = Program("Alertmanager", stack.outputs["endpoints"]["alertmanager"])
    yield judge_version(
        cluster.service(program.url, "/api/v2/status"),
        stack.outputs["seldonDeployValues"]["env"]["ALERTMANAGER_URL"],
    )
    wanted = declared(stack.outputs["alertmanagerConfig"], stack.files[_FILE])
    reply = cluster.service(program.url, "/metrics")
    loaded = samples(reply)
    asked = None
    if reply.ok and loaded.get(_HASH) != digest(wanted):
        age = time.time() - loaded[_TIME] if _TIME in loaded else None
        asked = reload(cluster, program, age, flags={})
        reply = cluster.service(program.url, "/metrics")
    yield asked or judge_configuration(stack.files[_FILE], wanted, reply)


def judge_version(reply: Reply, url: str) -> Link:
    """Return whether this Alertmanager serves the API that Seldon was given."""
    if not reply.ok:
        return blocked(VERSION, CONFIGURATION)
    found = str(reply.body["versionInfo"]["version"])
    api = alerts_api(url)
    # A build of one's own need not know its version.
    told = bool(api and of_tag(found))
    problem = alertmanager_api_problem(found, str(api)) if told else None
    if problem:
        remedy = "run another Alertmanager, or set alertmanager.api"
        return broken(VERSION, found, problem, remedy)
    return ok(VERSION, found)


def judge_configuration(file: Object, wanted: str, reply: Reply) -> Link:
    """Return whether Alertmanager has loaded this very text."""
    if not reply.ok:
        return silent(CONFIGURATION, reply, "look at its pod")
    loaded = samples(reply)
    if loaded.get(_SUCCESS) == 0:
        return broken(
            CONFIGURATION,
            "the last one was refused",
            "it, or a file that it names, is not what Alertmanager reads",
            "the log of Alertmanager names the line",
        )
    if loaded.get(_HASH) != digest(wanted):
        return broken(
            CONFIGURATION,
            "another one is loaded",
            "its digest is not that of the ConfigMap",
            f"mount ConfigMap {file['metadata']['name']} into Alertmanager's pods and "
            "name its file in --config.file; a change takes up to 100 seconds",
        )
    return ok(CONFIGURATION, "loaded as declared")


def declared(configuration: Object, file: Object) -> str:
    """Return the text of the configuration among a ConfigMap's files."""
    texts = [str(text) for text in file["data"].values()]
    return next((text for text in texts if _read(text) == configuration), texts[0])


def digest(text: str) -> float:
    """Return what Alertmanager shows of a text (its config/coordinator.go).

    The first 48 bits of the MD5, as a number.
    """
    found = hashlib.md5(text.encode(), usedforsecurity=False).digest()
    return float(int.from_bytes(found[:6], "little"))


def samples(reply: Reply) -> dict[str, float]:
    """Return Alertmanager's figures of its configuration by their names."""
    if not reply.ok or not isinstance(reply.body, str):
        return {}
    return {name: float(value) for name, value in _SAMPLE.findall(reply.body)}


def _read(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _refused(name: str, reply: Reply) -> Link:
    if reply.status == HTTPStatus.FORBIDDEN:
        return broken(
            name,
            f"403 {reply.reason}",
            "you may not post through the API server's proxy",
            "you need the right to create services/proxy",
        )
    return broken(
        name,
        f"{reply.status} {reply.reason}".rstrip(),
        "it does not read what its files hold, or its own part of the configuration",
        "correct what it names; it goes on with what it had",
    )
