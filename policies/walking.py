"""Walks all values of a resource or an object; an unknown one hides no other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pulumi_policy.proxy import UnknownValueError


class Value(NamedTuple):
    """A value that is neither mapping nor list, and where it stands.

    path is as in a message: spec.remoteWrite[0].url. keys are the names above it, from
    the outermost on; of a list's item the list's own is the last.
    """

    path: str
    keys: tuple[str, ...]
    value: Any

    @property
    def key(self) -> str:
        """The innermost name."""
        return self.keys[-1] if self.keys else ""


def values(whole: object) -> Iterator[Value]:
    """Yield every value below a mapping or list.

    Raises:
        UnknownValueError: after the rest, where a preview did not know one.
    """
    unknown: list[UnknownValueError] = []
    yield from _below(whole, "", (), unknown)
    if unknown:
        raise unknown[0]


def _below(
    whole: object, path: str, keys: tuple[str, ...], unknown: list[UnknownValueError]
) -> Iterator[Value]:
    if isinstance(whole, Mapping):
        for key in whole:
            inner = f"{path}.{key}".removeprefix(".")
            yield from _at(whole, key, inner, (*keys, str(key)), unknown)
    elif isinstance(whole, Sequence) and not isinstance(whole, str):
        for index in range(len(whole)):
            yield from _at(whole, index, f"{path}[{index}]", keys, unknown)
    else:
        yield Value(path, keys, whole)


def _at(
    whole: Any,  # noqa: ANN401  a mapping or a sequence
    key: object,
    path: str,
    keys: tuple[str, ...],
    unknown: list[UnknownValueError],
) -> Iterator[Value]:
    try:
        value = whole[key]
    except UnknownValueError as error:
        unknown.append(error)
        return
    yield from _below(value, path, keys, unknown)
