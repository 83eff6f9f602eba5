"""A child's two output streams as one, in the order in which they come."""

import queue
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True)
class Line:
    """One line of output; `standard` tells stdout from stderr."""

    text: bytes
    standard: bool


def output(child: subprocess.Popen[bytes]) -> Iterator[Line]:
    """Every line of a child started with pipes, until both streams end."""
    lines: queue.Queue[Line | None] = queue.Queue()
    for stream in (child.stdout, child.stderr):
        reader = (stream, stream is child.stdout, lines)
        threading.Thread(target=_read, args=reader, daemon=True).start()
    open_streams = 2
    while open_streams:
        line = lines.get()
        if line is None:
            open_streams -= 1
        else:
            yield line


def _read(stream: IO[bytes], standard: bool, lines: "queue.Queue[Line | None]") -> None:  # noqa: FBT001  a thread's
    for text in iter(stream.readline, b""):
        lines.put(Line(text, standard))
    lines.put(None)
