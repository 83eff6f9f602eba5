"""YAML whose maps know the line that they stand on, and that has each key once.

PyYAML keeps the last of two equal keys; Prometheus and Kubernetes refuse the second. A
key without a value counts as not given, as it does for both.
"""

from collections.abc import Iterator
from typing import Any

import yaml


class Lined(dict[str, Any]):
    """A map that knows its line and that of each key; lines count from 1."""

    line = 0

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Return the line of a key, or that of the map where it has no such key."""
        return self.lines.get(key, self.line)


def load_all(text: str) -> list[Any]:
    """Return the documents of a text.

    Raises:
        yaml.YAMLError: where it is not YAML, or has a key twice.
    """
    return list(yaml.load_all(text, Loader=_Loader))


class _Loader(yaml.SafeLoader):
    """Makes each map a Lined one."""

    def lined(self, node: yaml.MappingNode) -> Iterator[Lined]:
        """Construct a map in two steps, as the loader wants it for recursive ones."""
        found = Lined()
        found.line = node.start_mark.line + 1
        yield found
        self._note_keys(node, found)
        given: dict[Any, Any] = self.construct_mapping(node)
        found.update({key: it for key, it in given.items() if it is not None})

    def _note_keys(self, node: yaml.MappingNode, found: Lined) -> None:
        for key, _ in node.value:
            name = str(key.value)
            if name in found.lines:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {name} is there twice", key.start_mark
                )
            found.lines[name] = key.start_mark.line + 1


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.lined)
