"""A link of the chain from a model's metrics to Seldon's webhook, as it was found."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from operations.cluster import Reply


class Status(StrEnum):
    """How a link is."""

    OK = "ok"
    NOTHING = "nothing yet"
    BROKEN = "broken"
    BLOCKED = "not seen"


@dataclass(frozen=True)
class Link:
    """One row: what was found and, where it is broken, why and what to do."""

    name: str
    status: Status
    found: str
    cause: str = ""
    remedy: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong here, though there may be nothing here yet."""
        return self.status in {Status.OK, Status.NOTHING}

    def as_dict(self) -> dict[str, Any]:
        """Return the link as plain data."""
        return {**asdict(self), "status": self.status.value}


def ok(name: str, found: str) -> Link:
    """Return a link that holds."""
    return Link(name, Status.OK, found)


def nothing(name: str, found: str) -> Link:
    """Return a link with nothing to hold yet."""
    return Link(name, Status.NOTHING, found)


def broken(name: str, found: str, cause: str, remedy: str) -> Link:
    """Return a link that does not hold."""
    return Link(name, Status.BROKEN, found, cause, remedy)


def blocked(name: str, by: str) -> Link:
    """Return a link that cannot be seen before an earlier one holds."""
    return Link(name, Status.BLOCKED, f"waits for: {by}")


def silent(name: str, reply: Reply, look: str) -> Link:
    """Return a link of a program that does not answer; `look` says where to look."""
    return broken(
        name,
        f"no answer: {reply.status} {reply.reason}".rstrip(),
        "the API server cannot reach its Service, or you may not use the proxy",
        f"{look}; you need the right to get services/proxy",
    )
