"""endpoints-stay-in-cluster: Seldon and its monitoring talk to Services beside them.

A URL may carry a password and a secret arrives here in the clear, so a message names a
URL's host and nothing else of it.
"""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from domain import endpoints
from domain.names import SELDON_RECEIVER
from policies.guardrail import Guardrail, ResourceCheck
from policies.properties import Properties, at, items
from policies.resources import Resource

SELDON_VALUES: tuple[tuple[str, ...], ...] = (
    ("prometheus", "seldon", "url"),
    ("prometheus", "seldon", "resourceMetricsUrl"),
    ("prometheus", "knative", "url"),
    ("env", "ALERTMANAGER_URL"),
)


def value_stays(
    path: tuple[str, ...], resource: Resource, _: Properties
) -> Iterator[str]:
    """Complain about one of Seldon's values that leads out of the cluster."""
    key = ".".join(("seldonDeploy.values", *path))
    remedy = "remove it from the stack file, or name a Service of this cluster"
    yield from _stays(key, at(resource.properties, "values", *path), remedy)


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


VALUES_STAY: tuple[ResourceCheck, ...] = tuple(
    partial(value_stays, path) for path in SELDON_VALUES
)
GUARDRAIL = Guardrail(
    name="endpoints-stay-in-cluster",
    says="Seldon's and Alertmanager's endpoints are Services of the same cluster",
    remedy="name a Service of this cluster as NAME, NAME.NAMESPACE or "
    "NAME.NAMESPACE.svc; reach what is outside by remote write",
    resources={
        "seldon-monitoring:index:SeldonDeploy": VALUES_STAY,
        "seldon-monitoring:index:Alertmanager": (webhook_stays,),
    },
)
