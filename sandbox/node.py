"""The node in namespaces of its own: its files, its start, its identity.

One process on the host (unshare) holds the namespaces; killing it ends the node, its
mounts, its network and its pods. No namespace has a name, so none can be left over.
"""

import base64
import json
import secrets
import shlex
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from string import Template
from typing import Any

from sandbox import (
    certificates,
    cgroups,
    identity,
    images,
    network,
    packages,
    paths,
    shell,
)
from sandbox.errors import SandboxError
from sandbox.families import families
from sandbox.paths import Instance

NODE_NAME = "sandbox"
TEMPLATES = paths.PACKAGE / "node"
PKI = "/run/sandbox/pki"
# Users of the API server: kubeconfig's name, user, groups.
USERS = (
    ("admin", "admin", "system:masters"),
    ("controller-manager", "system:kube-controller-manager", ""),
    ("scheduler", "system:kube-scheduler", ""),
    ("kubelet", f"system:node:{NODE_NAME}", "system:nodes"),
    ("proxy", "system:kube-proxy", ""),
)
NAMESPACES = ("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
START_SECONDS = 10


def holder(instance: Instance) -> Path:
    """File with the identity of the process that holds the namespaces."""
    return instance.state / "holder.json"


def running(instance: Instance) -> bool:
    """Tell whether the node's processes run."""
    known = identity.read(holder(instance))
    return known is not None and known.alive()


def why_ended(instance: Instance) -> str:
    """Return what the supervisor wrote down at its end; empty if it had no time to."""
    file = instance.state / "ended"
    return file.read_text().strip() if file.is_file() else ""


def start(instance: Instance) -> None:
    """Write the node's files and start it; it outlives the caller."""
    network.check(instance)
    write_files(instance)
    (instance.state / "manifest.json").write_text(
        json.dumps(manifest(instance), indent=1)
    )
    supervisor = [sys.executable, "-I", str(paths.PACKAGE / "supervisor.py")]
    command = [
        "unshare",
        *NAMESPACES,
        *supervisor,
        str(instance.state / "manifest.json"),
    ]
    with (instance.logs / "supervisor.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=shell.environment(),
            cwd="/",
            start_new_session=True,
        )
    known = identity.of(process.pid)
    if not known:
        raise SandboxError("the node ended at once", instance.logs / "supervisor.log")
    known.write(holder(instance))
    network.connect(instance, _first_child(instance, process.pid))


def _first_child(instance: Instance, pid: int) -> int:
    """Return the host's number of the node's first process."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if found := identity.children(pid):
            return found[0]
        time.sleep(0.05)
    raise SandboxError(
        "the node's namespaces could not be made", instance.logs / "supervisor.log"
    )


def write_files(instance: Instance) -> None:
    """Write certificates, kubeconfigs and configuration of a new node."""
    config = instance.state / "config"
    for folder in (instance.logs / "pods", config / "cni"):
        folder.mkdir(parents=True)
    certificates.create(instance, instance.state / "pki", NODE_NAME)
    write_kubeconfigs(instance)
    values = template_values(instance)
    for name, target in (
        ("containerd.toml", config / "containerd.toml"),
        ("kubelet.yaml", config / "kubelet.yaml"),
        ("cni.json", config / "cni" / "10-sandbox.conflist"),
    ):
        target.write_text(render(name, values))
    (config / "resolv.conf").write_text("# Pods know the cluster's names only.\n")


def write_kubeconfigs(instance: Instance) -> None:
    """Write one kubeconfig with a random token for each user of the API server."""
    pki = instance.state / "pki"
    authority = (pki / "ca.crt").read_bytes()
    rows = []
    for name, user, group in USERS:
        token = secrets.token_hex(16)
        rows.append(f'{token},{user},{name},"{group}"\n')
        target = instance.kubeconfig if name == "admin" else pki / f"{name}.kubeconfig"
        target.touch(mode=0o600)
        target.write_text(kubeconfig(instance.server, name, token, authority))
    (pki / "tokens.csv").write_text("".join(rows))


def kubeconfig(server: str, user: str, token: str, authority: bytes) -> str:
    """Return a kubeconfig that trusts one authority and shows one token."""
    encoded = base64.b64encode(authority).decode()
    values = {"server": server, "user": user, "token": token, "authority": encoded}
    return render("kubeconfig.yaml", values)


def manifest(instance: Instance) -> dict[str, object]:
    """Return what the supervisor needs to know; makes the instance's cgroups."""
    return {
        "state": str(instance.state),
        "cache": str(paths.cache()),
        "host_address": instance.host_address,
        "node_address": instance.node_address,
        "cgroups": cgroups.create(instance),
        "processes": processes(template_values(instance)),
    }


def processes(values: dict[str, str]) -> list[dict[str, Any]]:
    """Return the node's processes with their commands, in the order of their start."""
    rows = tomllib.loads((TEMPLATES / "processes.toml").read_text())["process"]
    return [
        {
            "name": row["name"],
            "needs": Template(row.get("needs", "")).substitute(values),
            "command": shlex.split(Template(row["command"]).substitute(values)),
        }
        for row in rows
    ]


def template_values(instance: Instance) -> dict[str, str]:
    """Return what the templates of the node's files may name."""
    return {
        "node": NODE_NAME,
        "pki": PKI,
        "server": instance.server,
        "cgroup": f"/{instance.name}",
        "node_address": instance.node_address,
        "pod_network": instance.pod_network,
        "service_network": instance.service_network,
        "dns_address": instance.dns_address,
        "pause_image": images.named("pause").name,
        "coredns_image": images.named("coredns").name,
        "snapshotter": snapshotter(instance),
        "containerd": shutil.which("containerd") or "containerd",
        "cni_folder": str(packages.cni_folder() or packages.CNI_FOLDERS[0]),
        "etcd": _inside("etcd"),
        "kubernetes": _inside("kubernetes"),
    }


def snapshotter(instance: Instance) -> str:
    """Return how containerd stacks layers: an overlay cannot lie on another one."""
    kind = shell.run(["stat", "--file-system", "--format=%T", instance.state])
    return "native" if kind.strip() == "overlayfs" else "overlayfs"


def render(name: str, values: dict[str, str]) -> str:
    """Return a file of node/ with its placeholders filled."""
    return Template((TEMPLATES / name).read_text()).substitute(values)


def _inside(family: str) -> str:
    """Return the folder of a family's binaries as the node sees it."""
    return f"/run/cache/tools/{family}-{families()[family].digest}/bin"
