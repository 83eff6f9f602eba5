"""What production asks of Prometheus' and Alertmanager's pods and volumes."""

from collections.abc import Iterator

from domain import durations, quantities
from policies import listed
from policies.guardrail import PRODUCTION, Guardrail
from policies.listed import is_listed
from policies.manifests import Manifest
from policies.properties import Properties, at, mapping

_OPERATED = ("Prometheus", "Alertmanager")
# What Prometheus keeps by default, in the operator's words.
_RETENTION = "24h"
ISTIO = {
    "resource": "Prometheus/*-istio",
    "reason": "the second Prometheus keeps some hours, and hands on what is asked for",
}


def endures(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about what a pod's or a node's end would take with it."""
    if not (parameters["production"] and _operated(manifest)):
        return
    if not is_listed(manifest.title, parameters):
        yield from _kept(manifest, int(parameters[f"{manifest.kind.lower()}Replicas"]))
    resources = mapping(manifest.spec.get("resources"))
    for what in ("requests", "limits"):
        if not at(resources, what, "memory"):
            yield (
                f"spec.resources.{what}.memory is not set, so a busy node ends it "
                "first; set resources where its replicas are set"
            )


def _kept(manifest: Manifest, least: int) -> Iterator[str]:
    setting = f"kubePrometheus.{manifest.kind.lower()}"
    if volume(manifest) is None:
        yield (
            "spec.storage has no volumeClaimTemplate, so data ends with the pod; set "
            f"{setting}.storage"
        )
    given = manifest.spec.get("replicas")
    found = int(given) if isinstance(given, int | float) else 1
    if found < least:
        yield (
            f"spec.replicas is {found}, and production asks for {least}; set "
            f"{setting}.replicas"
        )


def retention_fits(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about a retention for which Prometheus' volume is too small.

    Bytes needed = retention in seconds * samples per second * bytes per sample, at one
    to two bytes a sample (Prometheus, Storage, "Operational aspects"). Where
    retentionSize is given it bounds what is kept instead, and must leave a fifth of the
    volume for the write-ahead log and compaction (the same page: 80 to 85 %).
    """
    if manifest.kind != "Prometheus" or not _operated(manifest):
        return
    claimed = volume(manifest)
    room = quantities.bytes_of(claimed) if claimed is not None else None
    if room is None:
        return
    size = manifest.spec.get("retentionSize")
    if size:
        yield from _bounded(str(size), room, float(parameters["volumeShare"]))
        return
    kept = str(manifest.spec.get("retention") or _RETENTION)
    seconds = durations.seconds(kept)
    rate, width = (
        float(parameters[key]) for key in ("samplesPerSecond", "bytesPerSample")
    )
    needed = (seconds or 0) * rate * width
    if needed > room:
        yield (
            f"spec.retention {kept} needs {quantities.shown(needed)} at {rate:.0f} "
            f"samples a second of {width:g} bytes, and the volume has "
            f"{quantities.shown(room)}; enlarge "
            "kubePrometheus.prometheus.storage.size, or keep less"
        )


def volume(manifest: Manifest) -> str | None:
    """Return the size of the volume that an object claims, None without a volume."""
    template = at(manifest.spec, "storage", "volumeClaimTemplate")
    size = at(template, "spec", "resources", "requests", "storage")
    return str(size) if size else None


def _operated(manifest: Manifest) -> bool:
    return manifest.kind in _OPERATED and manifest.group == "monitoring.coreos.com"


def _bounded(size: str, room: float, share: float) -> Iterator[str]:
    bound = quantities.bytes_of_size(size)
    if bound is None:
        yield f"spec.retentionSize {size} is no size; write one like 45GB"
    elif bound > room * share:
        yield (
            f"spec.retentionSize {size} is more than {share:.0%} of the volume of "
            f"{quantities.shown(room)}; the write-ahead log needs the rest: lower it"
        )


ENDURES = Guardrail(
    name="production-endures",
    says="In production Prometheus and Alertmanager have volumes, replicas, resources",
    remedy="set storage, replicas and resources of kubePrometheus.prometheus and "
    ".alertmanager",
    parameters={
        **PRODUCTION,
        "prometheusReplicas": {
            "type": "integer",
            "minimum": 1,
            "default": 1,
            "description": "the fewest replicas of Prometheus in production",
        },
        "alertmanagerReplicas": {
            "type": "integer",
            "minimum": 1,
            "default": 1,
            "description": "the fewest replicas of Alertmanager in production",
        },
        **listed.schema([ISTIO], "objects that need neither volume nor replicas"),
    },
    manifests=(endures,),
)
RETENTION = Guardrail(
    name="retention-fits-the-volume",
    says="What Prometheus is to keep has room in its volume",
    remedy="enlarge kubePrometheus.prometheus.storage.size, or shorten retention",
    parameters={
        "samplesPerSecond": {
            "type": "number",
            "minimum": 0,
            "default": 10000,
            "description": "what Prometheus takes in: "
            "rate(prometheus_tsdb_head_samples_appended_total[1h])",
        },
        "bytesPerSample": {
            "type": "number",
            "exclusiveMinimum": 0,
            "default": 2,
            "description": "bytes that a sample takes on disk; one to two",
        },
        "volumeShare": {
            "type": "number",
            "exclusiveMinimum": 0,
            "maximum": 1,
            "default": 0.8,
            "description": "the most of the volume that retentionSize may take",
        },
    },
    manifests=(retention_fits,),
)
