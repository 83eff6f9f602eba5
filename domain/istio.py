"""Istio: the names by which a mesh and its monitoring know each other.

What a proxy serves and how a sidecar writes certificates is Istio's own, from its pages
on Prometheus and on observability and from the templates of its injector.
"""

import json
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

_INJECTED: Mapping[str, str] = {INJECT: "true", TLS_MODE: "disabled"}
_TRAFFIC = "traffic.sidecar.istio.io"
# By which Alertmanager's replicas talk to each other.
GOSSIP_PORT = 9094

# Where the sidecar writes certificates, and where Prometheus reads them.
CERTIFICATES_VOLUME = "istio-certs"
WRITTEN = "/etc/istio-output-certs"
CERTIFICATES = "/etc/prom-certs"
# What monitors of injected pods name; the operator's PodMonitors take no files.
SCRAPE_CLASS = "istio-mtls"
# A target's label of the pod: that its sidecar speaks mutual TLS.
TLS_MODE_META = "__meta_kubernetes_pod_label_security_istio_io_tlsMode"

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


def certificate_writer() -> dict[str, Any]:
    """Return what gives a pod a sidecar that writes certificates and does nothing else.

    Prometheus asks each pod by its address, which is not how a sidecar thinks, so none
    of its traffic goes through this one. Callers in the mesh must not speak mutual TLS
    to a pod whose sidecar takes nothing in. Prometheus gives up a scrape whose files
    are not there when it starts: it starts after the sidecar.
    """
    mount = {"name": CERTIFICATES_VOLUME, "mountPath": WRITTEN}
    config = {
        "holdApplicationUntilProxyStarts": True,
        "proxyMetadata": {"OUTPUT_CERTS": WRITTEN},
    }
    return {
        "labels": dict(_INJECTED),
        "annotations": {
            f"{_TRAFFIC}/includeInboundPorts": "",
            f"{_TRAFFIC}/includeOutboundIPRanges": "",
            "proxy.istio.io/config": json.dumps(config),
            "sidecar.istio.io/userVolumeMount": json.dumps([mount]),
        },
    }


def caller() -> dict[str, Any]:
    """Return what gives Alertmanager a sidecar by which it reaches pods of the mesh.

    Seldon Deploy takes nothing else than mutual TLS there. What calls Alertmanager, and
    its own replicas among themselves, go past the sidecar.
    """
    return {
        "labels": dict(_INJECTED),
        "annotations": {
            f"{_TRAFFIC}/includeInboundPorts": "",
            f"{_TRAFFIC}/excludeOutboundPorts": str(GOSSIP_PORT),
        },
    }
