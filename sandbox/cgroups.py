"""The control groups of an instance, in each hierarchy of version 1 or that of 2."""

import os
import signal
import time
from pathlib import Path

from sandbox.paths import Instance

MOUNTS = Path("/proc/mounts")
NODE = "node"
"""Group of the node's own processes; the kubelet's pods are in groups beside it."""


def hierarchies() -> list[Path]:
    """Return where cgroup hierarchies are mounted; none on a system without them."""
    if not MOUNTS.is_file():
        return []
    rows = [line.split() for line in MOUNTS.read_text().splitlines()]
    return [Path(row[1]) for row in rows if row[2] in {"cgroup", "cgroup2"}]


def create(instance: Instance) -> list[str]:
    """Make the instance's groups; return those that its own processes have to join."""
    joined = []
    for hierarchy in hierarchies():
        root = hierarchy / instance.name
        (root / NODE).mkdir(parents=True, exist_ok=True)
        for group in (root, root / NODE):
            _inherit(group)
        joined.append(str(root / NODE))
    return joined


def _inherit(group: Path) -> None:
    """Give a group what it needs from its parent before processes may join it."""
    for name in ("cpuset.cpus", "cpuset.mems"):
        own = group / name
        if (group.parent / "cgroup.controllers").exists() or not own.exists():
            continue
        if not own.read_text().strip():
            own.write_text((group.parent / name).read_text())
    available = group.parent / "cgroup.controllers"
    if available.exists():
        for controller in available.read_text().split():
            _enable(group.parent, controller)


def _enable(parent: Path, controller: str) -> None:
    try:
        (parent / "cgroup.subtree_control").write_text(f"+{controller}")
    except OSError:
        return  # a controller that cannot be handed down is not needed by the kubelet


def processes(instance: Instance) -> list[int]:
    """Return every process in the instance's groups."""
    found: set[int] = set()
    for hierarchy in hierarchies():
        for file in (hierarchy / instance.name).rglob("cgroup.procs"):
            try:
                found.update(int(line) for line in file.read_text().split())
            except OSError:
                continue
    return sorted(found - {0})


def kill(instance: Instance, seconds: float) -> bool:
    """Kill what is in the instance's groups; tell whether nothing is left in time."""
    end = time.monotonic() + seconds
    while left := processes(instance):
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def exist(instance: Instance) -> bool:
    """Tell whether any group of the instance is there."""
    return any((hierarchy / instance.name).exists() for hierarchy in hierarchies())


def remove(instance: Instance) -> None:
    """Remove the instance's groups, the innermost first."""
    for hierarchy in hierarchies():
        root = hierarchy / instance.name
        if not root.is_dir():
            continue
        for folder, _, _ in os.walk(root, topdown=False):
            Path(folder).rmdir()
