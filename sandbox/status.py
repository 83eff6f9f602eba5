"""What runs in a sandbox: components, image tags, the programs' own versions."""

import sys
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from sandbox import cluster, images, kube_api, lifecycle, node
from sandbox.paths import Instance

WIDE = 150
"""Columns of the table where no terminal says how many there are."""
Object = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One component of the table."""

    component: str
    tag: str
    version: str
    ready: str
    url: str = ""

    @property
    def differs(self) -> bool:
        """Tell whether the program is of another version than the image's tag says."""
        return bool(self.version) and self.version not in self.tag


@dataclass(frozen=True)
class Report:
    """The state of one instance."""

    instance: str
    up: bool
    way: str
    reason: str
    rows: list[Row]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        rows = [{**asdict(row), "differs": row.differs} for row in self.rows]
        return {**asdict(self), "rows": rows}


def of(instance: Instance) -> Report:
    """Look at an instance."""
    is_up = lifecycle.healthy(instance)
    rows = _rows(instance) if is_up else []
    way = lifecycle.DESCRIPTIONS.get(lifecycle.way_of(instance), "")
    return Report(instance.name, is_up, way, "" if is_up else _reason(instance), rows)


def _reason(instance: Instance) -> str:
    # A shell for an instance makes folders, too; `up` first writes down its way.
    way = lifecycle.way_of(instance)
    if not way:
        return "not up"
    if node.running(instance) or way == lifecycle.KIND:
        return "not ready; `up` makes it anew"
    return cluster.ended(instance)[0]


def _rows(instance: Instance) -> list[Row]:
    ours = lifecycle.way_of(instance) == lifecycle.NAMESPACES
    with kube_api.connect(instance.kubeconfig) as api:
        pods = cluster.get(api, "/api/v1/pods").get("items", [])
        services = cluster.get(api, "/api/v1/services").get("items", [])
        release = cluster.get(api, "/version").get("gitVersion", "").lstrip("v")
        rows = [Row("kubernetes", "", release, "yes", str(api.base_url))]
    for image in images.table():
        if image.short_name != "pause":
            ready, url = _found(image.name, pods, services)
            version = image.release if ours else ""
            rows.append(Row(image.short_name, image.tag, version, ready, url))
    return rows


def _found(image: str, pods: list[Object], services: list[Object]) -> tuple[str, str]:
    """Return how many containers of an image are ready, and the URL of its Service."""
    ready, url = [], ""
    for pod in pods:
        names = {
            row["name"] for row in pod["spec"]["containers"] if row["image"] == image
        }
        for container in pod["status"].get("containerStatuses", []):
            if container["name"] in names:
                ready.append(container["ready"])
                url = url or service_url(pod["metadata"], services)
    return (f"{sum(ready)}/{len(ready)}" if ready else "-"), url


def service_url(pod: Object, services: list[Object]) -> str:
    """Return the URL inside the cluster of the Service that selects a pod, if any."""
    labels = pod.get("labels", {}).items()
    for service in services:
        name, spec = service["metadata"], service["spec"]
        if spec.get("clusterIP") == "None" or name["namespace"] != pod["namespace"]:
            continue
        if spec.get("selector") and spec["selector"].items() <= labels:
            port = spec["ports"][0]["port"]
            return f"http://{name['name']}.{name['namespace']}:{port}"
    return ""


def show(report: Report) -> None:
    """Print the table, wide enough for every column where output is not a terminal."""
    wide = None if sys.stdout.isatty() else WIDE
    console = Console(highlight=False, width=wide)
    if not report.up:
        console.print(f"{report.instance}: {report.reason}", markup=False)
        return
    table = Table("component", "image tag", "own version", "ready", "URL", box=None)
    for row in report.rows:
        version = f"{row.version} (differs)" if row.tag and row.differs else row.version
        table.add_row(row.component, row.tag, version, row.ready, row.url)
    console.print(f"{report.instance}: up, {report.way}", markup=False)
    console.print(table)
