"""Serves the series of model pods with explicit times, so that an hour fills quickly.

Each path has a clock of its own: a scrape of it moves on by a few steps and holds a
sample for each, until the last step is served; then it is empty. Bodies come from
templates by replacing placeholders, which costs little beside Prometheus' own parsing.
"""

import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks import series

STEP = 30
STEPS_PER_SCRAPE = 4


@dataclass
class Feed:
    """Templates by path, and how far each has been served.

    start is a Unix time in seconds; steps are STEP seconds apart. A gauge takes so many
    values in turn.
    """

    templates: Mapping[str, bytes]
    start: int
    steps: int
    values: int = 7
    served: dict[str, int] = field(default_factory=dict)

    @property
    def progress(self) -> float:
        """Share of the steps that has been served on the slowest path."""
        return min(self.served.get(path, 0) for path in self.templates) / self.steps

    def next(self, path: str) -> bytes:
        """Return the next steps of a path, as Prometheus' text format."""
        first = self.served.get(path, 0)
        last = min(first + STEPS_PER_SCRAPE, self.steps)
        self.served[path] = last
        template = self.templates[path]
        return b"".join(self._at(template, step) for step in range(first, last))

    def _at(self, template: bytes, step: int) -> bytes:
        milliseconds = (self.start + step * STEP) * 1000
        counted = 1000 + step * STEP * series.CORES
        gauge = 5e8 + 1e6 * (step % self.values)
        return (
            template.replace(series.TIME, b"%d" % milliseconds)
            .replace(series.COUNTER, b"%.1f" % counted)
            .replace(series.GAUGE, b"%d" % gauge)
        )


@contextmanager
def serving(feed: Feed) -> Iterator[str]:
    """Serve a feed on loopback; yields host:port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            known = self.path in feed.templates
            body = feed.next(self.path) if known else b""
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing of each scrape."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
