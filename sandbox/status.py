"""What runs in a sandbox: components, image tags, the programs' own versions."""

from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from sandbox import cluster, images, lifecycle, node
from sandbox.families import families
from sandbox.paths import Instance

NODE_FAMILIES = ("kubernetes", "etcd")


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
    way = "node in namespaces"
    return Report(instance.name, is_up, way, "" if is_up else _reason(instance), rows)


def _reason(instance: Instance) -> str:
    if not instance.state.exists():
        return "not up"
    if node.running(instance):
        return "running, but not ready"
    return cluster.ended(instance)[0]


def _rows(instance: Instance) -> list[Row]:
    with cluster.client(instance) as api:
        pods = cluster.get(api, "/api/v1/pods").get("items", [])
    release = families()["kubernetes"].release
    rows = [
        Row("kube-apiserver", "", release, "yes", instance.server),
        Row("node", "", release, "yes"),
        Row("etcd", "", families()["etcd"].release, "yes"),
    ]
    for image in images.table():
        if image.short_name != "pause":
            ready = _ready(pods, image.name)
            rows.append(Row(image.short_name, image.tag, image.release, ready))
    return rows


def _ready(pods: list[dict[str, Any]], image: str) -> str:
    """Return how many containers of an image are ready, as "ready/all"."""
    states = [
        status.get("ready", False)
        for pod in pods
        for status in pod.get("status", {}).get("containerStatuses", [])
        if status.get("image") == image
    ]
    return f"{sum(states)}/{len(states)}" if states else "-"


def show(report: Report) -> None:
    """Print the table."""
    console = Console(highlight=False)
    if not report.up:
        console.print(f"{report.instance}: {report.reason}", markup=False)
        return
    table = Table("component", "image tag", "own version", "ready", "URL", box=None)
    for row in report.rows:
        version = f"{row.version} (differs)" if row.tag and row.differs else row.version
        table.add_row(row.component, row.tag, version, row.ready, row.url)
    console.print(f"{report.instance}: up, {report.way}", markup=False)
    console.print(table)
