"""Where else Prometheus writes, and the Secrets with which it may.

The Prometheus object refers to a Secret per store; a credential stands in no value.
"""

from typing import Any

from domain.names import StackNames
from settings.credentials import Credentials
from settings.kube_prometheus import PrometheusSettings, RemoteWriteSettings

# Keys of a store's Secret.
_USERNAME, _PASSWORD, _TOKEN, _CA = "username", "password", "token", "ca"
_CLIENT_ID, _CLIENT_SECRET = "client-id", "client-secret"


def remote_write(store: RemoteWriteSettings, names: StackNames) -> dict[str, Any]:
    """Return an entry of the Prometheus object's `remoteWrite`."""
    secret = names.remote_write_secret(store.name)

    def at(key: str) -> dict[str, str]:
        return {"name": secret, "key": key}

    entry: dict[str, Any] = {"name": store.name, "url": store.url}
    if store.headers:
        entry["headers"] = store.headers
    if store.basic_auth:
        entry["basicAuth"] = {"username": at(_USERNAME), "password": at(_PASSWORD)}
    if store.bearer_token:
        entry["authorization"] = {"type": "Bearer", "credentials": at(_TOKEN)}
    if store.oauth2:
        entry["oauth2"] = {
            "clientId": {"secret": at(_CLIENT_ID)},
            "clientSecret": at(_CLIENT_SECRET),
            "tokenUrl": store.oauth2.token_url,
            "scopes": list(store.oauth2.scopes),
        }
    if store.ca:
        entry["tlsConfig"] = {"ca": {"secret": at(_CA)}}
    if store.metrics:
        entry["writeRelabelConfigs"] = [_kept(store.metrics)]
    return entry


def _kept(metrics: str) -> dict[str, Any]:
    return {"sourceLabels": ["__name__"], "regex": metrics, "action": "keep"}


def secrets(
    settings: PrometheusSettings, credentials: Credentials
) -> dict[str, dict[str, str]]:
    """Return for each store that asks for one what its Secret holds, in the clear."""
    found = {store.name: _held(store, credentials) for store in settings.remote_write}
    return {store: held for store, held in found.items() if held}


def _held(store: RemoteWriteSettings, credentials: Credentials) -> dict[str, str]:
    named = {
        _PASSWORD: store.basic_auth and store.basic_auth.password,
        _TOKEN: store.bearer_token,
        _CLIENT_SECRET: store.oauth2 and store.oauth2.client_secret,
        _CA: store.ca,
    }
    held = {
        key: credentials[name].get_secret_value().strip()
        for key, name in named.items()
        if name
    }
    if store.basic_auth:
        held[_USERNAME] = store.basic_auth.username
    if store.oauth2:
        held[_CLIENT_ID] = store.oauth2.client_id
    return held
