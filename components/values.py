"""Nested Helm values: one set over another."""

from collections.abc import Mapping
from typing import Any


def overlaid(ours: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Return ours with the overlay's values over it."""
    merged = dict(ours)
    for key, value in overlay.items():
        if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = overlaid(merged[key], value)
        else:
            merged[key] = value
    return merged
