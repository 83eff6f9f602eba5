"""Receivers in Alertmanager's own words, from the settings' typed ones."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_snake

from components.alertmanager.credentials import Credentials
from domain.names import DEAD_MANS_SWITCH, SELDON_RECEIVER
from settings.alertmanager.base import ReceiverSettings
from settings.alertmanager.receivers import (
    OpsgenieReceiver,
    RawReceiver,
    Receiver,
    WebhookReceiver,
)
from settings.alertmanager.seldon import OAuth2Settings
from settings.alertmanager.timing import DeadMansSwitchSettings
from settings.credentials import is_url, references

# What is not handed on as it stands: routing, and what is built below.
_NOT_FIELDS = frozenset(
    {*ReceiverSettings.model_fields, "kind", "bearer_token", "teams", "responders"}
) - {"send_resolved"}


def seldon(
    url: str, oauth2: OAuth2Settings | None, credentials: Credentials
) -> dict[str, Any]:
    """Return Seldon's receiver, as documented with and without authentication."""
    webhook: dict[str, Any] = {"url": url}
    if oauth2:
        webhook["http_config"] = {"oauth2": _oauth2(oauth2, credentials)}
    return {"name": SELDON_RECEIVER, "webhook_configs": [webhook]}


def receiver(settings: Receiver, credentials: Credentials) -> dict[str, Any]:
    """Return one of the user's receivers."""
    if isinstance(settings, RawReceiver):
        return {"name": settings.name, **_raw(settings.config, credentials)}
    return {
        "name": settings.name,
        f"{settings.kind}_configs": [_fields(settings, credentials)],
    }


def dead_mans_switch(
    settings: DeadMansSwitchSettings, credentials: Credentials
) -> dict[str, Any]:
    """Return the receiver of the heartbeat, which never resolves."""
    webhook = {**_url(settings.url, credentials), "send_resolved": False}
    return {"name": DEAD_MANS_SWITCH, "webhook_configs": [webhook]}


def _fields(settings: Receiver, credentials: Credentials) -> dict[str, Any]:
    named = {to_snake(item.path): item.name for item in references(settings)}
    found: dict[str, Any] = {}
    for name in type(settings).model_fields:
        value, key = getattr(settings, name), name.removesuffix("_")
        if name in _NOT_FIELDS or value is None or value == {}:
            continue
        found |= credentials.at(key, value) if key in named else {key: value}
    if isinstance(settings, OpsgenieReceiver):
        found |= _responders(settings)
    if isinstance(settings, WebhookReceiver) and settings.bearer_token:
        token = credentials.at("credentials", settings.bearer_token)
        found["http_config"] = {"authorization": token}
    return found


def _responders(settings: OpsgenieReceiver) -> dict[str, Any]:
    """Return the responders; the documented `teams` does not load by that name."""
    teams = [{"type": "team", "name": team} for team in settings.teams]
    others = [one.model_dump(exclude_none=True) for one in settings.responders]
    return {"responders": teams + others} if teams or others else {}


def _url(url: str, credentials: Credentials) -> dict[str, str]:
    return {"url": url} if is_url(url) else credentials.at("url", url)


def _oauth2(settings: OAuth2Settings, credentials: Credentials) -> dict[str, Any]:
    found: dict[str, Any] = {
        "client_id": settings.client_id,
        **credentials.at("client_secret", settings.client_secret),
        "scopes": list(settings.scopes),
        "token_url": settings.endpoint,
    }
    # Inside the block: the certificate is the provider's, not Seldon's.
    if settings.ca:
        found["tls_config"] = {"ca_file": credentials.file(settings.ca)}
    elif settings.insecure_skip_verify:
        found["tls_config"] = {"insecure_skip_verify": True}
    return found


def _raw(value: object, credentials: Credentials) -> Any:  # noqa: ANN401  whatever YAML holds
    """Return values as they are, with the credentials that they name."""
    if isinstance(value, list):
        # In a list a credential has no field of its own, so it stands there itself.
        return [one for item in value for one in _raw({"": item}, credentials).values()]
    if not isinstance(value, Mapping):
        return value
    found: dict[str, Any] = {}
    for key, item in value.items():
        if not (isinstance(item, Mapping) and set(item) == {"credential"}):
            found[key] = _raw(item, credentials)
        elif key.endswith("_file"):
            found[key] = credentials.file(item["credential"])
        else:
            found |= credentials.at(key, item["credential"])
    return found
