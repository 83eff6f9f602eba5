"""`python -m tests.names`: the table of known metrics against the real software.

Beside the tests and not among the operations, since it proves data of the project,
knows no stack, and needs the sandbox, which nothing of the product may know.
"""

import contextlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from domain import metrics
from tests.names import packages, programs
from tests.names.cluster import sandbox
from tests.names.comparison import DISAGREEMENTS, Row, compare
from tests.names.exposition import parse
from tests.names.processes import NamesError

Source = Callable[[Path], str]
_ALONE: dict[str, Source] = {
    "mlserver": packages.mlserver,
    "seldon-core-1-python": packages.python_wrapper,
    "prometheus": programs.prometheus,
    "process": programs.prometheus,
    "alertmanager": programs.alertmanager,
    "node-exporter": programs.node_exporter,
}
_IN_CLUSTER = {
    "kube-state-metrics": "kube_state_metrics",
    "kubelet": "kubelet",
    "cadvisor": "cadvisor",
    "prometheus-operator": "operator",
}


def main(
    exporters: Annotated[
        list[str] | None, typer.Argument(help="Tables of domain/metrics; all.")
    ] = None,
    *,
    instance: Annotated[int, typer.Option(help="Which sandbox to use.")] = 4,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Compare; exit 1 where a table disagrees or its software cannot be asked."""
    wanted = chosen(exporters or [])
    rows: list[Row] = []
    failures: list[str] = []
    with contextlib.ExitStack() as stack:
        sources = dict(_ALONE)
        if any(it.name in _IN_CLUSTER for it in wanted):
            cluster = stack.enter_context(sandbox(instance))
            sources |= {
                name: getattr(cluster, asked) for name, asked in _IN_CLUSTER.items()
            }
        for exporter in wanted:
            if exporter.not_compared:
                continue
            try:
                rows += _compared(exporter, sources[exporter.name])
            except NamesError as error:
                failures.append(f"{exporter.name}: {error}")
    _show(wanted, rows, failures, as_json=as_json)
    if failures or any(row.verdict in DISAGREEMENTS for row in rows):
        raise typer.Exit(1)


def chosen(names: Collection[str]) -> tuple[metrics.Exporter, ...]:
    """Return the tables of some names; all of them for none.

    Raises:
        NamesError: for a name that no table has.
    """
    every = metrics.exporters()
    known = [exporter.name for exporter in every]
    for name in names:
        if name not in known:
            raise NamesError(f"no table is called {name}; known: {', '.join(known)}")
    return tuple(it for it in every if not names or it.name in names)


def _compared(exporter: metrics.Exporter, source: Source) -> Iterator[Row]:
    typer.echo(f"asking {exporter.title}", err=True)
    with tempfile.TemporaryDirectory() as folder:
        yield from compare(exporter, parse(source(Path(folder))))


def _show(
    wanted: Iterable[metrics.Exporter],
    rows: list[Row],
    failures: list[str],
    *,
    as_json: bool,
) -> None:
    skipped = {it.name: it.not_compared for it in wanted if it.not_compared}
    if as_json:
        found = [row._asdict() for row in rows]
        whole = {"metrics": found, "notCompared": skipped, "failures": failures}
        typer.echo(json.dumps(whole, indent=2))
        return
    console = Console(width=120)
    counts = Counter((row.exporter, row.verdict) for row in rows)
    table = Table("exporter", "agree", "no sample", "missing", "differ")
    for name in dict.fromkeys(row.exporter for row in rows):
        verdicts = ("agrees", "no sample", "missing", "differs")
        table.add_row(name, *(str(counts[name, verdict]) for verdict in verdicts))
    console.print(table)
    for row in rows:
        if row.verdict != "agrees":
            console.print(f"{row.exporter}: {row.metric}: {row.verdict}; {row.detail}")
    for name, reason in skipped.items():
        console.print(f"{name}: not compared: {reason}")
    for failure in failures:
        console.print(f"cannot be asked: {failure}")


if __name__ == "__main__":
    try:
        typer.run(main)
    except NamesError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
