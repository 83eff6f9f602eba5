"""Taking an instance away, in whatever state: processes, cable, cgroups, files."""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress

from sandbox import cgroups, identity, network, node
from sandbox.errors import SandboxError
from sandbox.paths import Instance

END_SECONDS = 20


def anything(instance: Instance) -> bool:
    """Tell whether anything of the instance is on this machine."""
    return (
        instance.state.exists()
        or cgroups.exist(instance)
        or network.connected(instance)
    )


def remove(instance: Instance) -> None:
    """Take away everything of the instance.

    Raises:
        SandboxError: a process does not end within 20 s.
    """
    known = identity.read(node.holder(instance))
    if known:
        known.kill()
    if not cgroups.kill(instance, END_SECONDS):
        left = ", ".join(str(pid) for pid in cgroups.processes(instance))
        raise SandboxError(f"processes {left} of {instance.name} do not end")
    network.disconnect(instance)
    _retry(lambda: cgroups.remove(instance))
    if instance.state.exists():
        _retry(lambda: shutil.rmtree(instance.state))
    with suppress(OSError):  # other instances may be there
        instance.state.parent.rmdir()


def _retry(action: Callable[[], None]) -> None:
    """Repeat what the kernel refuses while it still lets go of dead processes."""
    end = time.monotonic() + END_SECONDS
    while True:
        try:
            return action()
        except OSError as error:
            if time.monotonic() > end:
                raise SandboxError(
                    f"cannot remove {error.filename}: {error}"
                ) from error
            time.sleep(0.2)
