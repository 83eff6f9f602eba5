"""Alertmanager's whole configuration, as documented where nothing else is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from components.alertmanager.credentials import Credentials, shown
from components.alertmanager.receivers import dead_mans_switch, receiver, seldon
from components.alertmanager.routes import inhibit_rules, routes, time_intervals
from components.delivery import Delivery
from components.delivery.objects import OBJECTS
from domain.names import DEFAULT_RECEIVER
from domain.rules import Alert
from settings.alertmanager import AlertmanagerSettings


@dataclass(frozen=True, kw_only=True)
class AlertmanagerArgs:
    """The route's figures, Seldon's webhook, credentials, and where the Secret goes.

    alerts are those of the stack, which inhibition pairs by name.
    """

    settings: AlertmanagerSettings
    namespace: str
    secret_name: str
    webhook_url: str
    credentials: Mapping[str, SecretStr] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    delivery: Delivery = OBJECTS


def configuration(
    args: AlertmanagerArgs, credentials: Credentials | None = None
) -> dict[str, Any]:
    """Return the documented configuration (Seldon's page on alerting), and more.

    Everything goes to an empty receiver but what Seldon asks for: warnings and
    criticals of its users and its infrastructure go to its webhook. Without credentials
    none stands in it.
    """
    route, folders = args.settings, args.delivery.folders
    found = {
        "receivers": _receivers(
            args,
            credentials or shown(args.settings, args.secret_name, folders.secrets),
        ),
        "route": {
            "group_wait": route.group_wait,
            "group_by": list(route.group_by),
            "group_interval": route.group_interval,
            "receiver": DEFAULT_RECEIVER,
            "repeat_interval": route.repeat_interval,
            "routes": routes(route),
        },
    }
    more = {
        "inhibit_rules": inhibit_rules(route.inhibit, args.alerts),
        "time_intervals": time_intervals(route.time_intervals),
        "templates": [
            f"{folders.configuration}/{Path(path).name}" for path in route.templates
        ],
    }
    return found | {key: value for key, value in more.items() if value}


def _receivers(
    args: AlertmanagerArgs, credentials: Credentials
) -> list[dict[str, Any]]:
    settings = args.settings
    switch = settings.dead_mans_switch
    return [
        {"name": DEFAULT_RECEIVER},
        seldon(args.webhook_url, settings.seldon.oauth2, credentials),
        *(receiver(own, credentials) for own in settings.receivers),
        *([dead_mans_switch(switch, credentials)] if switch else []),
    ]
