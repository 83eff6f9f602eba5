"""`operations render`: what a stack declares, as files for reviewers and GitOps.

From the recorder: neither cluster nor engine nor passphrase is needed, and encrypted
values are placeholders. The same settings give the same bytes.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pulumi

from domain import rules, yamlfiles
from operations import console, stackfiles
from operations.errors import OperationError
from operations.recorder import Declared, Recording, record

MONITORS = frozenset({"PodMonitor", "ServiceMonitor"})
# First words of each file, so that a later render knows which are its own.
_MARK = "Rendered from the settings of stack"


class File(NamedTuple):
    """A rendered file: its place below the folder, its text, and what it holds."""

    name: str
    text: str
    holds: str


def render(stack: str, out: Path, *, as_json: bool = False) -> None:
    """Write a stack's files below a folder, and show which.

    Raises:
        OperationError: where the stack's settings are not what the program takes.
    """
    rendered = list(files(recorded(stack)))
    mark = f"{_MARK} {stack}; do not edit."
    for file in rendered:
        path = out / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_marked(mark, file), encoding="utf-8")
    gone = sweep(out, {out / file.name for file in rendered})
    rows = [(str(out / file.name), file.holds) for file in rendered]
    console.show(("file", "holds"), rows, as_json=as_json)
    for path in gone:
        console.say(f"removed {path}: no longer declared")


def recorded(stack: str) -> Recording:
    """Return what a stack declares.

    Raises:
        OperationError: where the program refuses its settings.
    """
    try:
        return record(stack, _anywhere(stackfiles.read(stackfiles.current(stack))))
    except stackfiles.StackFileError as error:
        raise OperationError(str(error), 2) from None
    except pulumi.RunError as error:
        raise OperationError(str(error)) from None


def _anywhere(config: dict[str, Any]) -> dict[str, Any]:
    """Return configuration without the kubeconfig, which not every reader has."""
    key = f"{stackfiles.PROJECT}:cluster"
    cluster = config.get(key)
    if not isinstance(cluster, dict):
        # For the program to refuse, in its own words.
        return config
    return config | {key: {k: v for k, v in cluster.items() if k != "kubeconfig"}}


def files(recording: Recording) -> Iterator[File]:
    """Yield the files of a recording."""
    config_maps = recording.every("core/v1:ConfigMap")
    yield from _files(config_maps) if config_maps else _objects(recording)
    values = yamlfiles.dump(recording.outputs["seldonDeployValues"])
    yield File("seldon-deploy-values.yaml", values, "values of Seldon Deploy's chart")
    table = recording.outputs["routes"]
    yield File("routes.md", routes(table), f"receivers of {len(table)} alerts")


def _files(config_maps: Iterable[Declared]) -> Iterator[File]:
    """Yield what stands in ConfigMaps, each under its own name."""
    named = {item.inputs["metadata"]["name"]: item for item in config_maps}
    # They are declared in no order.
    for name, config_map in sorted(named.items()):
        for key, text in config_map.inputs["data"].items():
            yield File(key, text, f"{key} of ConfigMap {name}")


def _objects(recording: Recording) -> Iterator[File]:
    """Yield the chart's values, where there is one, and what the operator reads."""
    # Of an operator that is already there nothing is installed.
    for release in recording.every("helm.sh/v3:Release"):
        if release.name == "kube-prometheus-release":
            yield _chart_values(release.inputs)
    configuration = recording.outputs["alertmanagerConfig"]
    receivers = f"{len(configuration['receivers'])} receivers"
    yield File("alertmanager.yaml", yamlfiles.dump(configuration), receivers)
    manifests = list(_manifests(recording.resources))
    yield from _rules(manifests)
    monitors = [item for item in manifests if item["kind"] in MONITORS]
    count = f"{len(monitors)} monitors"
    yield File("monitors.yaml", yamlfiles.dump_all(monitors), count)


def _chart_values(release: Mapping[str, Any]) -> File:
    chart = f"{release['chart']} {release['version']}"
    values = yamlfiles.dump(yamlfiles.ordered(release.get("values") or {}))
    return File("helm-values.yaml", values, f"values of chart {chart}")


def routes(table: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the receivers of each alert as a table in Markdown."""
    lines = [
        "| alert | severity | type | receivers | may reach | from |",
        "|---|---|---|---|---|---|",
    ]
    for alert, row in sorted(table.items()):
        whom = (", ".join(row.get(key, ())) for key in ("receivers", "mayReach"))
        cells = (alert, row["severity"], row["type"], *whom, row.get("from", ""))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def sweep(out: Path, kept: set[Path]) -> list[Path]:
    """Remove what an earlier render wrote and this one did not; return those."""
    places = (*out.glob("*"), *(out / "rules").glob("*"))
    stale = [path for path in sorted(places) if path not in kept and _is_ours(path)]
    for path in stale:
        path.unlink()
    return stale


def _rules(manifests: Iterable[Mapping[str, Any]]) -> Iterator[File]:
    for manifest in manifests:
        if manifest["kind"] != "PrometheusRule":
            continue
        groups = rules.plain(manifest["spec"]["groups"])
        count = sum(len(group["rules"]) for group in groups)
        name = f"rules/{manifest['metadata']['name']}.yaml"
        yield File(name, yamlfiles.dump({"groups": groups}), f"{count} rules")


def _manifests(resources: Iterable[Declared]) -> Iterator[dict[str, Any]]:
    """Yield the operator's objects as manifests, by kind and name."""
    found = [
        dict(resource.inputs)
        for resource in resources
        if resource.type.startswith("kubernetes:monitoring.coreos.com/")
    ]
    for manifest in sorted(found, key=lambda m: (m["kind"], m["metadata"]["name"])):
        # What went over the wire has lost the order of its keys.
        yield yamlfiles.ordered(manifest)


def _marked(mark: str, file: File) -> str:
    if file.name.endswith(".md"):
        return f"<!-- {mark} -->\n\n{file.text}"
    return f"# {mark}\n{file.text}"


def _is_ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as text:
        return _MARK in text.readline()
