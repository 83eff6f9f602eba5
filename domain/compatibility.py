"""Which versions can work together; each row with its source."""

from typing import NamedTuple

Version = tuple[int, int, int]


class AlertmanagerApi(NamedTuple):
    """An API of Alertmanager and the versions that serve it, lower bound included."""

    name: str
    since: Version
    until: Version | None
    source: str


ALERTMANAGER_APIS: tuple[AlertmanagerApi, ...] = (
    AlertmanagerApi(
        "v1",
        (0, 24, 0),
        (0, 27, 0),
        "Seldon's documents ask for 0.24; Alertmanager 0.27 removed /api/v1 (410)",
    ),
    AlertmanagerApi(
        "v2",
        (0, 24, 0),
        None,
        "Seldon's documents ask for 0.24; v2 is Alertmanager's own since 0.16",
    ),
)

# How many alerts a chart brings by itself; none carries the label `type`, so none
# reaches Seldon. Counted in what the chart renders at this version with every part of
# the control plane scraped; without etcd, scheduler, controller manager and proxy, as
# on the managed ones, it is 21 fewer.
DEFAULT_ALERTS: dict[str, int] = {"kube-prometheus-stack-88.5.3": 155}


def version(text: str) -> Version:
    """Return `1.2.3`, with or without a leading v, as three numbers."""
    major, minor, patch = text.removeprefix("v").split("-")[0].split(".")
    return int(major), int(minor), int(patch)


def alertmanager_api_problem(alertmanager: str, api: str) -> str | None:
    """Return why this Alertmanager cannot serve this API, with both ways out."""
    found = version(alertmanager)
    row = next((row for row in ALERTMANAGER_APIS if row.name == api), None)
    if row is None:
        return f"Alertmanager has no API {api}; use v1 or v2"
    if found < row.since:
        return (
            f"Alertmanager {alertmanager} is too old; Seldon needs "
            f"{_text(row.since)} or newer"
        )
    if row.until is not None and found >= row.until:
        return (
            f"Alertmanager {alertmanager} does not serve API {api}, removed in "
            f"{_text(row.until)}; pin Alertmanager below that or use API v2"
        )
    return None


def _text(found: Version) -> str:
    return ".".join(str(part) for part in found)
