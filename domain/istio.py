"""Istio: the names by which a mesh and its monitoring know each other.

What a proxy serves and how a sidecar writes certificates is Istio's own, from its pages
on Prometheus and on observability and from the templates of its injector.
"""

from collections.abc import Mapping
from typing import Any, Literal

Mesh = Literal["none", "permissive", "istio-strict"]
STRICT: Mesh = "istio-strict"

# Monitors and rules with this label are those of the Prometheus of that name.
PROMETHEUS_LABEL = "seldon-monitoring/prometheus"
ISTIO = "istio"
OF_ISTIO: Mapping[str, str] = {PROMETHEUS_LABEL: ISTIO}

# The injector asks a pod's label first, and a job's annotation where it has no label.
INJECT = "sidecar.istio.io/inject"
# Whether callers in the mesh may speak mutual TLS to a pod; the injector leaves one
# that is there.
TLS_MODE = "security.istio.io/tlsMode"

# Where the sidecar writes certificates, and where Prometheus reads them.
CERTIFICATES_VOLUME = "istio-certs"
WRITTEN = "/etc/istio-output-certs"
CERTIFICATES = "/etc/prom-certs"
# What monitors of injected pods name; the operator's PodMonitors take no files.
SCRAPE_CLASS = "istio-mtls"

# Selects every object but those of Istio's Prometheus: what lacks a label is not in it.
ALL_BUT_ISTIO: Mapping[str, Any] = {
    "matchExpressions": [
        {"key": PROMETHEUS_LABEL, "operator": "NotIn", "values": [ISTIO]}
    ]
}


def tls_config() -> dict[str, Any]:
    """Return how a pod of the mesh is asked, by the files that a sidecar wrote.

    Its certificate names an identity of the mesh and no address, so the name cannot be
    checked.
    """
    return {
        "caFile": f"{CERTIFICATES}/root-cert.pem",
        "certFile": f"{CERTIFICATES}/cert-chain.pem",
        "keyFile": f"{CERTIFICATES}/key.pem",
        "insecureSkipVerify": True,
    }
