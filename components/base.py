"""What every component has in common."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from domain.names import OURS


class Component(pulumi.ComponentResource):
    """A component whose type follows from its class and whose children are below it."""

    def __init__(
        self,
        name: str,
        inputs: dict[str, Any] | None,
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        # In Pulumi's state: renaming a class would replace what it declares.
        token = f"seldon-monitoring:index:{type(self).__name__}"
        super().__init__(token, name, inputs, opts)

    def child(self, **options: Any) -> pulumi.ResourceOptions:  # noqa: ANN401  Pulumi's own
        """Return options that put a resource below this component."""
        return pulumi.ResourceOptions(parent=self, **options)


def metadata(
    name: str,
    namespace: str | None = None,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
) -> k8s.meta.v1.ObjectMetaArgs:
    """Return an object's metadata: its name and the labels that say it is ours."""
    return k8s.meta.v1.ObjectMetaArgs(
        name=name,
        namespace=namespace,
        labels={**(labels or {}), **OURS},
        annotations=dict(annotations) if annotations else None,
    )
