"""endpoints-stay-in-cluster: Seldon and its monitoring talk to Services beside them.

A URL may carry a password and a secret arrives here in the clear, so a message names a
URL's host and nothing else of it.
"""

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from domain import endpoints
from domain.names import SELDON_RECEIVER
from policies import prometheus_files
from policies.calls import ALERTMANAGER, SELDON_DEPLOY, targets
from policies.guardrail import Guardrail, ResourceCheck
from policies.manifests import OPERATOR, Manifest
from policies.properties import Properties, at, items, mapping
from policies.resources import Resource

_BY_KUBERNETES = "kubernetes_sd_configs"
_IN_CLUSTER = re.compile(r"\.svc\.cluster\.local\.?$")

# Without it Seldon asks prometheus.seldon.url, so a chart's own file shows it empty.
_USAGE = ("prometheus", "seldon", "resourceMetricsUrl")


def value_stays(
    path: tuple[str, ...], resource: Resource, _: Properties
) -> Iterator[str]:
    """Complain about one of Seldon's values that leads out of the cluster."""
    key = ".".join(("seldonDeploy.values", *path))
    remedy = "remove it from the stack file, or name a Service of this cluster"
    url = at(resource.properties, "values", *path)
    if not (path == _USAGE and url == ""):
        yield from _stays(key, url, remedy)


def webhook_stays(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain about webhooks of Seldon's receiver that lead out of the cluster."""
    remedy = "check seldon.release, seldon.namespace and seldon.serviceName"
    for receiver in items(at(resource.properties, "configuration", "receivers")):
        if at(receiver, "name") != SELDON_RECEIVER:
            continue
        for index, webhook in enumerate(items(at(receiver, "webhook_configs"))):
            key = f"receiver {SELDON_RECEIVER}, webhook_configs[{index}].url"
            yield from _stays(key, at(webhook, "url"), remedy)


def _stays(key: str, url: object, remedy: str) -> Iterator[str]:
    if url is not None and (reason := _outside(url)):
        yield f"{key} leaves the cluster: {reason}; {remedy}"


def _outside(url: object) -> str | None:
    if not isinstance(url, str):
        return "it is not a URL"
    if _misread(url):
        return 'it cannot be read as a URL (write "/" in a password as %2F)'
    return endpoints.outside(url)


def _misread(url: str) -> bool:
    """Tell whether what follows the host holds an @: the host is a password's part."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return "@" in parts.path + parts.query + parts.fragment


def alertmanagers_stay(manifest: Manifest, _: Properties) -> Iterator[str]:
    """Complain about a Prometheus that sends alerts to what may be outside."""
    if manifest.kind != "Prometheus" or manifest.group != OPERATOR:
        return
    if manifest.spec.get("additionalAlertManagerConfigs") is not None:
        yield (
            "additionalAlertManagerConfigs may lead anywhere, and nobody can judge "
            "what its Secret holds; name Services in alerting.alertmanagers"
        )
    for index, target in enumerate(
        items(at(manifest.spec, "alerting", "alertmanagers"))
    ):
        for key in ("namespace", "name"):
            if not _is_name(at(target, key), optional=key == "namespace"):
                yield (
                    f"alerting.alertmanagers[{index}].{key} is no name of a Service's; "
                    "name a Service of this cluster"
                )


def _is_name(value: object, *, optional: bool) -> bool:
    if value is None:
        return optional
    return isinstance(value, str) and endpoints.LABEL.fullmatch(value) is not None


def file_stays(manifest: Manifest, _: Properties) -> Iterator[str]:
    """Complain about Alertmanagers outside in a configuration file of Prometheus."""
    for key, config in prometheus_files.found(manifest):
        for target in items(at(config, "alerting", "alertmanagers")):
            for line in _discovered(mapping(target)):
                yield f"{key}, alerting.alertmanagers: {line}"


def _discovered(config: Properties) -> Iterator[str]:
    """Complain about ways to find an Alertmanager that may find one outside."""
    for target in targets(config):
        if reason := endpoints.outside_target(target):
            yield f"{reason}; name a Service of this cluster"
    for found in items(config.get(_BY_KUBERNETES)):
        for key in ("api_server", "kubeconfig_file"):
            if at(found, key):
                yield f"{key} may be that of another cluster; take it out"
    for key in config:
        if key.endswith("_sd_configs") and key != _BY_KUBERNETES:
            yield f"{key} may find what is outside; name a Service of this cluster"


def service_stays(manifest: Manifest, _: Properties) -> Iterator[str]:
    """Complain about a Service that is another name for something outside."""
    if manifest.kind != "Service" or manifest.group:
        return
    host = str(manifest.spec.get("externalName") or "")
    if manifest.spec.get("type") == "ExternalName" and not _IN_CLUSTER.search(host):
        yield (
            f"type ExternalName makes it another name for {host or 'nothing'}, outside "
            "the cluster; select pods instead"
        )


VALUES_STAY: tuple[ResourceCheck, ...] = tuple(
    partial(value_stays, path) for path in endpoints.SELDON_URLS
)
GUARDRAIL = Guardrail(
    name="endpoints-stay-in-cluster",
    says="Seldon's and Alertmanager's endpoints are Services of the same cluster",
    remedy="name a Service of this cluster as NAME, NAME.NAMESPACE or "
    "NAME.NAMESPACE.svc; reach what is outside by remote write",
    resources={
        SELDON_DEPLOY: VALUES_STAY,
        ALERTMANAGER: (webhook_stays,),
    },
    manifests=(alertmanagers_stay, file_stays, service_stays),
)
