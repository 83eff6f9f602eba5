"""`operations audit`: the policies on what a stack has deployed, by its own state.

The state goes from the backend to the engine through a pipe, as it was exported: with
its secrets encrypted, and never onto a disk. The engine judges it without cluster,
provider and passphrase; what is encrypted it judges as "[secret]".
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from operations import console, deployed, engine, policypack
from operations.errors import OperationError
from operations.preview.events import MANDATORY, Verdict, gather

COLUMNS = ("policy", "level", "resource", "finding")


def audit(stack: str, file: Path | None = None, *, as_json: bool = False) -> bool:
    """Show what the policies say of a stack's state; tell whether none refuses.

    file is a state that was exported before; without it the backend is asked.

    Raises:
        OperationError: where there is no state, or the engine cannot judge it.
    """
    flags = policypack.flags(stack)
    state = _state(stack, file)
    with console.step(f"ask the policies of what {stack} has deployed"):
        found = gather(engine.analyze(json.dumps(state), flags))
    if found.failed and not found.refused:
        said = " ".join(found.said("error")) or "it gave no reason"
        raise OperationError(f"the engine could not judge the state: {said}")
    rows = sorted(map(_row, found.verdicts), key=lambda row: (row[1] != MANDATORY, row))
    if rows or as_json:
        console.show(COLUMNS, rows, as_json=as_json)
    console.say(_outcome(stack, state, found.verdicts))
    return not found.refused


def _state(stack: str, file: Path | None) -> Mapping[str, Any]:
    state = engine.export(stack) if file is None else _read(file)
    if not list(deployed.resources(state)):
        where = f"stack {stack}" if file is None else str(file)
        raise OperationError(
            f"{where} has nothing deployed to look at; deploy it first: "
            f"pulumi up --stack {stack}"
        )
    return state


def _read(file: Path) -> Mapping[str, Any]:
    try:
        state = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        state = None
    if not isinstance(state, dict) or "deployment" not in state:
        raise OperationError(
            f"{file} is no state; give one that `pulumi stack export` wrote", 2
        )
    return state


def _row(verdict: Verdict) -> tuple[str, str, str, str]:
    return verdict.policy, verdict.level, verdict.resource, verdict.message


def _outcome(stack: str, state: Mapping[str, Any], verdicts: list[Verdict]) -> str:
    count = len(list(deployed.resources(state)))
    refusals = sum(verdict.level == MANDATORY for verdict in verdicts)
    advised = len(verdicts) - refusals
    return f"{stack}: {count} resources, {refusals} refused, {advised} advised"
