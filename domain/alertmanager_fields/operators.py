"""What of Alertmanager's file an older operator cannot read.

It reads the file into types of its own where the Alertmanager object selects
AlertmanagerConfigs, and one field that these lack stops it; else it takes the file as
it is.
"""

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from domain.compatibility import Version, version

_TABLE = Path(__file__).parent / "operators.yaml"


def unread(
    configuration: Mapping[str, Any], operator: Version
) -> Iterator[tuple[str, Version]]:
    """Yield each field that an operator does not know, and who first does."""
    for field in sorted(set(_named(configuration))):
        since = _table().get(field)
        if since and since > operator:
            yield field, since


def _named(value: object, block: str = "") -> Iterator[str]:
    """Yield each key of a configuration, alone and below the key that holds it."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield key
            yield f"{block}.{key}"
            yield from _named(below, key)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item, block)


@functools.cache
def _table() -> Mapping[str, Version]:
    rows = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {
        field: version(f"{since}.0")
        for since, fields in rows.items()
        for field in fields
    }
