"""How a plugin ends: with its engine, quietly, and with everything that it started."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

DEAF = ["sh", "-c", 'trap "" INT; exec "$@"', "sh"]
"""Before a command: it does not hear the SIGINT that the engine sends to groups."""

_LOOK_EVERY = 0.5  # seconds between two looks at the parent process
_GRACE = 10.0  # seconds that a child has to end by itself


class Children:
    """The running child processes, so that one call can end them all.

    `signal_` is what asks them to stop: SIGINT, unless that makes them noisy.
    """

    def __init__(self, signal_: signal.Signals = signal.SIGINT) -> None:
        self._signal = signal_
        self._running: set[subprocess.Popen[bytes]] = set()
        self._brief: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self.cancelled = threading.Event()

    @contextmanager
    def started(
        self, child: subprocess.Popen[bytes], *, brief: bool = False
    ) -> Iterator[None]:
        """Know `child` for as long as the block runs; it is ended on the way out.

        A brief one may finish after a cancellation: it says what came of the rest.
        """
        with self._lock:
            self._running.add(child)
            if brief:
                self._brief.add(child)
        if self.cancelled.is_set() and not brief:
            child.send_signal(self._signal)
        try:
            yield
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()
            with self._lock:
                self._running.discard(child)
                self._brief.discard(child)

    def interrupt(self) -> None:
        """Ask every child to stop; new ones are asked at once."""
        self.cancelled.set()
        with self._lock:
            for child in self._running - self._brief:
                child.send_signal(self._signal)

    def end(self) -> None:
        """Interrupt every child, and kill those that run on after ten seconds."""
        self.interrupt()
        until = time.monotonic() + _GRACE
        while self._alive() and time.monotonic() < until:
            time.sleep(0.05)
        for child in self._alive():
            child.kill()

    def _alive(self) -> list[subprocess.Popen[bytes]]:
        with self._lock:
            return [child for child in self._running if child.poll() is None]


def end_with_the_engine(children: Children) -> None:
    """End this process and its children on SIGINT, SIGTERM, or the engine's end."""
    engine = os.getppid()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=_end, args=(children, 0), daemon=True).start()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    _in_background(lambda: _watch(engine, children))


def _watch(engine: int, children: Children) -> None:
    # A parent's death makes another process the parent, whatever the platform.
    while os.getppid() == engine:
        time.sleep(_LOOK_EVERY)
    _end(children, 1)


def _end(children: Children, code: int) -> None:
    children.end()
    sys.stdout.flush()
    os._exit(code)


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()
