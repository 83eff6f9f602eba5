"""Exceptions to a guardrail: what is let through, why, and until when.

A list in the guardrail's configuration. One that has ended lets nothing through any
more, and says so.
"""

from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from policies.guardrail import Finding
from policies.properties import at, items

KEY = "exceptions"
SCHEMA: Mapping[str, Mapping[str, Any]] = {
    KEY: {
        "type": "array",
        "default": [],
        "description": "what is let through, why, and until when",
        "items": {
            "type": "object",
            "required": ["resource", "reason", "until"],
            "additionalProperties": False,
            "properties": {
                "resource": {
                    "type": "string",
                    "minLength": 1,
                    "description": "a resource's name or KIND/NAME of an object; * is "
                    "anything",
                },
                "reason": {"type": "string", "minLength": 1},
                "until": {
                    "type": "string",
                    "pattern": r"^\d{4}-\d{2}-\d{2}$",
                    "description": "the last day",
                },
            },
        },
    }
}


def verdict(finding: Finding, configured: object, today: date) -> str | None:
    """Return the line of a finding, or None where an exception lets it through.

    One without a reason, or with a date that is none, counts as ended.
    """
    met = [item for item in items(configured) if _meets(item, finding)]
    if any(_holds(item, today) for item in met):
        return None
    return f"{finding.line}{''.join(map(_ended, met))}"


def _meets(exception: object, finding: Finding) -> bool:
    pattern = str(at(exception, "resource") or "")
    return any(fnmatchcase(name, pattern) for name in finding.names)


def _holds(exception: object, today: date) -> bool:
    last = _last_day(exception)
    return bool(at(exception, "reason")) and last is not None and today <= last


def _ended(exception: object) -> str:
    pattern, reason, until = (
        at(exception, key) for key in ("resource", "reason", "until")
    )
    subject = f"the exception for {pattern}, {reason},"
    if _last_day(exception):
        return f" ({subject} ended on {until}; comply, or renew it)"
    return f" ({subject} names a day that there is not, {until}; correct it)"


def _last_day(exception: object) -> date | None:
    try:
        return date.fromisoformat(str(at(exception, "until")))
    except ValueError:
        return None
