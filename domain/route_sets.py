"""Which routes can never match, proved from their matchers alone.

A route is named only where that is certain: no set of labels satisfies what it asks, or
an earlier sibling without `continue` takes every set that does. Values are enumerated
where a label's matchers allow finitely many; beyond that matchers are compared as text.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.routes import Matcher, matchers

# Words and what stands between them, no other operator of a regular expression.
_WORDS = re.compile(r"[^.*+?()\[\]{}^$\\]*")
_EVERYTHING = ".*"
# More combinations than a reader would write by hand are not enumerated.
_MOST = 4096


def never_matched(
    route: Mapping[str, Any], asked: Sequence[Matcher] = ()
) -> Iterator[str]:
    """Yield why each route that can match no alert cannot, by its receiver."""
    earlier: list[tuple[str, Sequence[Matcher]]] = []
    for child in route.get("routes", ()):
        own = tuple(matchers(child))
        name = str(child.get("receiver") or route.get("receiver", ""))
        problem = _never((*asked, *own), earlier)
        if problem:
            yield f"the route to {name} can never match: {problem}"
        else:
            yield from never_matched(child, (*asked, *own))
        if not child.get("continue", False):
            earlier.append((name, own))


def _never(
    asked: Sequence[Matcher], earlier: Sequence[tuple[str, Sequence[Matcher]]]
) -> str | None:
    contradiction = _contradiction(asked)
    if contradiction:
        return f"no value of {contradiction} satisfies all that it asks"
    if _covered(asked, [own for _, own in earlier]):
        names = ", ".join(dict.fromkeys(name for name, _ in earlier))
        return f"earlier routes without continue ({names}) take all that it asks for"
    return None


def _contradiction(asked: Sequence[Matcher]) -> str | None:
    """Return a label that no value can satisfy."""
    for label in dict.fromkeys(wanted.label for wanted in asked):
        values = _values(label, asked)
        if values is not None and not values:
            return label
    return None


def _covered(asked: Sequence[Matcher], earlier: Sequence[Sequence[Matcher]]) -> bool:
    """Tell whether every set of labels that is asked for is taken earlier."""
    labels = dict.fromkeys(wanted.label for wanted in asked)
    finite = {
        label: found for label in labels if (found := _values(label, asked)) is not None
    }
    combinations = itertools.product(*finite.values())
    few = list(itertools.islice(combinations, _MOST + 1))
    if len(few) > _MOST:
        return False
    sets = [dict(zip(finite, values, strict=True)) for values in few]
    return all(
        any(all(_holds(one, known, asked) for one in taken) for taken in earlier)
        for known in sets
    )


def _holds(wanted: Matcher, known: Mapping[str, str], asked: Sequence[Matcher]) -> bool:
    if wanted.label in known:
        return wanted.matches(known)
    everything = wanted.operator == "=~" and wanted.value == _EVERYTHING
    return everything or wanted in asked


def _values(label: str, asked: Sequence[Matcher]) -> list[str] | None:
    """Return the values that a label can have; None where they cannot be counted."""
    own = [wanted for wanted in asked if wanted.label == label]
    counted = [found for wanted in own if (found := _finite(wanted)) is not None]
    if not counted:
        return None
    return [
        value
        for value in min(counted, key=len)
        if all(wanted.matches({label: value}) for wanted in own)
    ]


def _finite(wanted: Matcher) -> list[str] | None:
    """Return the values that one matcher allows, where it names them."""
    if wanted.operator == "=":
        return [wanted.value]
    if wanted.operator == "=~" and _WORDS.fullmatch(wanted.value):
        return list(dict.fromkeys(wanted.value.split("|")))
    if wanted.operator == "!~" and wanted.value == _EVERYTHING:
        return []
    return None
