"""The fields of a receiver that Alertmanager gets to see, and from which version on.

The operator stands between: what it does not know stops it with a log line, what is too
new for the pinned Alertmanager it drops with one. Both are complaints here instead.
"""

import difflib
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from domain import compatibility
from domain.compatibility import Version

_TABLE = Path(__file__).parent / "fields.yaml"
_FILE = "_file"
# As Alertmanager shows what it hides; here in the place of a credential.
HIDDEN = "<secret>"
# Fields that Alertmanager's types call secret; a webhook's URL may also be none.
# Headers to a proxy and parameters of a token's endpoint carry passwords, too.
SECRETS: Mapping[str, frozenset[str]] = {
    kind: frozenset(fields.split())
    for kind, fields in {
        "authorization": "credentials",
        "basic_auth": "password",
        "discord_configs": "webhook_url",
        "email_configs": "auth_password auth_secret",
        "http_config": "bearer_token proxy_connect_header",
        "msteams_configs": "webhook_url",
        "msteamsv2_configs": "webhook_url",
        "oauth2": "client_secret endpoint_params proxy_connect_header",
        "opsgenie_configs": "api_key",
        "pagerduty_configs": "routing_key service_key",
        "pushover_configs": "token user_key",
        "rocketchat_configs": "token token_id",
        "sigv4": "secret_key",
        "slack_configs": "api_url",
        "telegram_configs": "bot_token",
        "victorops_configs": "api_key",
        "wechat_configs": "api_secret",
    }.items()
}


@functools.cache
def table() -> Mapping[str, Mapping[str, Version]]:
    """Return for each integration and each block in it the fields, with their since."""
    rows = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {
        kind: {
            field: compatibility.version(f"{since}.0")
            for since, fields in versions.items()
            for field in fields
        }
        for kind, versions in rows.items()
    }


def problems(configuration: Mapping[str, Any], alertmanager: str) -> Iterator[str]:
    """Complain about what would not arrive in this version of Alertmanager."""
    pinned = compatibility.version(alertmanager)
    for receiver in configuration["receivers"]:
        for kind, entries in receiver.items():
            if kind == "name":
                continue
            where = f"receiver {receiver['name']}: {kind}"
            if kind not in table():
                yield f"{where} is no integration that the operator passes on"
                continue
            for entry in entries or ():
                yield from _block(kind, entry, where, pinned)
    for interval in configuration.get("time_intervals", ()):
        yield from _locations(interval, pinned)


def _block(
    kind: str, given: Mapping[str, Any], where: str, pinned: Version
) -> Iterator[str]:
    known = table()[kind]
    for field, value in given.items():
        if field not in known:
            yield f"{where}.{field} {_unknown(field, known)}"
        elif known[field] > pinned:
            yield f"{where}.{field} {_too_new(field, known[field], pinned)}"
        elif field in SECRETS.get(kind, ()) and not _hidden(value):
            yield (
                f"{where}.{field} holds a credential; put it under credentials, "
                "encrypted, and write {credential: NAME} in its place"
            )
        elif field in table() and isinstance(value, Mapping):
            yield from _block(field, value, f"{where}.{field}", pinned)


def _hidden(value: object) -> bool:
    """Tell whether nothing but names of credentials stood in a value."""
    if isinstance(value, Mapping):
        return all(_hidden(item) for item in value.values())
    if isinstance(value, list):
        return all(_hidden(item) for item in value)
    return value == HIDDEN


def _unknown(field: str, known: Mapping[str, Version]) -> str:
    close = difflib.get_close_matches(field, known, n=1, cutoff=0.75)
    hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(known)}"
    return f"is no field that the operator passes on; {hint}"


def _too_new(field: str, since: Version, pinned: Version) -> str:
    first, found = compatibility.text(since), compatibility.text(pinned)
    inline = ", or set alertmanager.credentials: inline" * field.endswith(_FILE)
    return (
        f"needs Alertmanager {first} and {found} is pinned, so the operator would drop "
        f"it; pin kubePrometheus.alertmanager.version {first} or newer{inline}"
    )


def _locations(interval: Mapping[str, Any], pinned: Version) -> Iterator[str]:
    since = compatibility.LOCATION_SINCE
    if pinned < since and any("location" in at for at in interval["time_intervals"]):
        problem = _too_new("location", since, pinned)
        yield f"time interval {interval['name']}: location {problem}"
