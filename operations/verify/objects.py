"""The link of our own objects: the cluster has monitors and rules as deployed."""

from collections.abc import Iterator, Mapping
from typing import Any

from operations.cluster import Cluster, Reply
from operations.deployed import Deployed, path
from operations.verify.compare import differences, several
from operations.verify.links import Link, broken, ok

Object = Mapping[str, Any]

OBJECTS = "monitors and rules"
CONFIG_MAPS = "ConfigMaps"


def look(cluster: Cluster, deployed: Deployed) -> Link:
    """Return whether the cluster has every monitor and rule as it was deployed."""
    found = [(item, cluster.get(path(item))) for item in deployed.objects]
    return judge(found, CONFIG_MAPS if deployed.files else OBJECTS)


def judge(found: list[tuple[Object, Reply]], name: str = OBJECTS) -> Link:
    """Return whether each deployed object is what the cluster answers."""
    wrong = [line for item, reply in found for line in _wrong(item, reply)]
    if not wrong:
        return ok(name, f"{len(found)} in the cluster as deployed")
    return broken(
        name,
        f"{len(found)} were deployed",
        several(wrong),
        "pulumi up --refresh puts them back; an object with a field that nobody "
        "declared is to be deleted first",
    )


def _wrong(item: Object, reply: Reply) -> Iterator[str]:
    name = f"{item['kind']} {item['metadata']['name']}"
    if reply.missing:
        yield f"{name} was deleted"
    elif not reply.ok:
        yield f"{name} cannot be read: {reply.status} {reply.reason}"
    elif "data" in item:
        declared, found = item["data"], reply.body.get("data") or {}
        yield from (f"{name}: {line}" for line in _of_files(declared, found))
    else:
        declared, found = item.get("spec") or {}, reply.body.get("spec") or {}
        changed = [*differences(declared, found), *_left_over(declared, found)]
        if changed:
            yield f"{name} was changed by hand: {several(changed)}"


def _of_files(declared: Object, found: Object) -> Iterator[str]:
    for key in sorted(declared.keys() | found.keys()):
        if key not in declared:
            yield f"{key} was added by hand"
        elif found.get(key) != declared[key]:
            yield f"{key} was changed by hand"


def _left_over(declared: Object, found: Object) -> Iterator[str]:
    """Yield fields that were not declared, as of an object that was adopted.

    No field of a monitor's or rule's own has a default, so somebody set them.
    """
    for key in sorted(found.keys() - declared.keys()):
        yield f"{key} is {found[key]} and was not declared"
