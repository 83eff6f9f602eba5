"""A preview as a few plain lines, and the words that its comment shares with them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from operations.preview.differences import excerpts
from operations.preview.events import MANDATORY, OPERATIONS, Previewed

# Characters of one value.
WIDTH = 100


@dataclass(frozen=True)
class Subject:
    """What was previewed: the stack, where it departs from what is committed."""

    stack: str
    overridden: tuple[str, ...] = ()
    deployed: bool = True

    def notes(self) -> Iterator[str]:
        """Yield what a reader must know before believing the rest."""
        if self.overridden:
            keys = ", ".join(self.overridden)
            yield f"not as committed, for this preview only: {keys}"
        else:
            yield "exactly as committed"
        if not self.deployed:
            yield (
                f"{self.stack} is not in this backend: this is its first deployment, "
                "and the backend has forgotten it again"
            )


def headline(found: Previewed) -> str:
    """Return the outcome in one line."""
    counted = Counter(change.operation for change in found.changes)
    parts = [f"{counted[name]} to {name}" for name in OPERATIONS if counted[name]]
    said = ", ".join(parts) or "no change"
    if not found.failed and not found.refused:
        return said
    outcome = "refused by policy" if found.refused else "failed"
    return f"{outcome} ({said})" if parts else outcome


def lines(subject: Subject, found: Previewed) -> Iterator[str]:
    """Yield the plain lines."""
    yield from subject.notes()
    for change in found.changes:
        yield f"{change.operation:8} {change.type} {change.name}"
        for item in change.properties:
            old, new = excerpts(item.old, item.new, WIDTH)
            yield f"         {item.path}: {_flat(old)} -> {_flat(new)}"
    for severity in ("info", "warning", "error"):
        for text in found.said(severity):
            yield f"{severity}: {text}"
    refusing = {verdict.policy for verdict in found.verdicts}
    for policy in sorted(found.policies - refusing):
        yield f"policy {policy} passes"
    for verdict in found.verdicts:
        says = "refuses" if verdict.level == MANDATORY else "advises"
        yield f"policy {verdict.policy} {says} {verdict.resource}: {verdict.message}"
    yield f"{subject.stack}: {headline(found)}"


def _flat(value: str) -> str:
    return " ".join(value.split()) or "(none)"
