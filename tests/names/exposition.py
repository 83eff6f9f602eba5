"""What a /metrics page says of each family: its type and the labels of its samples."""

import re
from dataclasses import dataclass, field

_TYPE = re.compile(r"# TYPE (\S+) (\S+)")
_SAMPLE = re.compile(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ")
_LABEL = re.compile(r'([a-zA-Z_]\w*)="(?:[^"\\]|\\.)*"')
_PART = re.compile(r"_(sum|count|bucket)$")
# The labels that only the parts of a family have.
_PARTS_OWN = {"histogram": {"le"}, "summary": {"quantile"}}


@dataclass
class Served:
    """A family as a program serves it; without samples its labels are unknown."""

    type: str
    samples: int = 0
    labels: set[str] = field(default_factory=set)


def parse(text: str) -> dict[str, Served]:
    """Return the families of a page in Prometheus' text format, by name."""
    families: dict[str, Served] = {}
    for line in text.splitlines():
        if typed := _TYPE.match(line):
            families.setdefault(typed[1], Served(typed[2]))
        elif sample := _SAMPLE.match(line):
            _note(families, sample[1], sample[2] or "")
    return families


def _note(families: dict[str, Served], name: str, labels: str) -> None:
    family = families.get(name) or families.get(_PART.sub("", name))
    if family is None:
        return
    family.samples += 1
    family.labels |= set(_LABEL.findall(labels)) - _PARTS_OWN.get(family.type, set())
