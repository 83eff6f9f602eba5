"""The one error that the sandbox shows to its user."""

from pathlib import Path


class SandboxError(Exception):
    """What was wrong and what to do, in one line; perhaps with the log that tells."""

    def __init__(self, message: str, log: Path | None = None) -> None:
        super().__init__(message)
        self.log = log
