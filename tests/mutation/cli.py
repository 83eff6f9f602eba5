"""The command: progress to standard error, the answer to standard output."""

import json
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from tests.mutation import report, survivors
from tests.mutation.promtool import MutationError
from tests.mutation.runner import Bench, Outcome

ENOUGH = 0.95
# In a log there is no bar: a line per so many mutants.
EVERY = 100

progress = Console(stderr=True, highlight=False, soft_wrap=True)
answers = Console(highlight=False, width=None if sys.stdout.isatty() else 150)


def run(
    files: Annotated[
        list[str] | None, typer.Argument(help="Rule files by name; default: all.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Change each rule in one place at a time and see which tests notice.

    Exit 1 below 95 %, or where a survivor has no reason in survivors.yaml.
    """
    start = monotonic()
    try:
        reasons = survivors.load()
        with tempfile.TemporaryDirectory() as folder:
            outcomes = tried(Path(folder), files or [])
    except MutationError as error:
        progress.print(f"error: {error}", markup=False, style="bold red")
        raise typer.Exit(2) from None
    elapsed = monotonic() - start
    if as_json:
        found = report.as_json(outcomes, reasons, elapsed)
        print(json.dumps(found, indent=2))  # noqa: T201  bytes for programs
    else:
        answers.print(report.table(outcomes))
    if not held(outcomes, reasons, elapsed):
        raise typer.Exit(1)


def tried(folder: Path, files: list[str]) -> list[Outcome]:
    """Put the mutants to the test, telling how far it is."""
    bench = Bench(folder)
    chosen = bench.mutants(files)
    progress.print(f"{len(chosen)} mutants; first the unchanged rules")
    bench.check()
    start = monotonic()
    outcomes = []
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        TextColumn("{task.description}"), *columns, console=progress
    ) as shown:
        task = shown.add_task("mutants", total=len(chosen))
        for outcome in bench.outcomes(chosen):
            outcomes.append(outcome)
            shown.update(task, advance=1, description=outcome.mutant.rule)
            if not progress.is_terminal and len(outcomes) % EVERY == 0:
                passed = monotonic() - start
                progress.print(f"{len(outcomes)} of {len(chosen)}, {passed:.0f} s")
    return outcomes


def held(
    outcomes: list[Outcome], reasons: dict[survivors.Key, str], elapsed: float
) -> bool:
    """Say the score and what is wrong; tell whether the tests hold the rules."""
    every = [outcome.mutant for outcome in outcomes]
    survived = [outcome.mutant for outcome in outcomes if not outcome.noticed_by]
    wrong = list(survivors.complaints(reasons, survived, every))
    for line in wrong:
        progress.print(line, markup=False, style="red")
    reached = report.score(outcomes)
    progress.print(
        f"{reached:.1%} of {len(every)} mutants noticed, {len(survived)} survived, "
        f"{len(wrong)} complaints, {elapsed:.0f} s"
    )
    return reached >= ENOUGH and not wrong


def main() -> None:
    """Run the command."""
    typer.run(run)
