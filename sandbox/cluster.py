"""Bringing a started node to use: its API server, DNS and images."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from sandbox import identity, images, kube_api, node, shell, tools
from sandbox.errors import SandboxError
from sandbox.paths import Instance
from sandbox.progress import step

API_SECONDS = 180
NODE_SECONDS = 180
DNS_SECONDS = 180
CONTAINERD_SECONDS = 60
LOAD_SECONDS = 180
GRACE_SECONDS = 0.5
POLL_SECONDS = 0.3
DNS_DEPLOYMENT = "/apis/apps/v1/namespaces/kube-system/deployments/coredns"


def ready(instance: Instance) -> bool:
    """Tell whether API server, node and DNS are all ready right now."""
    try:
        with kube_api.connect(instance.kubeconfig) as api:
            return api_ready(api) and node_ready(api) and dns_ready(api)
    except SandboxError:
        return False


def api_ready(api: httpx.Client) -> bool:
    """Tell whether the API server says that it is ready."""
    try:
        return api.get("/readyz").is_success
    except httpx.HTTPError:
        return False


def node_ready(api: httpx.Client) -> bool:
    """Tell whether there is a node, and its condition Ready is true."""
    nodes = get(api, "/api/v1/nodes").get("items", [])
    conditions = [row for one in nodes for row in one["status"].get("conditions", [])]
    return any(row["type"] == "Ready" and row["status"] == "True" for row in conditions)


def dns_ready(api: httpx.Client) -> bool:
    """Tell whether CoreDNS answers."""
    return bool(get(api, DNS_DEPLOYMENT).get("status", {}).get("readyReplicas"))


def get(api: httpx.Client, path: str) -> dict[str, Any]:
    """Return an object of the API server, empty when it cannot be had."""
    try:
        answer = api.get(path)
    except httpx.HTTPError:
        return {}
    return dict(answer.json()) if answer.is_success else {}


def complete(instance: Instance) -> None:
    """Bring a node that was just started to the state in which it can be used."""
    load_images(instance)
    with kube_api.connect(instance.kubeconfig) as api:
        with step("API server is ready"):
            wait(instance, lambda: api_ready(api), API_SECONDS, "kube-apiserver")
        apply_dns(instance)
        with step("Node is ready"):
            wait(instance, lambda: node_ready(api), NODE_SECONDS, "kubelet")
        with step("Cluster DNS is ready"):
            wait(instance, lambda: dns_ready(api), DNS_SECONDS, "kubelet")


def wait(
    instance: Instance, done: Callable[[], bool], seconds: float, component: str
) -> None:
    """Wait until something is done.

    Raises:
        SandboxError: the node ended meanwhile, or the seconds are over; with the log of
            the component that ended, or else of the one that was waited for.
    """
    end = time.monotonic() + seconds
    while not done():
        if not node.running(instance):
            raise SandboxError(*ended(instance))
        if time.monotonic() > end:
            log = instance.logs / f"{component}.log"
            raise SandboxError(f"{component} is not ready after {seconds:g} s", log)
        time.sleep(POLL_SECONDS)


def ended(instance: Instance) -> tuple[str, Path]:
    """Return in one line why the node is not there any more, and the log that tells."""
    reason = node.why_ended(instance) or "killed from outside"
    component = reason.partition(":")[0] if ":" in reason else "supervisor"
    return f"the node ended: {reason}", instance.logs / f"{component}.log"


def apply_dns(instance: Instance) -> None:
    """Apply CoreDNS with the Service address that every pod's resolv.conf names."""
    objects = node.render("coredns.yaml", node.template_values(instance))
    kubectl = tools.built("kubectl")
    arguments = ["--kubeconfig", str(instance.kubeconfig), "apply", "--server-side"]
    shell.run([kubectl, *arguments, "--force-conflicts", "-f", "-"], stdin=objects)


def load_images(instance: Instance) -> list[str]:
    """Load the images that the node does not have yet; return their names."""
    record = instance.state / "images.json"
    loaded = json.loads(record.read_text()) if record.is_file() else {}
    fresh = [
        image for image in images.table() if loaded.get(image.name) != image.digest
    ]
    if not fresh:
        return []
    with step(f"Load {len(fresh)} images into the node"):
        wait(instance, lambda: _answers(instance), CONTAINERD_SECONDS, "containerd")
        for image in fresh:
            _ctr(
                instance, "images", "import", f"/run/cache/images/{image.archive.name}"
            )
            loaded[image.name] = image.digest
            record.write_text(json.dumps(loaded))
    return [image.name for image in fresh]


def _answers(instance: Instance) -> bool:
    try:
        _ctr(instance, "version")
    except SandboxError:
        return False
    return True


def _ctr(instance: Instance, *arguments: str) -> None:
    """Run containerd's client where the node sees its socket and the cache."""
    known = identity.read(node.holder(instance))
    inside = identity.children(known.pid) if known else []
    if not inside:
        raise SandboxError(*ended(instance))
    # In the node's PID namespace too, so that it ends when the node ends.
    enter = ["nsenter", f"--target={inside[0]}", "--mount", "--pid"]
    ctr = [*enter, "ctr", "--namespace=k8s.io", *arguments]
    try:
        shell.run(ctr, log=instance.logs / "images.log", timeout=LOAD_SECONDS)
    except SandboxError as error:
        time.sleep(GRACE_SECONDS)
        if node.running(instance):
            raise
        raise SandboxError(*ended(instance)) from error
