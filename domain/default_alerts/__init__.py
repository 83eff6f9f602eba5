"""The alerts that a chart brings by itself, by name and severity.

Facts of one table per chart and version, so that the route table holds these alerts
too. A chart in a directory may say its own in a file beside its Chart.yaml.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import yaml

from domain.rules import Alert

# By the part of the chart that they need ("always" for none), then by severity.
Table = Mapping[str, Mapping[str, tuple[str, ...]]]

ALWAYS = "always"
OWN_FILE = "default-alerts.yaml"
_FOLDER = Path(__file__).parent


def table(chart: str, version: str, directory: str | None = None) -> Table | None:
    """Return a chart's alerts; None where nobody has counted them."""
    own = Path(directory) / OWN_FILE if directory else None
    file = own if own and own.is_file() else _FOLDER / f"{chart}-{version}.yaml"
    if not file.is_file():
        return None
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        part: {severity: tuple(names) for severity, names in rows.items()}
        for part, rows in found.items()
    }


def count(table: Table) -> int:
    """Return how many alerts there are with every part of the chart on."""
    return sum(len(names) for rows in table.values() for names in rows.values())


def alerts(table: Table, parts: Collection[str], chart: str) -> Iterator[Alert]:
    """Yield the alerts of the parts that are on; none of them has a type."""
    for part, rows in table.items():
        if part != ALWAYS and part not in parts:
            continue
        for severity, names in rows.items():
            for name in names:
                yield Alert(
                    name=name,
                    labels={"severity": severity},
                    annotations={},
                    for_="0s",
                    expr="",
                    file=chart,
                )
