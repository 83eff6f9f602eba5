"""Bringing an instance up and taking it away, under a lock of its own.

There are two ways to have a cluster: kind, where Docker's engine runs, and a node in
namespaces of this machine everywhere else. A file of the instance says which was taken.
"""

import os
import platform
import time
from contextlib import AbstractContextManager
from pathlib import Path

from sandbox import (
    chart_crds,
    cleanup,
    cluster,
    environment,
    images,
    kind,
    node,
    official,
    packages,
    paths,
    shell,
    tools,
)
from sandbox.errors import SandboxError
from sandbox.paths import Instance
from sandbox.progress import say, step

PATIENCE_SECONDS = 30
KIND = "kind"
NAMESPACES = "namespaces"
# Names the way to take, where both would do.
WAY = "SELDON_SANDBOX_WAY"
DESCRIPTIONS = {
    KIND: f"a kind cluster in Docker ({kind.IMAGE})",
    NAMESPACES: "a one-node Kubernetes in namespaces of this machine",
}


def up(instance: Instance) -> None:
    """Bring an instance up: leave a healthy one, take what is left of another away."""
    with locked(instance):
        way = way_of(instance) or _choose()
        _prepare(way)
        if _recovers(instance):
            _refresh(instance, way)
        else:
            _start_anew(instance, way)
    if not official.installed(instance):
        say("! Pulumi's official plugins are not installed: stand-ins take their place")
    say(f"{instance.name} is up: {DESCRIPTIONS[way]}")


def down(instance: Instance) -> None:
    """Take an instance away, whatever state it is in."""
    with locked(instance):
        if not cleanup.anything(instance):
            say(f"{instance.name} is not up")
            return
        with step(f"Remove {instance.name}"):
            _remove(instance)
    say(f"Tools and images stay in {paths.cache()}")


def healthy(instance: Instance) -> bool:
    """Tell whether an instance was completed and still answers."""
    return _complete(instance) and cluster.ready(instance)


def _recovers(instance: Instance) -> bool:
    """Tell whether an instance is healthy, with patience for a busy machine."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (is_healthy := healthy(instance)):
        if not _complete(instance) or time.monotonic() > end:
            break
        time.sleep(1)
    return is_healthy


def _complete(instance: Instance) -> bool:
    """Tell whether an instance was completed and its processes, if known, still run."""
    return _mark(instance).exists() and (
        way_of(instance) == KIND or node.running(instance)
    )


def way_of(instance: Instance) -> str:
    """Return which way an instance was brought up, empty where there is none."""
    file = instance.state / "way"
    return file.read_text().strip() if file.is_file() else ""


def locked(instance: Instance) -> AbstractContextManager[None]:
    """Let one run at a time change an instance."""
    return shell.locked(paths.cache() / "locks" / instance.name)


def _choose() -> str:
    """Return the way to take on this machine; the caller may ask for one."""
    wanted = os.environ.get(WAY) or ""
    if wanted not in {"", KIND, NAMESPACES}:
        raise SandboxError(f"{WAY} is {wanted}; write {KIND} or {NAMESPACES}")
    if wanted != NAMESPACES and kind.usable():
        return KIND
    if wanted == KIND:
        raise SandboxError(f"{WAY} is {KIND}, but no Docker engine has {kind.IMAGE}")
    return _namespaces()


def _namespaces() -> str:
    """Return the way without Docker, where this machine has it."""
    if platform.system() != "Linux":
        raise SandboxError("Docker does not run here; start it, kind needs it")
    if os.geteuid() != 0:
        raise SandboxError("namespaces need root; use sudo, or start Docker for kind")
    return NAMESPACES


def _prepare(way: str) -> None:
    """Make available what the cluster is made of."""
    if way == NAMESPACES:
        packages.ensure()
        tools.build_node()
    tools.ensure(list(tools.FOR_THE_USER))
    images.ensure(images.table() if way == NAMESPACES else images.workloads())
    chart_crds.ensure()


def _refresh(instance: Instance, way: str) -> None:
    """Load images that changed since a healthy instance was started."""
    if way == NAMESPACES:
        cluster.load_images(instance)
    else:
        kind.load(instance)


def _start_anew(instance: Instance, way: str) -> None:
    if cleanup.anything(instance):
        with step(f"Remove what is left of {instance.name}"):
            _remove(instance)
    instance.state.mkdir(parents=True, mode=0o700)
    (instance.state / "way").write_text(way)
    if way == NAMESPACES:
        with step("Start the node"):
            node.start(instance)
        cluster.complete(instance)
    else:
        kind.start(instance)
    environment.make_folders(instance)
    official.acquire(instance)
    _mark(instance).touch()


def _remove(instance: Instance) -> None:
    if way_of(instance) == KIND:
        kind.remove(instance)
    cleanup.remove(instance)


def _mark(instance: Instance) -> Path:
    """File that is there once the cluster was seen complete."""
    return instance.state / "complete"
