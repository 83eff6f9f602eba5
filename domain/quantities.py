"""Kubernetes' quantities of bytes, and sizes as Prometheus writes them."""

import re

_UNITS = {
    "": 1,
    **{unit: 1000 ** (power + 1) for power, unit in enumerate("kMGTPE")},
    **{f"{unit}i": 1024 ** (power + 1) for power, unit in enumerate("KMGTPE")},
}
# Prometheus' own, in which a kilobyte has 1024 bytes.
_SIZES = {"B": 1} | {
    f"{unit}B": 1024 ** (power + 1) for power, unit in enumerate("KMGTPE")
}
_NUMBER = re.compile(r"(\d+(?:\.\d+)?(?:[eE]\d+)?)([a-zA-Z]*)")


def bytes_of(written: object) -> float | None:
    """Return a quantity such as 50Gi in bytes; None where it is none."""
    return _read(written, _UNITS)


def bytes_of_size(written: object) -> float | None:
    """Return a size such as 45GiB or 45GB, as Prometheus takes it, in bytes."""
    return _read(str(written).replace("iB", "B"), _SIZES)


def _read(written: object, units: dict[str, int]) -> float | None:
    match = _NUMBER.fullmatch(str(written).strip())
    if match is None or match[2] not in units:
        return None
    return float(match[1]) * units[match[2]]


def shown(count: float) -> str:
    """Return bytes in the largest binary unit of which there is one, to a tenth."""
    for unit, size in reversed(_UNITS.items()):
        if unit.endswith("i") and count >= size:
            return f"{count / size:.1f}{unit}"
    return f"{count:.0f}"
