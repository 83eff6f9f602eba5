"""YAML that people read, in keys' own order, and YAML as Kubernetes reads it."""

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


class _Loader(yaml.CSafeLoader):
    """Reads as Kubernetes does: no dates, no `=` that stands for a value."""


_Loader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag.rpartition(":")[2] not in {"timestamp", "value"}
    ]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


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


def read(text: str) -> Any:  # noqa: ANN401  whatever YAML holds
    """Return a document as Kubernetes reads it.

    Raises:
        yaml.YAMLError: for text that is none.
    """
    return yaml.load(text, _Loader)  # noqa: S506  it is a safe one


def read_all(text: str) -> list[Any]:
    """Return documents as Kubernetes reads them.

    Raises:
        yaml.YAMLError: for text that holds none.
    """
    return list(yaml.load_all(text, _Loader))


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
