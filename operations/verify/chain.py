"""The whole chain, looked at until every link holds or time is up."""

from collections.abc import Iterator
from time import monotonic, sleep

from rich.text import Text

from operations import console
from operations.cluster import Cluster, UnreachableError
from operations.deployed import Deployed
from operations.verify import (
    alertmanager,
    files,
    istio,
    monitors,
    objects,
    prometheus,
    seldon,
    usage,
    workloads,
)
from operations.verify.links import Link, Status, blocked

# Seconds between two looks.
PAUSE = 2.0


def wait(stack: Deployed, cluster: Cluster, timeout: float) -> list[Link]:
    """Return the links once all hold, or as they are after `timeout` seconds."""
    start, seen, links = monotonic(), set[str](), list[Link]()
    with console.progress.status("looking at every link") as status:
        while True:
            links = _again(cluster, stack, links)
            elapsed = monotonic() - start
            _tell(links, seen, elapsed)
            waiting = [link for link in links if not link.holds]
            if not waiting or elapsed + PAUSE > timeout:
                return links
            words = f"{_first(waiting)}  {elapsed:.0f} of {timeout:.0f} s"
            status.update(Text(words))
            sleep(PAUSE)


def _again(cluster: Cluster, stack: Deployed, before: list[Link]) -> list[Link]:
    """Return the links as they are, or as before where the cluster falls silent."""
    try:
        return list(look(cluster, stack))
    except UnreachableError as error:
        if not before:
            raise
        return [blocked(link.name, str(error)) for link in before]


def look(cluster: Cluster, stack: Deployed) -> Iterator[Link]:
    """Yield every link as it is now, each after those that it needs."""
    if stack.files:
        yield from files.look(cluster, stack)
        return
    yield from workloads.look(cluster, stack.names)
    yield objects.look(cluster, stack)
    api = prometheus.Prometheus(cluster, stack.outputs["endpoints"]["prometheus"])
    first, *rest = prometheus.look(cluster, api, stack)
    yield first
    if first.holds:
        yield from rest
        yield from monitors.look(cluster, api, stack.outputs["monitors"])
        yield from usage.look(cluster, api)
        yield from istio.look(cluster, api, stack)
    else:
        for name in ("rules", "monitors", "usage records"):
            yield blocked(name, prometheus.CONFIGURATION)
    yield from alertmanager.look(cluster, stack)
    yield from seldon.look(cluster, stack)


def _tell(links: list[Link], seen: set[str], elapsed: float) -> None:
    """Print each link once, when it first holds, for who watches a log."""
    for link in links:
        if link.status is Status.OK and link.name not in seen:
            seen.add(link.name)
            console.progress.print(f"[green]✓[/] {link.name}  [dim]{elapsed:.1f} s[/]")


def _first(waiting: list[Link]) -> str:
    link = waiting[0]
    return f"{link.name}: {link.cause or link.found}"
