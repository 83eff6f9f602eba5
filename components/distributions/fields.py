"""Fields of the operator's objects, which every chart passes on as they are."""

from collections.abc import Mapping
from typing import Any

from domain.istio import ALL_BUT_ISTIO
from settings.kube_prometheus import SpreadSettings, StorageSettings, TlsSettings
from settings.kube_prometheus.scale import Spread

NODE = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
_UNSATISFIABLE: Mapping[Spread, str] = {
    "required": "DoNotSchedule",
    "preferred": "ScheduleAnyway",
}


def volume(settings: StorageSettings) -> dict[str, Any]:
    """Return the claim of each replica's volume."""
    spec: dict[str, Any] = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": settings.size}},
    }
    if settings.storage_class:
        spec["storageClassName"] = settings.storage_class
    return {"volumeClaimTemplate": {"spec": spec}}


def zones(spread: SpreadSettings, pods: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the constraint that spreads pods over zones; none where none is wanted."""
    if spread.zones == "none":
        return []
    return [
        {
            "maxSkew": 1,
            "topologyKey": ZONE,
            "whenUnsatisfiable": _UNSATISFIABLE[spread.zones],
            "labelSelector": {"matchLabels": dict(pods)},
        }
    ]


def web(tls: TlsSettings) -> dict[str, Any]:
    """Return how Prometheus or Alertmanager serves https."""
    return {
        "tlsConfig": {
            "cert": {"secret": {"name": tls.secret, "key": tls.certificate}},
            "keySecret": {"name": tls.secret, "key": tls.key},
        }
    }


def but_for_istio() -> dict[str, Any]:
    """Return the selectors that leave monitors and rules to Istio's Prometheus."""
    kinds = ("podMonitor", "serviceMonitor", "rule")
    return {f"{kind}Selector": dict(ALL_BUT_ISTIO) for kind in kinds}


def client(tls: TlsSettings, host: str) -> dict[str, Any]:
    """Return how one is asked that serves https; pods are asked by their address."""
    return {
        "ca": {"secret": {"name": tls.secret, "key": tls.ca}},
        "serverName": host,
    }
