"""Fields of receivers that Alertmanager reads in one shape only."""

from typing import Annotated

from pydantic import AfterValidator

from settings.alertmanager.base import Texts
from settings.base import shaped

# What Alertmanager itself tells VictorOps (its types of VictorOps' notifications).
_TAKEN = frozenset(
    {
        "entity_display_name",
        "entity_id",
        "entity_state",
        "message_type",
        "monitoring_tool",
        "routing_key",
        "state_message",
    }
)


def _headers(value: Texts) -> Texts:
    seen: dict[str, str] = {}
    for name in value:
        other = seen.setdefault(name.lower(), name)
        if other != name:
            raise ValueError(f"{other} and {name} are one header; keep one of them")
    return value


def _not_taken(value: Texts) -> Texts:
    for name in value:
        if name in _TAKEN:
            raise ValueError(f"{name} is Alertmanager's own; take another name")
    return value


Smarthost = Annotated[
    str,
    shaped(
        r"(\[[^\[\]\s]+\]|[^:\[\]\s/]+):[^:\s/]+",
        'not a host with its port; write both, like "smtp.example.com:587"',
    ),
]
Headers = Annotated[Texts, AfterValidator(_headers)]
CustomFields = Annotated[Texts, AfterValidator(_not_taken)]
