"""`operations summary`: what runs after `up`, where it is, and how to go on."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from domain.containers import image
from operations import console, deployed
from operations.cluster import Cluster, connect
from operations.deployed import Deployed
from operations.verify import workloads
from operations.verify.seldon import webhooks

Object = Mapping[str, Any]

_ENDPOINTS = {"Prometheus": "prometheus", "Alertmanager": "alertmanager"}


class Row(NamedTuple):
    """A component as it runs now."""

    component: str
    version: str
    ready: str
    url: str


def summary(stack: str, *, as_json: bool = False) -> None:
    """Show a stack's components and how to go on.

    Raises:
        OperationError: where the stack or its cluster cannot be read.
    """
    found = deployed.read(stack)
    rows = list(components(connect(stack), found))
    if as_json:
        console.show(Row._fields, rows, as_json=True)
        return
    console.say(f"{_installed(found)} in {found.names.namespace}")
    console.show(Row._fields, rows)
    for what, command in onward(found):
        console.answers.print(f"# {what}", markup=False, style="dim", soft_wrap=True)
        console.answers.print(command, markup=False, soft_wrap=True)


def components(cluster: Cluster, found: Deployed) -> Iterator[Row]:
    """Yield what runs, Seldon Deploy last where it is there."""
    for workload in () if found.files else workloads.workloads(found.names):
        seen = workloads.read(cluster, workload)
        url = found.outputs["endpoints"].get(_ENDPOINTS.get(workload.title, ""), "")
        yield row(workload.title, seen, url)
    for title, key in _ENDPOINTS.items() if found.files else ():
        yield Row(title, "", "yours", found.outputs["endpoints"][key])
    for url in webhooks(found.outputs["alertmanagerConfig"]):
        parts = urlsplit(url)
        name, namespace = str(parts.hostname).split(".")[:2]
        workload = workloads.Workload(
            "Seldon Deploy", workloads.DEPLOYMENT, namespace, name
        )
        seen = workloads.read(cluster, workload)
        if seen is not None:
            yield row(workload.title, seen, f"http://{parts.netloc}/seldon-deploy/")


def _installed(found: Deployed) -> str:
    chart = found.outputs["release"].get("chart")
    return f"{chart['name']} {chart['version']}" if chart else "monitoring of yours"


def row(title: str, seen: Object | None, url: str) -> Row:
    """Return a workload as a row; its version is its first container's tag."""
    if seen is None:
        return Row(title, "", "not there", url)
    container = seen["spec"]["template"]["spec"]["containers"][0]
    ready, wanted = workloads.readiness(seen)
    return Row(title, image(container["image"]).tag, f"{ready}/{wanted}", url)


def onward(found: Deployed) -> Iterator[tuple[str, str]]:
    """Yield what can be done next, and by which command."""
    stack = found.stack
    shell = 'eval "$(.venv/bin/python -m sandbox env)"'
    yield "for the sandbox first: its tools and cluster in this shell", shell
    yield "what a change of settings or rules would do", f"pulumi preview -s {stack}"
    yield "every link of the chain again", f"make verify STACK={stack}"
    yield "take the monitoring away", f"make destroy STACK={stack}"
    yield "for the sandbox: take it away with all that is in it", "make down"
    for name, command in found.outputs["access"].items():
        yield f"reach {name} from here", str(command)
