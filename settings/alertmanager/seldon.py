"""How Alertmanager proves to Seldon who it is: OAuth2 of its webhook."""

from typing import Self

from pydantic import Field, model_validator

from settings.alertmanager.base import Text
from settings.base import Section, Url
from settings.credentials import CredentialName, OptionalCa


class OidcSettings(Section):
    """A realm of an OIDC provider with Keycloak's paths."""

    host: Url
    realm: Text
    auth: bool = Field(
        default=True,
        description="paths start with /auth, as documented; newer Keycloaks have none",
    )

    @property
    def token_url(self) -> str:
        """Where the realm gives tokens (documented with App Level Authentication)."""
        prefix = "/auth" if self.auth else ""
        realm = f"{self.host.rstrip('/')}{prefix}/realms/{self.realm}"
        return f"{realm}/protocol/openid-connect/token"


class OAuth2Settings(Section):
    """The client that may call Seldon's API; the TLS is that of the token's URL."""

    client_id: Text
    client_secret: CredentialName
    scopes: tuple[Text, ...] = ("openid",)
    token_url: Url | None = None
    oidc: OidcSettings | None = None
    ca: OptionalCa = Field(
        default=None, description="credential that holds the provider's CA, as PEM"
    )
    insecure_skip_verify: bool = False

    @model_validator(mode="after")
    def _one_provider(self) -> Self:
        if (self.token_url is None) == (self.oidc is None):
            found = "neither" if self.token_url is None else "both"
            raise ValueError(
                f"{found} of tokenUrl and oidc given; write the provider's tokenUrl, "
                "or oidc with host and realm"
            )
        if self.ca and self.insecure_skip_verify:
            raise ValueError(
                "ca and insecureSkipVerify given; with the CA the certificate is "
                "verified, so take insecureSkipVerify out"
            )
        return self

    @property
    def endpoint(self) -> str:
        """Where tokens are asked for."""
        return self.oidc.token_url if self.oidc else str(self.token_url)


class SeldonReceiverSettings(Section):
    """Seldon's own receiver; its URL follows from the section seldon."""

    oauth2: OAuth2Settings | None = None
