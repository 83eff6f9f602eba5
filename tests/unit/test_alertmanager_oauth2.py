"""How Alertmanager logs in to Seldon: the provider, its token's URL and its CA."""

import pytest
import yaml

from components.alertmanager import configuration, credential_secrets
from components.alertmanager.credentials import Inline
from tests.project import DOCUMENTS
from tests.unit.alertmanager import FOLDER, SECRET, arguments, built

OIDC = {"host": "https://keycloak.example.com", "realm": "deploy-realm"}
CLIENT = {"clientId": "sd-api", "clientSecret": "oidc"}


def test_oauth2_comes_out_as_documented_but_for_the_secret_s_place():
    documented = yaml.safe_load((DOCUMENTS / "alertmanager-oauth2.yaml").read_text())
    oauth2 = CLIENT | {"oidc": OIDC, "insecureSkipVerify": True}
    args = arguments(seldon={"oauth2": oauth2}, credentials="inline")

    found = configuration(args, Inline(SECRET, {"oidc": "${OIDC_CLIENT_SECRET}"}))

    assert found["receivers"][1] == {"name": "deploy-webhook", **documented}


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        (
            {"oidc": OIDC},
            "https://keycloak.example.com/auth/realms/deploy-realm/protocol/"
            "openid-connect/token",
        ),
        (
            {"oidc": {**OIDC, "auth": False}},
            "https://keycloak.example.com/realms/deploy-realm/protocol/"
            "openid-connect/token",
        ),
        (
            {"oidc": {**OIDC, "host": "https://keycloak.example.com/"}},
            "https://keycloak.example.com/auth/realms/deploy-realm/protocol/"
            "openid-connect/token",
        ),
        ({"tokenUrl": "https://login.example.com/t"}, "https://login.example.com/t"),
    ],
)
def test_the_token_s_url_follows_from_the_provider(provider, url):
    found = built(seldon={"oauth2": CLIENT | provider})["receivers"][1]

    assert found["webhook_configs"][0]["http_config"] == {
        "oauth2": {
            "client_id": "sd-api",
            "client_secret_file": f"{FOLDER}oidc/value",
            "scopes": ["openid"],
            "token_url": url,
        }
    }


def test_the_provider_s_ca_stands_inside_the_block_also_where_the_secret_is_inline():
    oauth2 = CLIENT | {"oidc": OIDC, "ca": "ca"}
    for credentials in ("files", "inline"):
        args = arguments(seldon={"oauth2": oauth2}, credentials=credentials)

        webhook = configuration(args)["receivers"][1]["webhook_configs"][0]

        assert webhook["http_config"]["oauth2"]["tls_config"] == {
            "ca_file": f"{FOLDER}ca/value"
        }
        assert "x-credential-ca" in credential_secrets(args)
