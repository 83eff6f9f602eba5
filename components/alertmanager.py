"""Alertmanager's configuration: receivers, the route tree, the Secret that holds both.

Owns the Secret that the operator reads; the chart is told not to make one. The Secret
is updated in place, so Alertmanager reloads instead of starting without receivers.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import yaml

from components.base import Component, metadata
from settings.alertmanager import AlertmanagerSettings

DEFAULT_RECEIVER = "default-receiver"
SELDON_RECEIVER = "deploy-webhook"


@dataclass(frozen=True, kw_only=True)
class AlertmanagerArgs:
    """The route's figures, Seldon's webhook, and where the Secret goes."""

    settings: AlertmanagerSettings
    namespace: str
    secret_name: str
    webhook_url: str


class Alertmanager(Component):
    """The configuration that Alertmanager loads."""

    configuration: dict[str, Any]
    digest: str

    def __init__(
        self,
        name: str,
        args: AlertmanagerArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        plain = configuration(args)
        super().__init__(name, {"configuration": plain}, opts)
        text = yaml.safe_dump(plain, sort_keys=False)
        # After the constructor, which makes an Output of each input by its name.
        self.configuration = plain
        self.digest = hashlib.sha256(text.encode()).hexdigest()
        k8s.core.v1.Secret(
            f"{name}-configuration",
            metadata=metadata(args.secret_name, args.namespace),
            # `data`, not `stringData`: server-side apply forgets who owns the latter.
            data={"alertmanager.yaml": base64.b64encode(text.encode()).decode()},
            opts=self.child(),
        )
        self.register_outputs({"configuration": plain, "digest": self.digest})


def configuration(args: AlertmanagerArgs) -> dict[str, Any]:
    """Return the documented configuration (Seldon's page on alerting).

    Everything goes to an empty receiver but what Seldon asks for: warnings and
    criticals of its users and its infrastructure go to its webhook.
    """
    route = args.settings
    return {
        "receivers": [
            {"name": DEFAULT_RECEIVER},
            {"name": SELDON_RECEIVER, "webhook_configs": [{"url": args.webhook_url}]},
        ],
        "route": {
            "group_wait": route.group_wait,
            "group_by": list(route.group_by),
            "group_interval": route.group_interval,
            "receiver": DEFAULT_RECEIVER,
            "repeat_interval": route.repeat_interval,
            "routes": [
                {
                    "receiver": SELDON_RECEIVER,
                    "matchers": [
                        'severity =~ "warning|critical"',
                        'type =~ "user|infra"',
                    ],
                }
            ],
        },
    }
