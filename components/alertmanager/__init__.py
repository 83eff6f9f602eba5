"""Alertmanager's configuration: receivers, the route tree, the Secrets that hold both.

Owns the Secret that the operator reads; the chart is told not to make one. The Secret
is updated in place, so Alertmanager reloads instead of starting without receivers. Each
credential has a Secret of its own, so that a new value changes nothing else.
"""

import base64
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import yaml

from components.alertmanager.checks import check, template_files
from components.alertmanager.configuration import AlertmanagerArgs, configuration
from components.alertmanager.credentials import KEY, Inline, mounted
from components.base import Component, metadata
from domain.names import credential_secret

__all__ = [
    "Alertmanager",
    "AlertmanagerArgs",
    "check",
    "configuration",
    "credential_secrets",
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
        k8s.core.v1.Secret(
            f"{name}-configuration",
            metadata=metadata(args.secret_name, args.namespace),
            data={"alertmanager.yaml": _body(args, plain), **_templates(args)},
            opts=self.child(),
        )
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


def _body(args: AlertmanagerArgs, plain: dict[str, Any]) -> pulumi.Input[str]:
    """Return the configuration as `data`: server-side apply forgets `stringData`."""
    if args.settings.credentials == "files":
        return _encoded(_text(plain))
    values = {
        credential: value.get_secret_value().strip()
        for credential, value in args.credentials.items()
    }
    whole = configuration(args, Inline(args.secret_name, values))
    return pulumi.Output.secret(_encoded(_text(whole)))


def _templates(args: AlertmanagerArgs) -> dict[str, str]:
    return {name: _encoded(text) for name, text in template_files(args).items()}


def _text(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
