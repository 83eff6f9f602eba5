"""Groups of rules, wherever Prometheus gets them: as objects, or as files it mounts."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from domain import yamlfiles
from policies.manifests import Manifest
from policies.properties import Properties, at, items, mapping, plain

# Stands in every rule file, and before the parser is asked; in JSON, too.
_TELLING = re.compile(r"\bgroups[\"']?\s*:")


def groups(manifests: Iterable[Manifest]) -> Iterator[Properties]:
    """Yield the groups of PrometheusRules, and of rule files in ConfigMaps."""
    for manifest in manifests:
        if manifest.kind == "PrometheusRule":
            yield from map(mapping, items(manifest.spec.get("groups")))
        elif manifest.kind == "ConfigMap" and not manifest.group:
            for text in mapping(manifest.body.get("data")).values():
                yield from map(mapping, items(at(_parsed(str(text)), "groups")))


def rules(manifests: Iterable[Manifest]) -> list[dict[str, Any]]:
    """Return the rules of all groups that hold an expression."""
    return [
        plain(rule)
        for group in groups(manifests)
        for rule in items(group.get("rules"))
        if isinstance(at(rule, "expr"), str)
    ]


def _parsed(text: str) -> object:
    if not _TELLING.search(text):
        return None
    try:
        return yamlfiles.read(text)
    except yaml.YAMLError:
        return None
