"""The table of known metrics beside what one program really serves."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from domain.metrics import Exporter, Family
from tests.names.exposition import Served

AGREES = "agrees"
# Without a sample, or not served here: its labels could not be looked at.
UNSEEN = "no sample"
MISSING = "missing"
DIFFERS = "differs"
DISAGREEMENTS = frozenset({MISSING, DIFFERS})


class Row(NamedTuple):
    """What the comparison says of one metric."""

    exporter: str
    metric: str
    verdict: str
    detail: str


def compare(exporter: Exporter, served: Mapping[str, Served]) -> Iterator[Row]:
    """Yield a row for each metric of an exporter's table."""
    for name, family in exporter.families.items():
        found = served.get(name)
        if found is None and family.served_where:
            where = f"served only where {family.served_where}"
            yield Row(exporter.name, name, UNSEEN, where)
        elif found is None:
            yield Row(exporter.name, name, MISSING, "in the table, not served")
        else:
            yield Row(exporter.name, name, *_verdict(family, found))


def _verdict(family: Family, found: Served) -> tuple[str, str]:
    if found.type not in {family.type, "unknown"}:
        return DIFFERS, f"served as {found.type}, in the table as {family.type}"
    if not found.samples:
        return UNSEEN, "its labels were not compared"
    extra = {label for label in found.labels if not _has(family.labels, label)}
    gone = {name for name in family.labels if not _is_among(name, found.labels)}
    if not (extra or gone):
        return AGREES, ""
    parts = [
        f"{what} labels: {', '.join(sorted(labels))}"
        for what, labels in (("extra", extra), ("missing", gone))
        if labels
    ]
    return DIFFERS, "; ".join(parts)


def _has(names: frozenset[str], label: str) -> bool:
    return any(fnmatchcase(label, name) for name in names)


def _is_among(name: str, labels: set[str]) -> bool:
    return any(fnmatchcase(label, name) for label in labels)
