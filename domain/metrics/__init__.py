"""Known metrics: which exporter gives which metric and label, from which version on.

One file per exporter, <exporter>.yaml, in the exporter's own terms: its families with
type and labels. What a query sees is derived here: a histogram's three names, and the
labels that the operator's monitors put on every target.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from domain.monitors import TARGET_LABELS

DIRECTORY = Path(__file__).parent

COUNTER, GAUGE, HISTOGRAM, SUMMARY = TYPES = (
    "counter",
    "gauge",
    "histogram",
    "summary",
)
# A type that nothing is concluded from.
UNTYPED = "untyped"


@dataclass(frozen=True)
class Family:
    """A metric as its exporter declares it; labels are the exporter's own.

    A label that ends in * stands for all that start so. labels_since names the labels
    that are younger than the metric; served_where says when it is there, if not always.
    """

    name: str
    type: str
    labels: frozenset[str]
    since: str
    source: str
    labels_since: Mapping[str, str]
    served_where: str = ""

    def samples(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Yield each name that can be queried, its type and its labels."""
        if self.type in {HISTOGRAM, SUMMARY}:
            yield f"{self.name}_sum", COUNTER, self.labels
            yield f"{self.name}_count", COUNTER, self.labels
        if self.type == HISTOGRAM:
            yield f"{self.name}_bucket", COUNTER, self.labels | {"le"}
        elif self.type == SUMMARY:
            yield self.name, GAUGE, self.labels | {"quantile"}
        else:
            yield self.name, self.type, self.labels


@dataclass(frozen=True)
class Exporter:
    """What one program serves, and how it is scraped.

    `not_compared` says why `make names` cannot ask the real program, where it cannot.
    """

    name: str
    title: str
    families: Mapping[str, Family]
    target_labels: frozenset[str]
    honor_labels: bool
    not_compared: str

    def labels(self, own: frozenset[str]) -> frozenset[str]:
        """Return the labels that a query sees where the exporter itself gives these."""
        hidden = frozenset() if self.honor_labels else own & self.target_labels
        return own | self.target_labels | {f"exported_{label}" for label in hidden}


@dataclass(frozen=True)
class Metric:
    """A name that can be queried; labels include those of its target."""

    name: str
    type: str
    labels: frozenset[str]


@cache
def exporters() -> tuple[Exporter, ...]:
    """Return every exporter of the table, by name."""
    return tuple(_exporter(path) for path in sorted(DIRECTORY.glob("*.yaml")))


@cache
def known() -> Mapping[str, tuple[Metric, ...]]:
    """Return what can be queried, by name; several exporters may give one name."""
    found: dict[str, tuple[Metric, ...]] = {}
    for exporter in exporters():
        for family in exporter.families.values():
            for name, kind, labels in family.samples():
                metric = Metric(name, kind, exporter.labels(labels))
                found[name] = (*found.get(name, ()), metric)
    return MappingProxyType(found)


def _exporter(path: Path) -> Exporter:
    table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    families = {
        name: Family(
            name=name,
            type=row["type"],
            labels=frozenset(row.get("labels", ())),
            since=row.get("since", table["since"]),
            source=row.get("source", table["source"]),
            labels_since=MappingProxyType(row.get("labelsSince", {})),
            served_where=row.get("servedWhere", ""),
        )
        for name, row in table["metrics"].items()
    }
    target = TARGET_LABELS[table["monitor"]] | set(table.get("targetLabels", ()))
    return Exporter(
        name=path.stem,
        title=table["title"],
        families=MappingProxyType(families),
        target_labels=target,
        honor_labels=table.get("honorLabels", False),
        not_compared=table.get("notCompared", ""),
    )
