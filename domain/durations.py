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
# As Prometheus takes one: units in falling order, each at most once.
SHAPE = r"0|(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?"
_PART = re.compile(r"(\d+)(ms|[smhdwy])")
_WHOLE = re.compile(rf"0|({_PART.pattern})+")


def seconds(text: str) -> float | None:
    """Return a duration in seconds, or None where the text is none."""
    if not _WHOLE.fullmatch(text):
        return None
    return sum(int(count) * _SECONDS[unit] for count, unit in _PART.findall(text))


def text(seconds: float) -> str:
    """Return seconds as a duration, in units up to a day."""
    left, written = round(seconds * 1000), ""
    for unit in ("d", "h", "m", "s", "ms"):
        count, left = divmod(left, round(_SECONDS[unit] * 1000))
        written += f"{count}{unit}" if count else ""
    return written or "0s"
