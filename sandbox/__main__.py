"""`python -m sandbox`: a throw-away real Kubernetes on this machine."""

import sys

from sandbox.cli import app
from sandbox.errors import SandboxError
from sandbox.progress import show


def main() -> None:
    """Run a command; a failure is one plain line and exit code 1."""
    try:
        app()
    except SandboxError as error:
        show(error)
        sys.exit(1)
    except OSError as error:
        show(SandboxError(str(error)))
        sys.exit(1)


if __name__ == "__main__":
    main()
