"""Reads properties as a policy gets them: mappings and sequences, never dicts."""

from collections.abc import Mapping, Sequence
from typing import Any


def at(properties: object, *path: str) -> Any:  # noqa: ANN401  whatever was declared
    """Return the value at a path, or None where nothing was declared there."""
    for key in path:
        if not isinstance(properties, Mapping):
            return None
        properties = properties.get(key)
    return properties


def items(value: object) -> Sequence[Any]:
    """Return a list's items; what is no list has none."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value
    return ()
