"""URLs of Services, and whether a URL stays inside the cluster."""

import ipaddress
import re
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from domain.names import StackNames

# NAME.NAMESPACE, optionally with .svc or .svc.cluster.local: how a pod calls a Service.
_SERVICE = re.compile(
    r"(?P<name>[a-z0-9-]+)\.(?P<namespace>[a-z0-9-]+)"
    r"(?P<svc>\.svc(\.cluster\.local\.?)?)?"
)
# What a Service or a namespace may be called.
LABEL = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
_BESIDE = re.compile(rf"(?P<name>{LABEL.pattern})(:\d+)?")
# Top-level domains that look like a namespace in NAME.NAMESPACE: those that ICANN has
# given away.
_PUBLIC = PublicSuffixList(accept_unknown=False, only_icann=True)
# What a resolver takes for an address though it is not written as one: 127.1, 0x7f.1.
_NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")
# Where Seldon's Helm values say which endpoints it uses.
SELDON_URLS: tuple[tuple[str, ...], ...] = (
    ("prometheus", "seldon", "url"),
    ("prometheus", "seldon", "resourceMetricsUrl"),
    ("prometheus", "knative", "url"),
    ("env", "ALERTMANAGER_URL"),
)
_API = re.compile(r"/api/(v\d+)/alerts/?$")
# Each reader of URLs takes these as it likes.
_AMBIGUOUS = re.compile(r"[\s\\]")


def alerts_url(names: StackNames, api: str) -> str:
    """Return the URL to which Seldon Deploy posts its own alerts (`api`: v1, v2)."""
    return f"{names.alertmanager_service.url}/api/{api}/alerts"


def alerts_api(url: str) -> str | None:
    """Return the API that such a URL names, None where it names none."""
    found = _API.search(url)
    return found[1] if found else None


def query_url(names: StackNames) -> str:
    """Return the base of Prometheus' query API; Seldon needs the trailing slash."""
    return f"{names.prometheus_service.url}/api/v1/"


def webhook_url(service: str, namespace: str) -> str:
    """Return the URL at which Seldon Deploy takes Alertmanager's notifications."""
    path = "seldon-deploy/api/v1alpha1/webhooks/firing-alert"
    return f"http://{service}.{namespace}:80/{path}"


def outside(url: str) -> str | None:
    """Return why a URL leaves the cluster, or None where it names a Service of it."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        _ = parts.port  # a ValueError where it is none
    except ValueError:
        return "it cannot be read as a URL"
    if _AMBIGUOUS.search(url):
        return "it cannot be read as a URL"
    if parts.scheme not in {"http", "https"} or not host:
        return "it is not an http or https URL"
    return _outside_host(host)


def outside_target(target: str) -> str | None:
    """Return why HOST:PORT leaves the cluster, or None where it names a Service of it.

    A name alone is a Service beside the one who asks.
    """
    beside = _BESIDE.fullmatch(target)
    if beside and beside["name"] != "localhost":
        return None
    return outside(f"http://{target}")


def service(url: str, namespace: str) -> tuple[str, str] | None:
    """Return namespace and name of the Service that a URL or HOST:PORT names.

    `namespace` is that of who asks; None where it names none of this cluster.
    """
    whole = url if "//" in url else f"http://{url}"
    try:
        host = (urlsplit(whole).hostname or "").lower()
    except ValueError:
        return None
    if LABEL.fullmatch(host):
        return namespace, host
    match = _SERVICE.fullmatch(host)
    return (match["namespace"], match["name"]) if match else None


def _outside_host(host: str) -> str | None:
    if _is_address(host):
        return f"{host} is an address, not a Service"
    match = _SERVICE.fullmatch(host)
    if match is None:
        return f"{host} is not SERVICE.NAMESPACE"
    if match["svc"] is None and _PUBLIC.publicsuffix(match["namespace"]):
        return f"{host} is a public name; a Service there is called {host}.svc"
    return None


def _is_address(host: str) -> bool:
    if _NUMBER.fullmatch(host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
