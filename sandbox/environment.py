"""The lines of `python -m sandbox env`: what a shell needs to work with a sandbox."""

import os
import shlex
import shutil
from pathlib import Path

from sandbox import paths
from sandbox.paths import Instance

STAND_INS = paths.PACKAGE / "plugins" / "bin"
LANGUAGE_HOST = "pulumi-language-python"
PROVIDER = "pulumi-resource-kubernetes"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


def lines(instance: Instance) -> list[str]:
    """Return the `export NAME=value` lines for a shell's eval."""
    return [f"export {name}={shlex.quote(value)}" for name, value in values(instance)]


def values(instance: Instance) -> list[tuple[str, str]]:
    """Return the variables and their values; makes the folders that must be there."""
    make_folders(instance)
    home = instance.state / "pulumi"
    helm = instance.state / "helm"
    chosen = [
        ("PATH", search_path()),
        ("KUBECONFIG", str(instance.kubeconfig)),
        ("PULUMI_HOME", str(home / "home")),
        ("PULUMI_BACKEND_URL", f"file://{home / 'state'}"),
        ("PULUMI_CONFIG_PASSPHRASE", ""),
        ("PULUMI_SKIP_UPDATE_CHECK", "true"),
        ("HELM_CACHE_HOME", str(helm / "cache")),
        ("HELM_CONFIG_HOME", str(helm / "config")),
        ("HELM_DATA_HOME", str(helm / "data")),
    ]
    if not official_plugins():
        chosen.append(("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true"))
    return chosen + _past_proxies(instance)


def make_folders(instance: Instance) -> None:
    """Make Pulumi's folders of an instance."""
    for name in ("home", "state"):
        (instance.state / "pulumi" / name).mkdir(parents=True, exist_ok=True)


def search_path() -> str:
    """Return PATH with the cache's tools first and, where needed, the stand-ins."""
    own = [str(paths.cache() / "bin")]
    if not official_plugins():
        own.append(str(STAND_INS))
    rest = [entry for entry in _users_path() if entry not in own]
    return os.pathsep.join([*own, *rest])


def official_plugins() -> bool:
    """Tell whether Pulumi's own language host and Kubernetes provider are installed."""
    users = os.pathsep.join(_users_path())
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    provider = shutil.which(PROVIDER, path=users) or any(
        home.glob("plugins/resource-kubernetes-v*/pulumi-resource-kubernetes")
    )
    return bool(provider and shutil.which(LANGUAGE_HOST, path=users))


def _users_path() -> list[str]:
    own = {str(paths.cache() / "bin"), str(STAND_INS)}
    entries = os.environ.get("PATH", "").split(os.pathsep)
    return [entry for entry in entries if entry not in own]


def _past_proxies(instance: Instance) -> list[tuple[str, str]]:
    """Return NO_PROXY with the node in it, where the shell has a proxy."""
    if not any(os.environ.get(name) for name in PROXIES):
        return []
    listed = os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or ""
    entries = [entry for entry in listed.split(",") if entry]
    if instance.node_address not in entries:
        entries.append(instance.node_address)
    return [("NO_PROXY", ",".join(entries)), ("no_proxy", ",".join(entries))]
