"""What a stack runs, without anything that belongs to its environment."""

import hashlib
import json
import subprocess
from collections.abc import Iterable
from typing import Any

from components.alert_rules import DIRECTORY
from components.cluster import Expected
from components.istio_prometheus.objects import version
from components.reference import Reference
from domain import rules
from domain.custom_rules import CustomRules
from domain.names import StackNames
from settings.istio_prometheus import IstioPrometheusSettings
from settings.kube_prometheus import KubePrometheusSettings
from settings.seldon import SeldonSettings


def release(
    kube_prometheus: KubePrometheusSettings,
    seldon: SeldonSettings,
    custom: Iterable[CustomRules],
    reference: Reference,
    istio: IstioPrometheusSettings,
) -> dict[str, Any]:
    """Return chart, versions and the digests of all rules; what promotion compares."""
    return {
        "distribution": kube_prometheus.distribution,
        **_chart(kube_prometheus),
        **_seldon_deploy(seldon),
        "versions": _versions(kube_prometheus),
        "rules": {file.name: file.sha256 for file in rules.load_all(DIRECTORY)},
        "customRules": {own.file: own.sha256 for own in custom},
        **_istio(istio, kube_prometheus),
        "reference": {name: _digest(manifest) for name, manifest in reference.items()},
        "commit": _commit(),
    }


def _versions(kube_prometheus: KubePrometheusSettings) -> dict[str, str]:
    """Return the versions that are pinned; the others are the chart's own."""
    pinned = {"alertmanager": kube_prometheus.alertmanager.version}
    if kube_prometheus.prometheus.version:
        pinned["prometheus"] = kube_prometheus.prometheus.version
    return pinned


def _chart(kube_prometheus: KubePrometheusSettings) -> dict[str, Any]:
    if not kube_prometheus.charted:
        return {}
    chart = kube_prometheus.chart
    return {"chart": {"name": chart.name, "version": chart.version}}


def expected(names: StackNames, beside: Iterable[Expected]) -> Expected:
    """Return the Helm release that is about to be made, by our objects beside it.

    Helm keeps each revision of a release in a Secret of its own.
    """
    namespace = f"/api/v1/namespaces/{names.namespace}/secrets"
    revisions = f"{namespace}?labelSelector=owner=helm,name={names.release}"
    witnesses = tuple(item.path for item in beside)
    return Expected("Release", names.release, revisions, witnesses)


def _istio(
    istio: IstioPrometheusSettings, kube_prometheus: KubePrometheusSettings
) -> dict[str, Any]:
    if not istio.enabled:
        return {}
    return {"istioPrometheus": {"version": version(istio, kube_prometheus)}}


def _seldon_deploy(seldon: SeldonSettings) -> dict[str, Any]:
    if seldon.install is None:
        return {}
    chart = seldon.install.chart
    return {"seldonDeploy": {"name": chart.name, "version": chart.version}}


def _digest(manifest: object) -> str:
    text = json.dumps(manifest, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _commit() -> str:
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()
