"""YAML that people read: keys in their own order, several lines as a literal block."""

from collections.abc import Iterable
from typing import Any

import yaml

# Keys that readers look for first; the rest follow by name.
_FIRST = (
    "apiVersion",
    "kind",
    "metadata",
    "name",
    "namespace",
    "interval",
    "alert",
    "record",
    "expr",
    "for",
    "labels",
    "annotations",
)


class _Dumper(yaml.SafeDumper):
    """Writes for readers: no aliases, lists indented below their key."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  PyYAML's
        """Write what occurs twice twice."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  PyYAML's
        """Indent lists below their key."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def ordered(value: object) -> Any:  # noqa: ANN401  whatever YAML holds
    """Return a copy whose keys stand in readers' order, whatever order they came in."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=_rank)}
    if isinstance(value, list):
        return [ordered(item) for item in value]
    return value


def _rank(key: str) -> tuple[int, str]:
    return (_FIRST.index(key) if key in _FIRST else len(_FIRST), key)


def dump(document: object) -> str:
    """Return a document as text."""
    return yaml.dump(
        document,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=1_000_000,
    )


def dump_all(documents: Iterable[Any]) -> str:
    """Return documents as text, each after a line of dashes."""
    return "".join(f"---\n{dump(document)}" for document in documents)
