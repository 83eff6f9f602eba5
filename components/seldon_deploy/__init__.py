"""Seldon Deploy: its Helm values, and its Helm release where that is ours to manage.

The values are registered as this component's inputs, as known strings, because that is
what a policy can judge before anything is made. Credentials are not among them.
"""

from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from components.base import Component, metadata
from components.chart_source import chart_source
from components.seldon_deploy.examined import expected, needed
from components.seldon_deploy.installed import (
    KEY,
    check,
    release_values,
    shown_values,
    warn_of_contradictions,
)
from components.seldon_deploy.values import (
    SeldonDeployArgs,
    arguments,
    seldon_deploy_values,
)
from settings.seldon_install import InstallSettings

__all__ = [
    "SeldonDeploy",
    "SeldonDeployArgs",
    "arguments",
    "check",
    "expected",
    "needed",
    "release_values",
    "seldon_deploy_values",
    "shown_values",
]


class SeldonDeploy(Component):
    """The values with which Seldon Deploy finds its monitoring, and its release."""

    values: dict[str, Any]

    def __init__(
        self,
        name: str,
        args: SeldonDeployArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        values = shown_values(args)
        inputs = {
            "values": values,
            "alertmanagerVersion": args.alertmanager_version,
            "seen": dict(args.seen),
        }
        super().__init__(name, inputs, opts)
        # After the constructor, which makes an Output of each input by its name.
        self.values = values
        if args.seldon.install:
            self._release(name, args, args.seldon.install)
        # The stack's policies are handed these, not the inputs.
        self.register_outputs({"values": values, "seen": inputs["seen"]})

    def _release(
        self, name: str, args: SeldonDeployArgs, install: InstallSettings
    ) -> None:
        seldon, namespace = args.seldon, args.names.namespace
        warn_of_contradictions(args)
        # Stands as long as the release is of this stack: by it the next run tells
        # whose the release is.
        witness = k8s.core.v1.Secret(
            f"{name}-witness",
            metadata=metadata(args.names.seldon_witness, namespace),
            opts=self._below(args),
        )
        k8s.helm.v3.Release(
            f"{name}-release",
            name=seldon.release,
            namespace=seldon.namespace,
            timeout=install.timeout,
            values=release_values(args, install),
            max_history=10,
            opts=self._below(
                args,
                depends_on=[witness],
                retain_on_delete=not install.delete_on_destroy,
            ),
            **chart_source(install.chart, f"{KEY}.chart"),
        )

    def _below(
        self,
        args: SeldonDeployArgs,
        **options: Any,  # noqa: ANN401  Pulumi's own
    ) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions.merge(args.release, self.child(**options))
