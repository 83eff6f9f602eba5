"""What becomes of a release when the stack goes over to another distribution.

The charts give one Deployment of a name different selectors, which nobody may change:
Helm cannot upgrade one chart to the other, so the release goes and comes again.
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from domain import compatibility
from settings.kube_prometheus import KubePrometheusSettings
from settings.kube_prometheus.chart import CHARTED

Release = Mapping[str, Any]


def warn_of_switch(
    settings: KubePrometheusSettings, before: Release | None, component: pulumi.Resource
) -> None:
    """Say what a change of distribution keeps and loses; before is what ran last."""
    was = (before or {}).get("distribution")
    if was not in CHARTED or was == settings.distribution:
        return
    pulumi.log.warn(
        f"kubePrometheus.distribution was {was} and is {settings.distribution}: the "
        "release is uninstalled and then installed again, and until its pods are ready "
        "nothing is scraped and no alert is sent. Names, URLs, Alertmanager's Secret, "
        "monitors and rules stay; a volume whose driver does not set fsGroup "
        "(hostPath, NFS) holds files that the new pods' user may not write",
        component,
    )
    for line in lost(settings, before or {}):
        pulumi.log.warn(line, component)


def lost(settings: KubePrometheusSettings, before: Release) -> list[str]:
    """Return what does not outlive the pods, or cannot be read by those that come."""
    lines = []
    if settings.alertmanager.storage is None:
        lines.append(
            "silences go with Alertmanager's pods, for it has no volume "
            "(kubePrometheus.alertmanager.storage): `amtool silence query -o json` "
            "before and `amtool silence import` after carry them over"
        )
    if settings.prometheus.storage is None:
        lines.append(
            "metrics go with Prometheus' pods, for it has no volume "
            "(kubePrometheus.prometheus.storage)"
        )
    elif unreadable := _unreadable(settings, before.get("chart") or {}):
        lines.append(unreadable)
    return lines


def _unreadable(
    settings: KubePrometheusSettings, before: Mapping[str, str]
) -> str | None:
    old = compatibility.chart(before.get("name", ""), before.get("version", ""))
    new = compatibility.chart(settings.chart.name, settings.chart.version)
    if old is None or new is None:
        return None
    was, becomes = map(compatibility.version, (old.prometheus, new.prometheus))
    if becomes >= was:
        return None
    return (
        f"Prometheus goes back from {old.prometheus} to {new.prometheus}, which may "
        "not read what the newer wrote: take its volume claims away first, and the "
        "metrics with them"
    )
