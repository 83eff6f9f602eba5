"""Durations as Prometheus and Alertmanager write them, such as 1h30m."""

import re

_SECONDS = {
    "ms": 0.001,
    "s": 1,
    "m": 60,
    "h": 3600,
    "d": 86400,
    "w": 604800,
    "y": 31536000,
}
_PART = re.compile(r"(\d+)(ms|[smhdwy])")
_WHOLE = re.compile(rf"0|({_PART.pattern})+")


def seconds(text: str) -> float | None:
    """Return a duration in seconds, or None where the text is none."""
    if not _WHOLE.fullmatch(text):
        return None
    return sum(int(count) * _SECONDS[unit] for count, unit in _PART.findall(text))
