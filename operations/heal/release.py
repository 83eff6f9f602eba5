"""A Helm release that an interrupted update left where Helm does not go on from."""

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from operations import console, deployed
from operations.cluster import Cluster
from operations.errors import OperationError

# Seconds that Helm may take to remove or restore a release.
TIMEOUT = 180


class Revision(NamedTuple):
    """A revision of a release and its status in Helm's words."""

    number: int
    status: str


class Remedy(Enum):
    """What lets Helm go on."""

    NOTHING = "nothing"
    UNINSTALL = "uninstall"
    ROLLBACK = "rollback"


def free(cluster: Cluster, state: Mapping[str, Any]) -> set[str]:
    """Free the stack's releases; return the URNs of those that are not there now.

    Raises:
        OperationError: where Helm is missing or fails, or Seldon would be taken away.
        UnreachableError: where the cluster does not answer.
    """
    return {
        release.urn
        for release in deployed.releases(state)
        if not _is_there(cluster, release) and release.known
    }


def _is_there(cluster: Cluster, release: deployed.Release) -> bool:
    """Free a release, and tell whether it is there then."""
    name, namespace = str(release.inputs["name"]), str(release.inputs["namespace"])
    found = revisions(cluster, name, namespace)
    remedy = judge(found, known=release.known, interrupted=release.interrupted)
    if remedy is Remedy.ROLLBACK:
        target = str(last_deployed(found))
        with console.step(f"healed: roll release {name} back to revision {target}"):
            _helm(cluster, "rollback", name, target, "--namespace", namespace)
    if remedy is Remedy.UNINSTALL:
        _refuse_to_take_seldon(release, found)
        with console.step(f"healed: uninstall release {name}, {found[-1].status}"):
            _helm(cluster, "uninstall", name, "--wait", "--namespace", namespace)
    return bool(found) and remedy is not Remedy.UNINSTALL


def _refuse_to_take_seldon(
    release: deployed.Release, found: Sequence[Revision]
) -> None:
    """Refuse where Seldon ran: what our own first try left may go, Seldon may not."""
    if release.of_seldon and last_deployed(found):
        name = f"{release.inputs['namespace']}/{release.inputs['name']}"
        raise OperationError(
            f"Helm release {name} of Seldon is {found[-1].status} and not in this "
            "stack's state; look at it with `helm history`, then import it "
            "(docs/settings.md, seldon)"
        )


def judge(found: Sequence[Revision], *, known: bool, interrupted: bool) -> Remedy:
    """Return what a release needs; `known` to the state, or `interrupted` when made."""
    if not found or not (known or interrupted):
        return Remedy.NOTHING
    status = found[-1].status
    if status in {"pending-upgrade", "pending-rollback"} and last_deployed(found):
        return Remedy.ROLLBACK
    # What Helm has and the state has not cannot be installed a second time.
    if not known or status.startswith("pending-") or status == "uninstalling":
        return Remedy.UNINSTALL
    return Remedy.NOTHING


def last_deployed(found: Sequence[Revision]) -> int:
    """Return the latest revision that was deployed; 0 where none ever was."""
    return max((item.number for item in found if item.status == "deployed"), default=0)


def revisions(cluster: Cluster, name: str, namespace: str) -> list[Revision]:
    """Return a release's revisions in order; Helm keeps each in a Secret of its own."""
    secrets = cluster.items(
        f"/api/v1/namespaces/{namespace}/secrets",
        labelSelector=f"owner=helm,name={name}",
    )
    labels = (item["metadata"]["labels"] for item in secrets)
    return sorted(Revision(int(item["version"]), item["status"]) for item in labels)


def _helm(cluster: Cluster, *arguments: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kubeconfig"
        file.touch(mode=0o600)
        file.write_text(yaml.safe_dump(cluster.config), encoding="utf-8")
        command = ["helm", *arguments, "--timeout", f"{TIMEOUT}s"]
        words = f"`{' '.join(command)}`"
        try:
            done = subprocess.run(
                [*command, "--kubeconfig", str(file)],
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            raise OperationError(
                f"helm is not on PATH, and {words} is needed to go on; run it by hand"
            ) from None
    if done.returncode:
        raise OperationError(f"{words} failed: {' '.join(done.stderr.split())[-300:]}")
