"""The OpenID Connect provider that plays Seldon's: its client and its certificate.

Both are in one Secret of the cluster. The authority that vouches for the certificate is
made with it and signs nothing else: its key is thrown away.
"""

import base64
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from sandbox import certificates, kube_api
from sandbox.errors import SandboxError

NAMESPACE = "seldon-system"
SERVICE = "keycloak"
HOSTS = [f"{SERVICE}.{NAMESPACE}", f"{SERVICE}.{NAMESPACE}.svc"]
FILES = ("ca.crt", "tls.crt", "tls.key")
SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "seldon-deploy-oidc", "namespace": NAMESPACE},
}


@dataclass(frozen=True)
class Client:
    """The one client that gets tokens."""

    id: str
    secret: str = field(repr=False)


def secret(api: httpx.Client, client: Client) -> dict[str, Any]:
    """Return the Secret of a provider that knows a client.

    Certificates are in it where the cluster has none yet: they are made once and kept.
    """
    data = {"client_id": client.id, "client_secret": client.secret}
    if not kube_api.exists(api, SECRET):
        data |= _certificate()
    encoded = {
        key: base64.b64encode(text.encode()).decode() for key, text in data.items()
    }
    return {**SECRET, "data": encoded}


def authority(api: httpx.Client) -> str:
    """Return the certificate, in PEM, of the authority that vouches for the provider.

    Raises:
        SandboxError: there is no provider.
    """
    if not kube_api.exists(api, SECRET):
        raise SandboxError(
            "Seldon asks for no token; run: python -m sandbox seldon up "
            "--client ID --client-secret FILE"
        )
    found: dict[str, Any] = kube_api.send(api, "GET", kube_api.address(SECRET)).json()
    return base64.b64decode(found["data"]["ca.crt"]).decode()


def _certificate() -> dict[str, str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        certificates.serve(folder, [], HOSTS)
        return {file: (folder / file).read_text() for file in FILES}
