"""Where an alert goes: a walk of Alertmanager's route tree.

The same walk as `amtool config routes test`: the first matching child wins unless it
says `continue`; a node whose children all pass keeps the alert for its own receiver.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

_MATCHER = re.compile(r'^\s*([^=!~\s]+)\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*$')


class Matcher(NamedTuple):
    """One `label operator value` of a route."""

    label: str
    operator: str
    value: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Tell whether an alert's labels satisfy it; a missing label is empty."""
        found = labels.get(self.label, "")
        if self.operator in {"=", "!="}:
            equal = found == self.value
        else:
            equal = re.fullmatch(self.value, found) is not None
        return equal != self.operator.startswith("!")


def matcher(text: str) -> Matcher:
    """Parse a matcher as Alertmanager's configuration writes it.

    Raises:
        ValueError: where the text is none.
    """
    match = _MATCHER.match(text)
    if match is None:
        raise ValueError(f'{text!r} is not a matcher; write label =~ "value"')
    return Matcher(match[1], match[2], match[3].replace('\\"', '"'))


def receivers(route: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return the receivers that an alert reaches, in the order of the tree."""
    return tuple(_walk(route, labels, str(route.get("receiver", ""))))


def _walk(
    route: Mapping[str, Any], labels: Mapping[str, str], inherited: str
) -> Iterator[str]:
    receiver = str(route.get("receiver") or inherited)
    if not all(matcher(text).matches(labels) for text in route.get("matchers", ())):
        return
    reached = False
    for child in route.get("routes", ()):
        found = tuple(_walk(child, labels, receiver))
        yield from found
        reached = reached or bool(found)
        if found and not child.get("continue", False):
            break
    if not reached:
        yield receiver
