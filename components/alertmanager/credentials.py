"""How a credential gets to Alertmanager: in a file, or in its configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from domain.alertmanager_fields import HIDDEN
from domain.names import credential_secret
from settings.alertmanager import AlertmanagerSettings
from settings.credentials import references

# The key of each credential's Secret.
KEY = "value"
# Where the operator mounts the Secrets that it is given by name.
FOLDER = "/etc/alertmanager/secrets"


class Credentials(Protocol):
    """What a builder asks for instead of a credential."""

    def at(self, name: str, credential: str) -> dict[str, str]:
        """Return the field by which Alertmanager gets a credential."""

    def file(self, credential: str) -> str:
        """Return the path at which a credential is mounted."""


@dataclass(frozen=True)
class Files:
    """Each credential in a Secret of its own; secret is the configuration's."""

    secret: str

    def at(self, name: str, credential: str) -> dict[str, str]:
        """Return the field that names the credential's file."""
        return {f"{name}_file": self.file(credential)}

    def file(self, credential: str) -> str:
        """Return the path at which a credential is mounted."""
        return f"{FOLDER}/{credential_secret(self.secret, credential)}/{KEY}"


@dataclass(frozen=True)
class Inline(Files):
    """Each credential in the configuration; hidden where there are no values."""

    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def at(self, name: str, credential: str) -> dict[str, str]:
        """Return the field with the credential itself, or a placeholder."""
        return {name: self.values.get(credential, HIDDEN)}


def shown(settings: AlertmanagerSettings, secret: str) -> Credentials:
    """Return what stands in the plain configuration; never a credential."""
    return Inline(secret) if settings.credentials == "inline" else Files(secret)


def mounted(settings: AlertmanagerSettings) -> tuple[str, ...]:
    """Return the credentials that Alertmanager's pods mount, by name."""
    inline = settings.credentials == "inline"
    return tuple(
        sorted(
            {
                reference.name
                for reference in references(settings)
                if reference.always_file or not inline
            }
        )
    )
