"""The cluster by kind, where a Docker engine runs and can have the node's image."""

import shutil

from sandbox import images, shell, tools
from sandbox.errors import SandboxError
from sandbox.paths import Instance
from sandbox.progress import step

IMAGE = "kindest/node:v1.34.0"
ASK_SECONDS = 10
PULL_SECONDS = 900
READY = "180s"


def usable() -> bool:
    """Tell whether Docker's engine answers and has, or can pull, the node's image."""
    if not shutil.which("docker") or not _docker("info", seconds=ASK_SECONDS):
        return False
    if _docker("image", "inspect", IMAGE, seconds=ASK_SECONDS):
        return True
    with step(f"Pull {IMAGE}"):
        return _docker("pull", IMAGE, seconds=PULL_SECONDS)


def start(instance: Instance) -> None:
    """Create the cluster and load the images that no registry has."""
    log = instance.logs / "kind.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    where = [f"--name={instance.name}", f"--kubeconfig={instance.kubeconfig}"]
    create = ["create", "cluster", *where, f"--image={IMAGE}", f"--wait={READY}"]
    with step("Create the kind cluster"):
        shell.run([_kind(), *create], log=log)
        rename = ["rename-context", f"kind-{instance.name}", "sandbox"]
        config = [f"--kubeconfig={instance.kubeconfig}", "config"]
        shell.run([tools.ensure(["kubectl"])["kubectl"], *config, *rename], log=log)
    load(instance)


def load(instance: Instance) -> None:
    """Load the images of the workloads that play Seldon."""
    for image in images.workloads():
        arguments = ["load", "image-archive", f"--name={instance.name}"]
        log = instance.logs / "kind.log"
        shell.run([_kind(), *arguments, str(image.archive)], log=log)


def remove(instance: Instance) -> None:
    """Delete the cluster."""
    where = [f"--name={instance.name}", f"--kubeconfig={instance.kubeconfig}"]
    shell.run([_kind(), "delete", "cluster", *where])


def _kind() -> str:
    return str(tools.ensure(["kind"])["kind"])


def _docker(*arguments: str, seconds: float) -> bool:
    try:
        shell.run(["docker", *arguments], timeout=seconds)
    except SandboxError:
        return False
    return True
