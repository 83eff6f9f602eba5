"""The route tree: integrations first, each passing alerts on, Seldon's route last."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.names import DEAD_MANS_SWITCH, SELDON_RECEIVER, WATCHDOG
from domain.rule_checks import ROUTED_SEVERITIES
from domain.rules import Alert
from settings.alertmanager import AlertmanagerSettings
from settings.alertmanager.base import ReceiverSettings
from settings.alertmanager.timing import (
    DeadMansSwitchSettings,
    InhibitSettings,
    TimeIntervalSettings,
)
from settings.base import seconds

CRITICAL, WARNING = ROUTED_SEVERITIES
# How the critical and the warning alert of one concern are called, by their ends.
_ENDS = {"Critical": ("High", "Warning", ""), "BurnsFast": ("BurnsSlowly",)}


def routes(settings: AlertmanagerSettings) -> list[dict[str, Any]]:
    """Return the routes below the root, in the order in which they are asked."""
    own = [_route(receiver) for receiver in settings.receivers]
    if settings.dead_mans_switch:
        own.insert(0, _heartbeat(settings.dead_mans_switch))
    return [*own, _seldon()]


def _seldon() -> dict[str, Any]:
    return {
        "receiver": SELDON_RECEIVER,
        "matchers": ['severity =~ "warning|critical"', 'type =~ "user|infra"'],
    }


def _route(receiver: ReceiverSettings) -> dict[str, Any]:
    wanted = [
        *_one_of("severity", receiver.severities),
        *_one_of("type", receiver.types),
        *receiver.matchers,
    ]
    # No integration hides an alert from Seldon.
    found: dict[str, Any] = {"receiver": receiver.name, "continue": True}
    if wanted:
        found["matchers"] = wanted
    if receiver.repeat_interval:
        found["repeat_interval"] = receiver.repeat_interval
    if receiver.time_intervals:
        found["active_time_intervals"] = list(receiver.time_intervals)
    return found


def _one_of(label: str, values: Iterable[str]) -> list[str]:
    words = "|".join(values)
    return [f'{label} =~ "{words}"'] if words else []


def _heartbeat(settings: DeadMansSwitchSettings) -> dict[str, Any]:
    # A notification is repeated at the first group interval after the repeat interval,
    # so equal ones would send every second beat only.
    repeat = max(1, int(seconds(settings.interval) * 0.9))
    return {
        "receiver": DEAD_MANS_SWITCH,
        "matchers": [f'alertname = "{WATCHDOG}"'],
        "group_wait": "0s",
        "group_interval": settings.interval,
        "repeat_interval": f"{repeat}s",
    }


def inhibit_rules(
    settings: InhibitSettings, alerts: Iterable[Alert]
) -> list[dict[str, Any]]:
    """Return the rules by which critical alerts silence warnings of the same thing."""
    if not settings.warning_by_critical:
        return []
    same = {
        "source_matchers": [f'severity = "{CRITICAL}"'],
        "target_matchers": [f'severity = "{WARNING}"'],
        "equal": ["alertname", *settings.equal],
    }
    return [same, *(_pair(*names, settings) for names in pairs(alerts))]


def pairs(alerts: Iterable[Alert]) -> Iterator[tuple[str, str]]:
    """Yield each critical alert with the warning of the same concern, by name."""
    severities = {alert.name: alert.labels.get("severity") for alert in alerts}
    critical = [name for name, severity in severities.items() if severity == CRITICAL]
    for name, (end, others) in itertools.product(critical, _ENDS.items()):
        if not name.endswith(end):
            continue
        for warning in (name.removesuffix(end) + other for other in others):
            if severities.get(warning) == WARNING:
                yield name, warning


def _pair(critical: str, warning: str, settings: InhibitSettings) -> dict[str, Any]:
    return {
        "source_matchers": [f'alertname = "{critical}"'],
        "target_matchers": [f'alertname = "{warning}"'],
        "equal": list(settings.equal),
    }


def time_intervals(settings: Iterable[TimeIntervalSettings]) -> list[dict[str, Any]]:
    """Return the intervals; entries of one name add up to one."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in settings:
        found.setdefault(entry.name, []).append(_interval(entry))
    return [{"name": name, "time_intervals": at} for name, at in found.items()]


def _interval(settings: TimeIntervalSettings) -> dict[str, Any]:
    given = settings.model_dump(exclude={"name", "times"}, exclude_none=True)
    found = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in given.items()
        if value
    }
    times: list[Mapping[str, str]] = [
        {"start_time": span.start, "end_time": span.end} for span in settings.times
    ]
    return {"times": times, **found} if times else found
