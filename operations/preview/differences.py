"""What differs between two sets of properties, as paths with old and new values.

List items are told apart by their names, so that an alert put before another is one
alert more and not every alert changed. Secrets stay secret, also inside URLs.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from domain.passwords import redacted

# The engine's marks of a secret and of a value that is known only after an update.
_SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105  a mark, not a secret
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SECRET = "[secret]"  # noqa: S105  what is shown in its place
_NAMES = ("alert", "record", "name", "job")
_PLAIN = re.compile(r"^[\w-]+$")


class Difference(NamedTuple):
    """A property that changes; None where it is not there."""

    path: str
    old: str | None
    new: str | None


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], told: Sequence[str] = ()
) -> tuple[Difference, ...]:
    """Return what differs; `told` are paths that the provider says differ.

    They count where a secret hides what differs.
    """
    before, after = dict(_leaves(old)), dict(_leaves(new))
    paths = dict.fromkeys((*before, *after))
    found = [
        Difference(path, before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    ]
    hidden = [path for path in after if after[path] == before.get(path) == SECRET]
    found += [
        Difference(path, SECRET, SECRET)
        for path in told
        if any(path.startswith(secret) for secret in hidden)
    ]
    return tuple(found)


def excerpts(old: str | None, new: str | None, limit: int) -> tuple[str, str]:
    """Return two values, long ones from shortly before the place where they part."""
    texts = (old or "", new or "")
    if max(map(len, texts)) <= limit:
        return texts
    pairs = enumerate(zip(*texts, strict=False))
    parting = next((place for place, (a, b) in pairs if a != b), 0)
    start = max(0, parting - limit // 2)
    return _cut(texts[0], start, limit), _cut(texts[1], start, limit)


def _cut(text: str, start: int, limit: int) -> str:
    before = "…" if start else ""
    after = "…" if len(text) > start + limit else ""
    return f"{before}{text[start : start + limit]}{after}"


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and _SECRET in value:
        yield path, SECRET
    elif isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}{_key(str(key), path)}")
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for label, item in zip(_labels(value), value, strict=True):
            yield from _leaves(item, f"{path}[{label}]")
    else:
        yield path, _text(value)


def _key(key: str, path: str) -> str:
    if not _PLAIN.match(key):
        return f'["{key}"]'
    return f".{key}" if path else key


def _labels(items: Sequence[Any]) -> list[str]:
    """Return what tells a list's items apart: their names, or else their places."""
    labels = [_label(item) for item in items]
    if all(labels) and len(set(labels)) == len(labels):
        return labels
    return [str(place) for place in range(len(items))]


def _label(item: object) -> str:
    if not isinstance(item, Mapping):
        return ""
    return next((str(item[name]) for name in _NAMES if name in item), "")


def _text(value: object) -> str:
    if value == _UNKNOWN:
        return "known after the update"
    if isinstance(value, str):
        return redacted(value)
    return redacted(json.dumps(value))
