"""What people see of a measurement: steps with elapsed time, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

progress = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def step(title: str) -> Iterator[Callable[[float], None]]:
    """Show a step with a bar; yields what is told the share done, from 0 to 1."""
    start = monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns,
        console=progress,
        transient=True,
        disable=not progress.is_terminal,
    ) as bar:
        task = bar.add_task(title, total=1)
        yield lambda share: bar.update(task, completed=share)
    progress.print(f"[green]✓[/] {title}  [dim]{monotonic() - start:.1f} s[/]")
