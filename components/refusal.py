"""How the program says no: one plain line, and no word of the engine's after it."""

import contextlib
from collections.abc import Iterator

import pulumi

# The SDK's own code for "the user has been told": with any other the engine adds a line
# about an unhandled error.
_TOLD = 32


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """Say what is refused below as an error of the engine's, and end the program.

    Raises:
        SystemExit: where something was refused.
    """
    try:
        yield
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        raise SystemExit(_TOLD) from None
