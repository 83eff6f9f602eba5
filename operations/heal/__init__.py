"""`operations heal`: after a killed engine or a vanished cluster, let `up` work again.

Says nothing where nothing is wrong, and what it did where something was.
"""

from collections.abc import Iterable
from typing import Any

from operations import console, deployed, engine
from operations.cluster import UnreachableError, connect
from operations.heal import locks, release, state


def heal(stack: str) -> None:
    """Take away what an interrupted update left; harmless where there is nothing.

    Raises:
        OperationError: where another update runs, or something cannot be healed.
    """
    locks.free(stack)
    try:
        found = engine.export(stack)
    except engine.NoStackError:
        return
    pending = deployed.pending_operations(found)
    if not pending and not list(deployed.resources(found)):
        return
    try:
        cluster = connect(stack)
        if state.of_another(cluster.server, found):
            console.say(
                "not compared with the cluster: the state is of "
                f"{state.server(found)}, and cluster.server is {cluster.server} now"
            )
            return
        _hold(stack, found)
        gone = release.free(cluster, found) | state.missing(cluster, found)
    except UnreachableError as error:
        # `up` refuses for the same reason; what is dropped now could not be put right
        # once the cluster is back.
        console.say(f"not compared with the cluster: {error}")
        return
    if gone or pending:
        engine.replace(stack, state.forget(found, gone))
        _tell(gone, pending)


def _hold(stack: str, found: dict[str, Any]) -> None:
    """Refuse while another update holds the stack in a backend that hides its locks.

    Such a backend does not take a state from us then; what it is given is its own. Only
    asked where something was interrupted, for what runs looks just so from here.
    """
    if deployed.pending_operations(found) and not locks.shown(engine.backend()):
        engine.replace(stack, found)


def _tell(gone: set[str], pending: Iterable[dict[str, Any]]) -> None:
    if pending:
        console.say(f"healed: dropped what was interrupted: {_titles(pending)}")
    if gone:
        names = ", ".join(sorted(state.title(urn) for urn in gone))
        console.say(f"healed: the cluster no longer has, up will make again: {names}")


def _titles(pending: Iterable[dict[str, Any]]) -> str:
    return ", ".join(
        f"{item['type']} {state.title(item['resource']['urn'])}" for item in pending
    )
