"""What the user sees while the sandbox works: steps with their time, and errors.

Everything here goes to standard error, so that standard output stays for answers.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic

from rich.console import Console

from sandbox.errors import SandboxError

console = Console(stderr=True, highlight=False, soft_wrap=True)
TAIL_LINES = 15
LONG_SECONDS = 5


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show a step while it runs, then its name and elapsed time."""
    start = monotonic()
    try:
        if console.is_terminal:
            with console.status(title):
                yield
        else:
            with _soon(lambda: console.print(f"… {title}")):
                yield
    except BaseException:
        console.print(f"[red]✗[/] {title}  [dim]{monotonic() - start:.1f} s[/]")
        raise
    console.print(f"[green]✓[/] {title}  [dim]{monotonic() - start:.1f} s[/]")


@contextmanager
def _soon(action: Callable[[], None]) -> Iterator[None]:
    """Do something if what is inside takes long, so that a log does not look dead."""
    timer = Timer(LONG_SECONDS, action)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def say(text: str) -> None:
    """Print one plain line."""
    console.print(text, markup=False)


def show(error: SandboxError) -> None:
    """Print an error, with the last lines and the path of its log."""
    if error.log and error.log.is_file():
        for line in tail(error.log):
            console.print(f"  │ {line}", markup=False, style="dim")
        console.print(f"  └ {error.log}", markup=False, style="dim")
    console.print(f"error: {error}", markup=False, style="bold red")


def tail(log: Path, lines: int = TAIL_LINES) -> list[str]:
    """Return the last lines of a log."""
    return log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
