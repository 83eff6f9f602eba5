"""What Prometheus scrapes: one monitor for each part of Seldon, in our namespace.

The installation's own monitors stand in for ours where it gives them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pulumi
from pydantic.alias_generators import to_camel

from components.base import Component
from components.cluster import Needed
from components.delivery import Delivery, Manifest
from components.delivery.objects import OBJECTS
from components.monitor_specs import monitor_spec
from components.reference import MONITORS, Reference, replacement
from domain import dark_monitors
from domain.dark_monitors import Watched
from domain.istio import SCRAPE_CLASS, STRICT, Mesh
from settings.monitors import MonitorsSettings


@dataclass(frozen=True, kw_only=True)
class MonitorsArgs:
    """Which pods to scrape, and the installation's own monitors where it has them."""

    settings: MonitorsSettings
    namespace: str
    reference: Reference
    delivery: Delivery = OBJECTS
    mesh: Mesh = "none"


class Monitors(Component):
    """The monitors; `described` says of each what it is to find."""

    described: list[dict[str, Any]]

    def __init__(
        self,
        name: str,
        args: MonitorsArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, None, opts)
        built = manifests(args)
        self.described = args.delivery.monitors(self, name, built)
        self.register_outputs({"monitors": self.described})


def manifests(args: MonitorsArgs) -> list[Manifest]:
    """Return each monitor that is on, in the operator's words."""
    found = []
    for monitor, settings in args.settings.enabled().items():
        kind, spec = _from(args.reference, monitor.name) or (
            monitor.kind,
            monitor_spec(monitor, settings, args.namespace, args.mesh),
        )
        found.append(Manifest(kind, monitor.name, args.namespace, spec))
    return found


def needed(settings: MonitorsSettings, reference: Reference) -> Iterator[Needed]:
    """Yield what the cluster must have for the monitors that were asked for."""
    for monitor, own in settings.enabled().items():
        if not monitor.api or monitor.name in reference:
            continue
        key = f"monitors.{to_camel(monitor.setting)}"
        off = f"set {key}.enabled to false"
        yield Needed(
            f"API group {monitor.api}",
            f"/apis/{monitor.api}",
            f"{key}: the cluster does not serve {monitor.api}, so the CRDs of what it "
            f"scrapes are missing; install that first, or {off}",
        )
        for namespace in own.namespaces:
            yield Needed(
                f"namespace {namespace}",
                f"/api/v1/namespaces/{namespace}",
                f"{key}.namespaces: there is no namespace {namespace} in the cluster; "
                f"correct it, or {off}",
            )


def watched(args: MonitorsArgs) -> list[Watched]:
    """Return how each monitor is watched, the installation's own among them."""
    every = (
        _theirs(args, monitor.name) if monitor.name in args.reference else monitor
        for monitor in args.settings.watched()
    )
    return [monitor for monitor in every if monitor]


def warn_of_unwatched(args: MonitorsArgs) -> None:
    """Say which of the installation's monitors no alert on targets can name."""
    unseen = [
        monitor.name
        for monitor in args.settings.enabled()
        if monitor.name in args.reference and _theirs(args, monitor.name) is None
    ]
    if unseen:
        pulumi.log.warn(
            f"seldon.referenceConfiguration: targets of {', '.join(unseen)} take their "
            "job from their Service or a label, so alerts on targets and monitors do "
            f"not see them; relabel job to {args.namespace}/NAME in the monitor"
        )


def warn_of_mesh(settings: MonitorsSettings, reference: Reference, mesh: Mesh) -> None:
    """Say which of the installation's monitors a mesh would turn away."""
    own = [it.name for it in settings.enabled() if it.name in reference]
    lacking = [
        name for name in own if reference[name]["spec"].get("scrapeClass") is None
    ]
    if mesh == STRICT and lacking:
        pulumi.log.warn(
            f"seldon.referenceConfiguration: {', '.join(lacking)} have no certificates "
            "of the mesh; where their pods demand mutual TLS, set scrapeClass: "
            f"{SCRAPE_CLASS} and the scheme https in them"
        )


def _theirs(args: MonitorsArgs, name: str) -> Watched | None:
    manifest = args.reference[name]
    return dark_monitors.theirs(
        str(manifest["kind"]),
        args.namespace,
        name,
        manifest["spec"],
        named=not args.delivery.jobs(args.namespace).prefix,
    )


def _from(reference: Reference, name: str) -> tuple[str, dict[str, Any]] | None:
    manifest = replacement(reference, name, MONITORS)
    if manifest is None:
        return None
    return str(manifest["kind"]), dict(manifest["spec"])
