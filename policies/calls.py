"""Who calls which Service: every endpoint that the monitoring is told of."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain import endpoints
from domain.names import SELDON_RECEIVER
from policies import prometheus_files
from policies.manifests import OPERATOR, Manifest
from policies.properties import Properties, at, items, mapping
from policies.resources import Resource

SELDON_DEPLOY = "seldon-monitoring:index:SeldonDeploy"
ALERTMANAGER = "seldon-monitoring:index:Alertmanager"


class Endpoint(NamedTuple):
    """A URL or HOST:PORT, where it stands, and the namespace of who calls it."""

    key: str
    url: str
    namespace: str
    resource: Resource


def of_components(resources: Iterable[Resource]) -> Iterator[Endpoint]:
    """Yield what Seldon and Alertmanager are told to call."""
    for resource in resources:
        if resource.type == SELDON_DEPLOY:
            yield from _of_seldon(resource)
        if resource.type == ALERTMANAGER:
            yield from _of_alertmanager(resource)


def _of_seldon(resource: Resource) -> Iterator[Endpoint]:
    for path in endpoints.SELDON_URLS:
        if url := at(resource.properties, "values", *path):
            key = ".".join(("seldonDeploy.values", *path))
            yield Endpoint(key, str(url), "", resource)


def _of_alertmanager(resource: Resource) -> Iterator[Endpoint]:
    for receiver in items(at(resource.properties, "configuration", "receivers")):
        if at(receiver, "name") == SELDON_RECEIVER:
            for webhook in items(at(receiver, "webhook_configs")):
                key = f"receiver {SELDON_RECEIVER}"
                yield Endpoint(key, str(at(webhook, "url")), "", resource)


def of_prometheus(objects: Sequence[tuple[Resource, Manifest]]) -> Iterator[Endpoint]:
    """Yield the Alertmanagers that a Prometheus names, in its object or its file."""
    for resource, item in objects:
        if item.group == OPERATOR and item.kind == "Prometheus":
            for target in items(at(item.spec, "alerting", "alertmanagers")):
                namespace = str(at(target, "namespace") or item.namespace)
                key = f"{item}: alerting.alertmanagers"
                yield Endpoint(key, str(at(target, "name")), namespace, resource)
        for key, config in prometheus_files.found(item):
            for found in items(at(config, "alerting", "alertmanagers")):
                for target in targets(mapping(found)):
                    yield Endpoint(f"{item}: {key}", target, item.namespace, resource)


def targets(config: Properties) -> Iterator[str]:
    """Yield each HOST:PORT that a configuration names outright."""
    for entry in items(config.get("static_configs")):
        yield from map(str, items(at(entry, "targets")))
