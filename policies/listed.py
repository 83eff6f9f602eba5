"""What a guardrail lets be for good, with its reason: its parameter `listed`.

Unlike an exception it has no end, because nobody intends to change it.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from policies.properties import Properties, at, items

KEY = "listed"


def schema(
    default: Iterable[Mapping[str, str]], description: str
) -> dict[str, dict[str, Any]]:
    """Return the parameter; each entry names what is let be, * is anything."""
    texts = {"type": "string", "minLength": 1}
    return {
        KEY: {
            "type": "array",
            "default": [dict(item) for item in default],
            "description": description,
            "items": {
                "type": "object",
                "required": ["resource", "reason"],
                "additionalProperties": False,
                "properties": {"resource": texts, "reason": texts},
            },
        }
    }


def is_listed(name: str, parameters: Properties) -> bool:
    """Tell whether something is let be; an entry without a reason lets nothing be.

    name is KIND/NAME of an object, or a resource's.
    """
    return any(
        fnmatchcase(name, str(at(item, "resource"))) and bool(at(item, "reason"))
        for item in items(parameters[KEY])
    )
