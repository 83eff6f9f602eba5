"""Seldon Deploy's Helm values: where Prometheus and Alertmanager are, what labels mean.

Installs nothing of Seldon's. The values are registered as this component's inputs, as
known strings, because that is what a policy can judge before anything is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.base import Component
from components.values import overlaid
from domain import endpoints
from domain.monitors import LabelNames
from domain.names import StackNames
from settings.seldon import SeldonDeploySettings


@dataclass(frozen=True, kw_only=True)
class SeldonDeployArgs:
    """The stack's names, how its labels arrive, Alertmanager's version and API.

    `seen` is what the cluster was seen to have, by object (domain.sightings).
    `settings` has what is laid over the derived values.
    """

    settings: SeldonDeploySettings
    names: StackNames
    labels: LabelNames
    alertmanager_api: str
    alertmanager_version: str
    seen: Mapping[str, str]


class SeldonDeploy(Component):
    """The values with which Seldon Deploy finds its monitoring."""

    values: dict[str, Any]

    def __init__(
        self,
        name: str,
        args: SeldonDeployArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        values = seldon_deploy_values(args)
        inputs = {
            "values": values,
            "alertmanagerVersion": args.alertmanager_version,
            "seen": dict(args.seen),
        }
        super().__init__(name, inputs, opts)
        # After the constructor, which makes an Output of each input by its name.
        self.values = values
        # The stack's policies are handed these, not the inputs.
        self.register_outputs({"values": values, "seen": inputs["seen"]})


def seldon_deploy_values(args: SeldonDeployArgs) -> dict[str, Any]:
    """Return the documented values (observability page), derived and overlaid."""
    query = endpoints.query_url(args.names)
    derived = {
        "prometheus": {
            "seldon": {
                "namespaceMetricName": args.labels.namespace,
                "activeModelsNamespaceMetricName": args.labels.active_models_namespace,
                "serviceMetricName": args.labels.service,
                "url": query,
            },
            "knative": {"url": query},
        },
        "env": {
            "ALERTMANAGER_URL": endpoints.alerts_url(args.names, args.alertmanager_api)
        },
    }
    return overlaid(derived, args.settings.values)
