"""`operations verify`: every link of the chain, cause and remedy where one broke."""

import json

from rich.text import Text

from operations import console, deployed
from operations.cluster import connect
from operations.verify import chain
from operations.verify.links import Link, Status

_STYLES = {
    Status.OK: "green",
    Status.NOTHING: "dim",
    Status.BROKEN: "bold red",
    Status.BLOCKED: "yellow",
}


def verify(stack: str, timeout: float, *, as_json: bool = False) -> bool:
    """Wait up to `timeout` seconds for a stack's chain, show it, and tell if it holds.

    Raises:
        OperationError: where the stack or its cluster cannot be read.
    """
    found = deployed.read(stack)
    links = chain.wait(found, connect(stack), timeout)
    if as_json:
        print(json.dumps([link.as_dict() for link in links], indent=2))  # noqa: T201  bytes for programs
    else:
        show(links)
    return all(link.holds for link in links)


def show(links: list[Link]) -> None:
    """Print the chain as a table, then why each broken link is broken."""
    console.show(("link", "status", "found"), map(_row, links))
    for link in links:
        if link.status is Status.BROKEN:
            name = Text(link.name, _STYLES[link.status])
            console.answers.print(Text.assemble(name, f": {link.cause}"))
            console.answers.print(Text(f"  remedy: {link.remedy}"))


def _row(link: Link) -> tuple[str, Text, str]:
    return link.name, Text(link.status, _STYLES[link.status]), link.found
