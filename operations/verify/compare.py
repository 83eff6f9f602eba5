"""What was declared beside what was found, in whatever form a server gives it back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain import routes
from domain.durations import seconds

# How Alertmanager shows what it keeps to itself.
_HIDDEN = "<secret>"


def differences(
    wanted: Mapping[str, Any], found: Mapping[str, Any], path: str = ""
) -> Iterator[str]:
    """Yield where what was found departs from what was declared.

    What is only in the found one is no difference: the API and Alertmanager fill in
    defaults. Alertmanager also writes durations and matchers in its own way and hides
    URLs with credentials, and the operator adds routes of AlertmanagerConfig objects.
    """
    for key, value in wanted.items():
        where = f"{path}.{key}".removeprefix(".")
        if key not in found:
            yield f"{where} is missing"
        else:
            yield from _value(value, found[key], where)


def masked(wanted: object, found: object) -> Any:  # noqa: ANN401  whatever JSON holds
    """Return what was found, hidden wherever what was declared is."""
    if wanted == _HIDDEN:
        return wanted
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        return {key: masked(wanted.get(key), value) for key, value in found.items()}
    if isinstance(wanted, list) and isinstance(found, list):
        beyond = [None] * (len(found) - len(wanted))
        pairs = zip([*wanted, *beyond], found, strict=False)
        return [masked(one, other) for one, other in pairs]
    return found


def _value(wanted: Any, found: Any, where: str) -> Iterator[str]:  # noqa: ANN401  whatever JSON holds
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        yield from differences(wanted, found, where)
    elif isinstance(wanted, Sequence) and wanted and isinstance(wanted[0], Mapping):
        yield from _entries(wanted, found or (), where)
    elif _plain(wanted, where) != _plain(found, where) and found != _HIDDEN:
        yield f"{where} is {found}, not {wanted if wanted != '' else 'empty'}"


def _entries(wanted: Sequence[Any], found: Sequence[Any], where: str) -> Iterator[str]:
    """Yield for each entry without its like the least that is wrong with one."""
    for number, entry in enumerate(wanted):
        name = f"{where}[{entry.get('name', number)}]"
        tried = [list(differences(entry, other, name)) for other in found]
        yield from min(tried, key=len, default=[f"{name} is missing"])


def _plain(value: Any, where: str) -> object:  # noqa: ANN401  whatever JSON holds
    """Return a value in one form, however it was written."""
    if where.endswith("matchers"):
        return [routes.matcher(text) for text in value]
    duration = seconds(value) if isinstance(value, str) else None
    return value if duration is None else duration


def several(found: Sequence[str]) -> str:
    """Return the first of several differences and how many more there are."""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return found[0] + more
