"""The policy pack, as every command hands it to the engine: with a stack's own file.

What an environment asks of its policies, such as whether it is production, stands in
that file; the engine wants one for each pack.
"""

from pathlib import Path

from operations.errors import OperationError

PACK = "policies"
_CONFIGS = Path(PACK) / "config"


def flags(stack: str) -> tuple[str, ...]:
    """Return the engine's options that hold a stack to its policies.

    Raises:
        OperationError: where nobody wrote what the policies ask of the stack.
    """
    # ORGANIZATION/PROJECT/STACK is the engine's full name of the same stack.
    config = _CONFIGS / f"{stack.rsplit('/', 1)[-1]}.json"
    if not config.is_file():
        raise OperationError(
            f"{config} is missing: it says what the policies ask of {stack}; start "
            f"from that of another stack in {_CONFIGS}"
        )
    return "--policy-pack", PACK, "--policy-pack-config", str(config)
