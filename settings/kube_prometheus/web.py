"""How Prometheus and Alertmanager are asked: http, or https with a certificate."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from settings.base import Section, Url, shaped

# A DNS-1123 subdomain, which the name of a Secret may be.
SecretName = Annotated[
    str,
    shaped(
        r"[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?",
        "not the name of a Secret; use lower-case letters, digits, dashes and dots",
    ),
]
SecretKey = Annotated[
    str,
    shaped(
        r"[-._a-zA-Z0-9]{1,253}",
        "not a key of a Secret; use letters, digits, dashes, dots and underscores",
    ),
]


class TlsSettings(Section):
    """A certificate in a Secret of the namespace, by default as cert-manager writes it.

    It must be valid for NAME.NAMESPACE of the Service, which is what everybody asks.
    """

    secret: SecretName
    certificate: SecretKey = "tls.crt"
    key: SecretKey = "tls.key"
    ca: SecretKey = Field(
        default="ca.crt", description="the authority by which Prometheus checks it"
    )


class WebSettings(Section):
    """Who may ask, and how."""

    tls: TlsSettings | None = None
    external_url: Url | None = Field(
        default=None,
        description="where people reach it, for links in notifications; else the "
        "Service",
    )

    @model_validator(mode="before")
    @classmethod
    def _no_basic_auth(cls, given: object) -> object:
        if isinstance(given, dict) and given.keys() & {"basicAuth", "basic_auth"}:
            raise PydanticCustomError(
                "basic_auth",
                "basicAuth is refused: the operator passes no users to the web server, "
                "whose probes and reloads would be turned away, and Seldon takes a "
                "password only inside its URL; use tls, and a NetworkPolicy for who "
                "may connect",
            )
        return given

    @property
    def scheme(self) -> str:
        """The scheme of its URLs."""
        return "https" if self.tls else "http"
