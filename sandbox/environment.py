"""The lines of `python -m sandbox env`: what a shell needs to work with a sandbox."""

import os
import shlex

from sandbox import official, paths, stackfile
from sandbox.paths import Instance

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


def lines(instance: Instance) -> list[str]:
    """Return the `export NAME=value` lines for a shell's eval."""
    return [f"export {name}={shlex.quote(value)}" for name, value in values(instance)]


def values(instance: Instance) -> list[tuple[str, str]]:
    """Return the variables and their values; makes the folders that must be there."""
    make_folders(instance)
    helm = instance.state / "helm"
    chosen = [
        ("PATH", search_path(instance)),
        ("KUBECONFIG", str(instance.kubeconfig)),
        ("PULUMI_HOME", str(official.pulumi_home(instance))),
        ("PULUMI_BACKEND_URL", f"file://{instance.state / 'pulumi' / 'state'}"),
        ("PULUMI_CONFIG_PASSPHRASE", ""),
        ("PULUMI_SKIP_UPDATE_CHECK", "true"),
        ("HELM_CACHE_HOME", str(helm / "cache")),
        ("HELM_CONFIG_HOME", str(helm / "config")),
        ("HELM_DATA_HOME", str(helm / "data")),
    ]
    if not official.installed(instance):
        chosen.append(("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true"))
    if (copy := stackfile.derived(instance)) is not None:
        chosen.append(("PULUMI_OPTION_CONFIG_FILE", str(copy)))
    return chosen + past_proxies(instance)


def make_folders(instance: Instance) -> None:
    """Make Pulumi's folders of an instance."""
    for name in ("home", "state"):
        (instance.state / "pulumi" / name).mkdir(parents=True, exist_ok=True)


def search_path(instance: Instance) -> str:
    """Return PATH with the cache's tools first and, where needed, the stand-ins."""
    own = [str(paths.cache() / "bin")]
    if not official.installed(instance):
        own.append(str(official.STAND_INS))
    return os.pathsep.join([*own, *official.users_path()])


def past_proxies(instance: Instance) -> list[tuple[str, str]]:
    """Return NO_PROXY with the node in it, where the shell has a proxy."""
    if not any(os.environ.get(name) for name in PROXIES):
        return []
    listed = os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or ""
    entries = [entry for entry in listed.split(",") if entry]
    if instance.node_address not in entries:
        entries.append(instance.node_address)
    return [("NO_PROXY", ",".join(entries)), ("no_proxy", ",".join(entries))]
