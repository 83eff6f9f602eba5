"""Nested Helm values: the user's beside ours, or over ours."""

from collections.abc import Iterator, Mapping
from typing import Any


class OverlayError(Exception):
    """A value of the user's stands on a path that is ours; one plain line."""


def merge(ours: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Return ours with the overlay's values beside it.

    Raises:
        OverlayError: where the overlay names a path that we set.
    """
    clashes = list(_clashes(ours, overlay))
    if clashes:
        raise OverlayError(
            f"kubePrometheus.values.{clashes[0]} is set by this program; use the "
            "setting that stands for it instead"
        )
    return overlaid(ours, overlay)


def overlaid(ours: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """Return ours with the overlay's values over it."""
    merged = dict(ours)
    for key, value in overlay.items():
        if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = overlaid(merged[key], value)
        else:
            merged[key] = value
    return merged


def paths(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each leaf of nested values with its dotted path; an empty map is a leaf."""
    for key, value in values.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            yield from paths(value, f"{path}.")
        else:
            yield path, value


def _clashes(
    ours: Mapping[str, Any], overlay: Mapping[str, Any], prefix: str = ""
) -> Iterator[str]:
    for key in ours.keys() & overlay.keys():
        path, left, right = f"{prefix}{key}", ours[key], overlay[key]
        if isinstance(left, Mapping) and isinstance(right, Mapping) and left:
            yield from _clashes(left, right, f"{path}.")
        else:
            yield path
