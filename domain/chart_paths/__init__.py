"""The value paths that this program sets in each chart, with their shapes.

A chart without a values schema takes a path that it does not know without a word, so a
path that a newer version renamed would be lost in silence. Hence one table per chart
and version, held against the chart's own file by a test.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

Table = Mapping[str, str]

_FOLDER = Path(__file__).parent
SHAPES: Mapping[str, type | tuple[type, ...]] = {
    "boolean": bool,
    "integer": int,
    "list": list,
    "map": Mapping,
    "string": str,
}


def known() -> tuple[str, ...]:
    """Return the charts that have a table, as name-version."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


def table(chart: str, version: str) -> Table:
    """Return the paths that are ours in a chart.

    Raises:
        LookupError: where none is known for this version, with those that are.
    """
    file = _FOLDER / f"{chart}-{version}.yaml"
    if not file.is_file():
        raise LookupError(
            f"no table of value paths for {chart}-{version}; known: "
            f"{', '.join(known())}; pin one of them"
        )
    found: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def problems(table: Table, values: Mapping[str, Any]) -> Iterator[str]:
    """Complain about values on a path that is not in the table, or of another shape."""
    for path, value in _down(values, table):
        if path not in table:
            yield f"{path} is not in the table of value paths"
        elif not _has_shape(value, table[path]):
            yield f"{path} is {value!r}, not a {table[path]}"


def met(paths: Collection[str], overlay: Mapping[str, Any]) -> Iterator[str]:
    """Yield each path of an overlay that meets one of some paths."""
    for path, _ in _down(overlay, paths):
        if any(path == own or own.startswith(f"{path}.") for own in paths):
            yield path


def _down(
    values: Mapping[str, Any], paths: Collection[str], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield values with their dotted paths, no deeper than some paths go."""
    for key, value in values.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping) and value and path not in paths:
            yield from _down(value, paths, f"{path}.")
        else:
            yield path, value


def _has_shape(value: object, shape: str) -> bool:
    if isinstance(value, bool):
        return shape == "boolean"
    return isinstance(value, SHAPES[shape])
