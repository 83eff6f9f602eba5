"""Where else samples go: another store beside this Prometheus, never in its place."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from settings.base import Name, Section, Url, shaped
from settings.credentials import CredentialName, OptionalCa, OptionalCredential

# Prometheus sets these itself and refuses them.
_RESERVED = frozenset(
    {
        "authorization",
        "content-encoding",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-prometheus-remote-write-version",
    }
)
MetricNames = Annotated[str, shaped(r"\S+", "not a regular expression of metric names")]


class BasicAuthSettings(Section):
    """A user and the name of the credential that is the password."""

    username: str = Field(min_length=1)
    password: CredentialName


class OAuth2Settings(Section):
    """Client credentials of OAuth2."""

    client_id: str = Field(min_length=1)
    client_secret: CredentialName
    token_url: Url
    scopes: tuple[str, ...] = ()


class RemoteWriteSettings(Section):
    """One store that takes Prometheus' remote write."""

    name: Name
    url: Url
    basic_auth: BasicAuthSettings | None = None
    bearer_token: OptionalCredential = Field(
        default=None, description="name of the credential that is the token"
    )
    oauth2: OAuth2Settings | None = None
    ca: OptionalCa = Field(
        default=None, description="name of the credential that is the CA, as PEM"
    )
    headers: dict[str, str] = Field(
        default_factory=dict, description="such as X-Scope-OrgID; no credential"
    )
    metrics: MetricNames | None = Field(
        default=None, description="regular expression of the metrics to send; else all"
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        ways = {
            "basicAuth": self.basic_auth,
            "bearerToken": self.bearer_token,
            "oauth2": self.oauth2,
        }
        chosen = [key for key, value in ways.items() if value]
        if len(chosen) > 1:
            raise ValueError(
                f"{' and '.join(chosen)} are set but Prometheus takes one; take out "
                "the others"
            )
        return self

    @model_validator(mode="after")
    def _free_headers(self) -> Self:
        taken = [name for name in self.headers if name.lower() in _RESERVED]
        if taken:
            raise ValueError(
                f"headers: {', '.join(taken)} is Prometheus' own; for a credential use "
                "basicAuth, bearerToken or oauth2"
            )
        return self
