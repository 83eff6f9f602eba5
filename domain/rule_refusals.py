"""What Prometheus or the API server would refuse of a customer's rules, with its line.

Beyond the layout: durations, names, texts that are no text, expressions.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from domain.lines import Lined
from domain.lint import read_problem

_DURATION = re.compile(r"0|(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?")
_DURATIONS = ("interval", "query_offset", "for", "keep_firing_for")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_RECORD = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
# What a Prometheus newer than the parser may read after all.
_PERHAPS_NEWER = ("unknown function", "bad number")


def refused(group: Lined) -> Iterator[tuple[int, str]]:
    """Yield line and complaint for what is refused of a group with a sound layout."""
    where = f"group {group['name']}"
    yield from _durations(group, where)
    for rule in group["rules"]:
        name = rule.get("alert") or rule["record"]
        yield from _durations(rule, f"{where}: {name}")
        yield from _texts(rule, f"{where}: {name}")
        yield from _names(rule, f"{where}: {name}")
        yield from _expression(rule, f"{where}: {name}")


def _durations(part: Lined, where: str) -> Iterator[tuple[int, str]]:
    for key in _DURATIONS:
        value = part.get(key, "0")
        if not isinstance(value, str) or not _DURATION.fullmatch(value):
            yield (
                part.line_of(key),
                f'{where}: {key} is {value!r}; write a duration like "5m"',
            )


def _texts(rule: Lined, where: str) -> Iterator[tuple[int, str]]:
    """Complain of labels and annotations that Kubernetes would not take as text."""
    for field in ("labels", "annotations"):
        for key, value in rule.get(field, Lined()).items():
            line = rule[field].line_of(key)
            if not isinstance(value, str):
                yield line, f"{where}: {field} {key} is {value!r}; put it in quotes"
            elif not _LABEL.fullmatch(str(key)):
                yield line, f"{where}: {field} {key}: write letters, digits and _ only"
            elif value.count("{{") != value.count("}}"):
                yield line, f"{where}: {field} {key}: close each {{{{ with }}}}"


def _names(rule: Lined, where: str) -> Iterator[tuple[int, str]]:
    record = rule.get("record")
    if record is not None and not _RECORD.fullmatch(str(record)):
        yield (
            rule.line_of("record"),
            f"{where}: not the name of a metric; write letters, digits, _ and :",
        )


def _expression(rule: Mapping[str, Any], where: str) -> Iterator[tuple[int, str]]:
    problem = read_problem(rule)
    if problem and not problem.startswith(_PERHAPS_NEWER):
        line = rule.line_of("expr") if isinstance(rule, Lined) else 0
        yield line, f"{where}: expr cannot be read ({problem}); correct the PromQL"
