"""Alertmanager's configuration: receivers, the route tree, the Secrets that hold both.

Owns the Secret that the operator reads, of which the chart is told not to make one, or
the ConfigMap in its place. Each credential has a Secret of its own, so that a new value
changes nothing else.
"""

import base64
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import yaml

from components.alertmanager.checks import check, template_files, warn_of_waiting
from components.alertmanager.configuration import AlertmanagerArgs, configuration
from components.alertmanager.credentials import KEY, Inline, mounted
from components.base import Component, metadata
from components.delivery import Configuration
from domain.names import credential_secret

__all__ = [
    "Alertmanager",
    "AlertmanagerArgs",
    "check",
    "configuration",
    "credential_secrets",
    "warn_of_waiting",
]


class Alertmanager(Component):
    """The configuration that Alertmanager loads."""

    configuration: dict[str, Any]
    secrets: tuple[str, ...]

    def __init__(
        self,
        name: str,
        args: AlertmanagerArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        plain = configuration(args)
        super().__init__(name, {"configuration": plain}, opts)
        # After the constructor, which makes an Output of each input by its name.
        self.configuration = plain
        self.secrets = credential_secrets(args)
        for credential in mounted(args.settings):
            self._credential(name, credential, args)
        args.delivery.configuration(self, name, delivered(args, plain))
        self.register_outputs({"configuration": plain})

    def _credential(self, name: str, credential: str, args: AlertmanagerArgs) -> None:
        # Without white space at its ends: not every integration strips what it reads.
        value = args.credentials[credential].get_secret_value().strip()
        k8s.core.v1.Secret(
            f"{name}-credential-{credential}",
            metadata=metadata(
                credential_secret(args.secret_name, credential), args.namespace
            ),
            data={KEY: pulumi.Output.secret(_encoded(value))},
            opts=self.child(),
        )


def credential_secrets(args: AlertmanagerArgs) -> tuple[str, ...]:
    """Return the Secrets of single credentials, for Alertmanager's pods to mount."""
    return tuple(
        credential_secret(args.secret_name, credential)
        for credential in mounted(args.settings)
    )


def delivered(args: AlertmanagerArgs, plain: dict[str, Any]) -> Configuration:
    """Return what Alertmanager loads; with credentials in it where they are inline."""
    inline = args.settings.credentials == "inline"
    values = {
        credential: value.get_secret_value().strip()
        for credential, value in args.credentials.items()
    }
    credentials = Inline(args.secret_name, values, folder=args.delivery.folders.secrets)
    whole = configuration(args, credentials) if inline else plain
    return Configuration(
        secret=args.secret_name,
        namespace=args.namespace,
        text=_text(whole),
        templates=template_files(args),
        hidden=inline,
    )


def _text(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
