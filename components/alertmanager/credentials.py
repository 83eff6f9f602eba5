"""How a credential gets to Alertmanager: in a file, or in its configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from components.delivery import Folders
from domain.alertmanager_fields import HIDDEN
from domain.names import credential_secret
from settings.alertmanager import AlertmanagerSettings
from settings.credentials import references

# The key of each credential's Secret.
KEY = "value"


class Credentials(Protocol):
    """What a builder asks for instead of a credential."""

    def at(self, name: str, credential: str) -> dict[str, str]:
        """Return the field by which Alertmanager gets a credential."""

    def file(self, credential: str) -> str:
        """Return the path at which a credential is mounted."""


@dataclass(frozen=True)
class Files:
    """Each credential in a Secret of its own; secret is the configuration's.

    folder is where Alertmanager's pods see a folder for each Secret.
    """

    secret: str
    folder: str = field(default=Folders.secrets, kw_only=True)

    def at(self, name: str, credential: str) -> dict[str, str]:
        """Return the field that names the credential's file."""
        return {f"{name}_file": self.file(credential)}

    def file(self, credential: str) -> str:
        """Return the path at which a credential is mounted."""
        return f"{self.folder}/{credential_secret(self.secret, credential)}/{KEY}"


@dataclass(frozen=True)
class Inline(Files):
    """Each credential in the configuration; hidden where there are no values."""

    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def at(self, name: str, credential: str) -> dict[str, str]:
        """Return the field with the credential itself, or a placeholder."""
        return {name: self.values.get(credential, HIDDEN)}


def shown(
    settings: AlertmanagerSettings, secret: str, folder: str = Folders.secrets
) -> Credentials:
    """Return what stands in the plain configuration; never a credential."""
    form = Inline if settings.credentials == "inline" else Files
    return form(secret, folder=folder)


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
