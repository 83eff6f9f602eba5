"""Pulumi's own plugins: whether they are installed, and getting what can be had.

The language host comes with a Pulumi installation, the Kubernetes provider from the
network. Where either is missing, stand-ins take the place of both.
"""

import os
import shutil
from importlib.metadata import version
from pathlib import Path

from sandbox import paths, shell
from sandbox.errors import SandboxError
from sandbox.paths import Instance
from sandbox.progress import step

STAND_INS = paths.PACKAGE / "plugins" / "bin"
LANGUAGE_HOST = "pulumi-language-python"
PROVIDER = "pulumi-resource-kubernetes"
DOWNLOAD_SECONDS = 120


def installed(instance: Instance) -> bool:
    """Tell whether the language host and the provider are both there."""
    return has_language_host() and _has_provider(instance)


def has_language_host() -> bool:
    """Tell whether the user's own Pulumi brought the language host for Python."""
    return shutil.which(LANGUAGE_HOST, path=os.pathsep.join(users_path())) is not None


def acquire(instance: Instance) -> None:
    """Let an instance see the user's plugins, and try to get a missing provider."""
    if not has_language_host() or _has_provider(instance):
        return
    plugins = pulumi_home(instance) / "plugins"
    theirs = Path.home() / ".pulumi" / "plugins"
    if theirs.is_dir() and not plugins.exists():
        plugins.symlink_to(theirs)
    if not _has_provider(instance):
        _download(instance)


def pulumi_home(instance: Instance) -> Path:
    """Return the PULUMI_HOME of an instance."""
    return instance.state / "pulumi" / "home"


def users_path() -> list[str]:
    """Return the entries of PATH that are not the sandbox's own."""
    own = {str(paths.cache() / "bin"), str(STAND_INS)}
    entries = os.environ.get("PATH", "").split(os.pathsep)
    return [entry for entry in entries if entry not in own]


def _has_provider(instance: Instance) -> bool:
    if shutil.which(PROVIDER, path=os.pathsep.join(users_path())):
        return True
    found = f"plugins/resource-kubernetes-v*/{PROVIDER}"
    return any(pulumi_home(instance).glob(found))


def _download(instance: Instance) -> None:
    """Ask Pulumi for the provider; without a network there will be none."""
    release = version("pulumi-kubernetes")
    command = ["pulumi", "plugin", "install", "resource", "kubernetes", release]
    home = {"PULUMI_HOME": str(pulumi_home(instance))}
    try:
        with step(f"Get Pulumi's Kubernetes provider {release}"):
            shell.run(command, env=home, timeout=DOWNLOAD_SECONDS)
    except SandboxError:
        return
