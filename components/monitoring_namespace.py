"""The namespace of the monitoring stack.

Owns it only where it is told to create it. An existing one, which may be Seldon's own,
is used as it is. Deleting is left to people: others may have put objects there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_kubernetes as k8s

from components.base import Component, metadata
from domain.istio import STRICT, Mesh
from settings.namespace import NamespaceSettings


@dataclass(frozen=True, kw_only=True)
class MonitoringNamespaceArgs:
    """The namespace and whether node exporter, which needs the host, runs in it.

    mesh: in a strict one pods get sidecars, whose first container moves traffic.
    labels are those by which a Prometheus that is there finds a namespace.
    """

    settings: NamespaceSettings
    node_exporter: bool
    mesh: Mesh = "none"
    labels: Mapping[str, str] = field(default_factory=dict)


class MonitoringNamespace(Component):
    """The namespace, created where it is ours."""

    name: str

    def __init__(
        self,
        name: str,
        args: MonitoringNamespaceArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, None, opts)
        self.name = args.settings.name
        if args.settings.create:
            k8s.core.v1.Namespace(
                f"{name}-namespace",
                metadata=metadata(
                    self.name, labels={**args.labels, **pod_security(args)}
                ),
                opts=self.child(retain_on_delete=True),
            )
        elif args.node_exporter:
            pulumi.log.info(
                f"namespace {self.name} is used as it is: the node exporter starts "
                "only where its Pod Security level is privileged",
                self,
            )
        self.register_outputs({"name": self.name})


def pod_security(args: MonitoringNamespaceArgs) -> dict[str, str]:
    """Return the namespace's label of its Pod Security level."""
    # Where Istio's own node agent moves the traffic, baseline would do.
    needs_more = args.node_exporter or args.mesh == STRICT
    level = args.settings.pod_security or ("privileged" if needs_more else "baseline")
    return {"pod-security.kubernetes.io/enforce": level}
