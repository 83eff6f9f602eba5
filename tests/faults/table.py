"""The table of faults, as docs/faults.md shows it."""

from collections.abc import Iterator
from pathlib import Path

from tests.faults.catching import SETTINGS, faults, refused, ruins

PAGE = Path("docs/faults.md")
_HEAD = """\
# Faults

What people get wrong, and what catches it. Tests put each into a stack or a cluster
(`tests/faults/`); `make golden` writes this page.

- **settings**: the program refuses it before anything is declared; no cluster is asked.
- **policy**: a guardrail refuses it in the preview of a pull request, and again in `up`
  ([policies.md](policies.md)).
- **up**: refused by a look at the cluster or the backend, before anything changes.
- **verify**: done to a running stack, and told by `make verify`.

"""


def page() -> str:
    """Return the page."""
    found = list(rows())
    before = sum(caught != "verify" for _, caught, _ in found)
    lines = [
        f"{len(found)} faults, {before} of them caught before a cluster changed.",
        "",
        "| fault | caught by | named |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in found),
    ]
    return _HEAD + "\n".join(lines) + "\n"


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield for each fault what catches it, and under which name."""
    for fault in faults():
        by = fault.caught
        yield (
            fault.fault,
            *((SETTINGS, "") if by == SETTINGS else ("policy", f"`{by}`")),
        )
    for own in refused():
        yield own.fault, "up", ""
    for ruin in ruins():
        yield ruin.fault, "verify", ruin.link
