"""Fields of the operator's objects, which every chart passes on as they are."""

from collections.abc import Iterator, Mapping
from typing import Any

from components.remote_write import remote_write
from domain import istio
from domain.chart_paths import Table
from domain.names import StackNames
from settings.kube_prometheus import (
    KubePrometheusSettings,
    SpreadSettings,
    StorageSettings,
    TlsSettings,
)
from settings.kube_prometheus.scale import Spread

NODE = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
_UNSATISFIABLE: Mapping[Spread, str] = {
    "required": "DoNotSchedule",
    "preferred": "ScheduleAnyway",
}


def of_prometheus(
    settings: KubePrometheusSettings, names: StackNames
) -> dict[str, Any]:
    """Return what both charts call as the operator does."""
    own = settings.prometheus
    found: dict[str, Any] = {
        "scrapeInterval": own.scrape_interval,
        "evaluationInterval": own.evaluation_interval,
        "externalLabels": own.external_labels,
    }
    if own.retention_size:
        found["retentionSize"] = own.retention_size
    if own.remote_write:
        found["remoteWrite"] = [remote_write(it, names) for it in own.remote_write]
    return found | (in_strict_mesh() if settings.mesh == istio.STRICT else {})


def steady(replicas: int) -> dict[str, Any]:
    """Return the value by which whoever asks Prometheus stays with one replica.

    Replicas differ in what they have seen.
    """
    return {"service": {"sessionAffinity": "ClientIP"}} if replicas > 1 else {}


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
    return {f"{kind}Selector": dict(istio.ALL_BUT_ISTIO) for kind in kinds}


def in_strict_mesh() -> dict[str, Any]:
    """Return the fields by which Prometheus has certificates of the mesh.

    Both charts call them alike. A sidecar writes them into a volume of the pod, and
    monitors name the class that reads them.
    """
    volume = istio.CERTIFICATES_VOLUME
    return {
        "podMetadata": istio.certificate_writer(),
        "volumes": [{"name": volume, "emptyDir": {"medium": "Memory"}}],
        "volumeMounts": [{"name": volume, "mountPath": istio.CERTIFICATES}],
        "scrapeClasses": [
            {"name": istio.SCRAPE_CLASS, "tlsConfig": istio.tls_config()}
        ],
    }


def mesh_refusals(mesh: istio.Mesh, path: str, table: Table) -> Iterator[str]:
    """Yield why a chart cannot scrape pods that demand mutual TLS.

    path is where its value for classes of scrapes would be.
    """
    if mesh == istio.STRICT and path not in table:
        yield (
            f"mesh: istio-strict needs classes of scrapes, and this chart has no value "
            f"{path}: its operator gives PodMonitors no certificates from files (it "
            "does from 0.74 on); use a newer chart, or let the monitored pods' metrics "
            "go past their sidecars (traffic.sidecar.istio.io/excludeInboundPorts)"
        )


def client(tls: TlsSettings, host: str) -> dict[str, Any]:
    """Return how one is asked that serves https; pods are asked by their address."""
    return {
        "ca": {"secret": {"name": tls.secret, "key": tls.ca}},
        "serverName": host,
    }
