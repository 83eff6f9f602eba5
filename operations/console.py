"""What people see of an operation.

Progress and errors go to standard error, so that standard output stays for answers.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

progress = Console(stderr=True, highlight=False, soft_wrap=True)
# In a file or a pipe nobody's window bounds the width.
answers = Console(highlight=False, width=None if sys.stdout.isatty() else 150)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show a step while it runs, then its name and elapsed time in seconds."""
    start = monotonic()
    try:
        if progress.is_terminal:
            with progress.status(title):
                yield
        else:
            yield
    except BaseException:
        progress.print(f"[red]✗[/] {title}  [dim]{monotonic() - start:.1f} s[/]")
        raise
    progress.print(f"[green]✓[/] {title}  [dim]{monotonic() - start:.1f} s[/]")


def say(text: str) -> None:
    """Print one plain line of progress."""
    progress.print(text, markup=False)


def refuse(message: object) -> None:
    """Print why an operation ended."""
    progress.print(f"error: {message}", markup=False, style="bold red")


def show(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    *,
    as_json: bool = False,
) -> None:
    """Print an answer as a table, or for programs as a list of objects."""
    if as_json:
        found = [dict(zip(columns, map(str, row), strict=True)) for row in rows]
        print(json.dumps(found, indent=2))  # noqa: T201  bytes for programs
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        # A URL in a narrow window goes on below, nothing of it is lost.
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    answers.print(table)
