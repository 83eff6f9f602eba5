"""Debian packages that the node needs: found on the machine, else installed by apt."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox import paths, shell
from sandbox.errors import SandboxError
from sandbox.progress import step

# Command that proves a package to be there.
COMMANDS = {
    "containerd": "containerd",
    "runc": "runc",
    "iptables": "iptables",
    "iproute2": "ip",
    "util-linux": "unshare",
    "openssl": "openssl",
}
CNI_PACKAGE = "containernetworking-plugins"
CNI_PLUGINS = ("ptp", "host-local", "loopback")
CNI_FOLDERS = (Path("/usr/lib/cni"), Path("/opt/cni/bin"), Path("/usr/libexec/cni"))
POLICY = Path("/usr/sbin/policy-rc.d")


def ensure() -> None:
    """Install the missing packages.

    Raises:
        SandboxError: something is missing and apt cannot be used here.
    """
    wanted = missing()
    if not wanted:
        return
    names = " ".join(wanted)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SandboxError(
            f"not installed: {names}; install them with your package manager"
        )
    with step(f"Install {names} with apt"):
        _install(wanted)
    if missing():
        raise SandboxError(f"still not there after apt: {' '.join(missing())}")


def missing() -> list[str]:
    """Return the packages whose commands are not on this machine."""
    path = shell.environment()["PATH"]
    lacking = [
        name
        for name, command in COMMANDS.items()
        if not shutil.which(command, path=path)
    ]
    return lacking if cni_folder() else [*lacking, CNI_PACKAGE]


def cni_folder() -> Path | None:
    """Return the folder that holds the network plugins, if there is one."""
    for folder in CNI_FOLDERS:
        if all((folder / plugin).is_file() for plugin in CNI_PLUGINS):
            return folder
    return None


def _install(names: list[str]) -> None:
    log = paths.cache() / "logs" / "apt.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    with _no_service_starts():
        shell.run(["apt-get", "update"], log=log, env=quiet)
        shell.run(install, log=log, env=quiet)
    if "containerd" in names and Path("/run/systemd/system").is_dir():
        shell.run(["systemctl", "disable", "containerd.service"], log=log)


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Keep packages from starting services: the sandbox runs its own containerd."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
