"""Deploys a stack as a pipeline does: heal, update under the policies, verify."""

import subprocess

from operations import engine, heal, policypack, stackfiles, verify
from operations.errors import OperationError


def deploy(stack: str, timeout: float) -> bool:
    """Deploy a committed stack file; tell whether every link then worked.

    `timeout` is how many seconds the proof may take.

    Raises:
        OperationError: where the stack has no file or was never made, or the engine
            refuses.
    """
    _require(stack)
    heal.heal(stack)
    _update(stack)
    return verify.verify(stack, timeout)


def _require(stack: str) -> None:
    try:
        stackfiles.current(stack)
        engine.export(stack)
    except stackfiles.StackFileError as error:
        raise OperationError(str(error), 2) from None
    except engine.NoStackError:
        raise OperationError(
            f"the backend has no stack {stack}; make it once with `pulumi stack init "
            f"{stack}` and commit the salt that this writes into Pulumi.{stack}.yaml"
        ) from None


def _update(stack: str) -> None:
    # With its own preview first: a policy's refusal then comes before any change.
    command = ["pulumi", "up", "--yes", "--non-interactive", "--stack", stack]
    flags = policypack.flags(stack)
    code = subprocess.run(
        [*command, *flags, "--suppress-outputs"], check=False
    ).returncode
    if code:
        raise OperationError(f"pulumi up ended with {code}; what it says is above")
