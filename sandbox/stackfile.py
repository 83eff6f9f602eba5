"""The sandbox's stack file for a cluster that is elsewhere than the committed one says.

A kind cluster's API server has a port that Docker chose, and real charts and images at
hand: there the committed file holds but for these two, and a copy of it says so.
"""

from pathlib import Path

import yaml

from sandbox.paths import REPOSITORY, Instance

COMMITTED = REPOSITORY / "Pulumi.sandbox.yaml"
CLUSTER = "seldon-monitoring:cluster"
CHART = "seldon-monitoring:kubePrometheus"


def derived(instance: Instance) -> Path | None:
    """Return the copy for a kind cluster; None where the committed file fits."""
    server = _server(instance)
    if server in {None, instance.server}:
        return None
    document = yaml.safe_load(COMMITTED.read_text(encoding="utf-8"))
    document["config"][CLUSTER]["server"] = server
    document["config"][CHART].pop("chart", None)
    copy = instance.state / COMMITTED.name
    copy.write_text(yaml.safe_dump(document), encoding="utf-8")
    return copy


def _server(instance: Instance) -> str | None:
    """Return where the kubeconfig leads; None before there is one."""
    if not instance.kubeconfig.is_file():
        return None
    config = yaml.safe_load(instance.kubeconfig.read_text(encoding="utf-8"))
    return str(config["clusters"][0]["cluster"]["server"])
