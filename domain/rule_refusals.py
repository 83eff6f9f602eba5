"""What Prometheus or the API server would refuse of a customer's rules, with its line.

Beyond the layout: durations, names, texts that are no text, expressions.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from domain import durations
from domain.lines import Lined
from domain.lint import read_problem

_DURATION = re.compile(durations.SHAPE)
_DURATIONS = ("interval", "query_offset", "for", "keep_firing_for")
_TEXTS = ("labels", "annotations")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_RECORD = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
# What a Prometheus newer than the parser may read after all.
_PERHAPS_NEWER = ("unknown function", "bad number")


def refused(group: Lined) -> Iterator[tuple[int, str]]:
    """Yield line and complaint for what is refused of a group with a sound layout."""
    where = f"group {group['name']}"
    yield from _durations(group, where)
    yield from _limit(group, where)
    yield from _texts(group, where)
    for rule in group["rules"]:
        name = rule.get("alert") or rule["record"]
        yield from _durations(rule, f"{where}: {name}")
        yield from _texts(rule, f"{where}: {name}")
        yield from _names(rule, f"{where}: {name}")
        yield from _expression(rule, f"{where}: {name}")


def refused_metadata(manifest: Lined) -> Iterator[tuple[int, str]]:
    """Yield line and complaint for metadata that the API server refuses."""
    metadata = manifest.get("metadata", Lined())
    if not isinstance(metadata, Lined):
        line = manifest.line_of("metadata")
        yield line, f"metadata is {metadata!r}; write a map with the object's name"
        return
    for field in _TEXTS:
        texts = metadata.get(field, Lined())
        if isinstance(texts, Lined):
            yield from _not_text(texts, f"metadata: {field}")
        else:
            yield (
                metadata.line_of(field),
                f"metadata: {field} is {texts!r}; write a map of names to texts",
            )


def _durations(part: Lined, where: str) -> Iterator[tuple[int, str]]:
    for key in _DURATIONS:
        value = part.get(key, "0")
        if not isinstance(value, str) or not _DURATION.fullmatch(value):
            yield (
                part.line_of(key),
                f'{where}: {key} is {value!r}; write a duration like "5m"',
            )


def _limit(group: Lined, where: str) -> Iterator[tuple[int, str]]:
    value = group.get("limit", 0)
    if type(value) is not int:
        line = group.line_of("limit")
        yield line, f"{where}: limit is {value!r}; write a whole number"


def _texts(part: Lined, where: str) -> Iterator[tuple[int, str]]:
    """Complain of labels and annotations that are no texts, or that cannot be read."""
    for field in _TEXTS:
        texts = part.get(field, Lined())
        yield from _not_text(texts, f"{where}: {field}")
        for key, value in texts.items():
            line = texts.line_of(key)
            if not isinstance(key, str) or not isinstance(value, str):
                continue
            if not _LABEL.fullmatch(key):
                yield line, f"{where}: {field} {key}: write letters, digits and _ only"
            elif (field, key) == ("labels", "__name__"):
                yield (
                    line,
                    f"{where}: {field} {key}: the name of the metric; take it out",
                )
            elif value.count("{{") != value.count("}}"):
                yield line, f"{where}: {field} {key}: close each {{{{ with }}}}"


def _not_text(texts: Lined, where: str) -> Iterator[tuple[int, str]]:
    """Complain of what Kubernetes would not take as text."""
    for key, value in texts.items():
        line = texts.line_of(str(key))
        if not isinstance(key, str):
            yield line, f"{where} {key}: put the name in quotes"
        elif not isinstance(value, str):
            yield line, f"{where} {key} is {value!r}; put it in quotes"


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
