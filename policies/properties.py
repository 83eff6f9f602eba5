"""Reads properties as a policy gets them: mappings and sequences, never dicts."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy.proxy import UnknownValueError

Properties = Mapping[str, Any]


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


def mapping(value: object) -> Properties:
    """Return a mapping; what is none is empty."""
    return value if isinstance(value, Mapping) else {}


def known(properties: Properties, key: str) -> object:
    """Return a value, or None where there is none or a preview cannot know it."""
    try:
        return properties.get(key)
    except UnknownValueError:
        return None


def plain(value: object) -> Any:  # noqa: ANN401  whatever was declared
    """Return a value of dicts, lists and, where they are whole, integers.

    Raises:
        UnknownValueError: where part of it is not known yet.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
