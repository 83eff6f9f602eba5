"""The operator's CustomResourceDefinitions, where Helm's own are not enough.

Helm makes a chart's definitions with the first install and leaves them alone then.
Those that the stack file names are applied before the release, by whoever they were
made, and stay whatever becomes of the stack: with them goes every monitor and rule.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import yaml

from components.cluster import Needed
from domain import compatibility, definitions, yamlfiles
from settings.kube_prometheus import KubePrometheusSettings

Definition = dict[str, Any]
_KEY = "kubePrometheus.crds.path"
_PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
# Where charts keep their own.
_IN_CHARTS = ("charts/crds/crds", "charts/kube-prometheus-crds/crds", "crds")
_VERSION = re.compile(rf"{re.escape(definitions.ANNOTATION)}: *['\"]?(\d+\.\d+\.\d+)")


def read(folder: Path) -> tuple[Definition, ...]:
    """Return the definitions of a directory, by name.

    Raises:
        pulumi.RunError: where there are none, or a file holds something else.
    """
    found = [
        _checked(file, document)
        for file in sorted(folder.glob("*.y*ml"))
        for document in _documents(file)
    ]
    if not any(item["metadata"]["name"] == definitions.WITNESS for item in found):
        raise pulumi.RunError(
            f"{_KEY}: {folder} does not define {definitions.WITNESS}; put into it what "
            "`helm show crds` prints for the chart; nothing was changed"
        )
    return tuple(sorted(found, key=lambda item: str(item["metadata"]["name"])))


def _documents(file: Path) -> list[Any]:
    try:
        text = file.read_text(encoding="utf-8")
        return [item for item in yamlfiles.read_all(text) if item]
    except (yaml.YAMLError, UnicodeDecodeError):
        raise pulumi.RunError(
            f"{_KEY}: {file} is not YAML; nothing was changed"
        ) from None


def _checked(file: Path, document: Any) -> Definition:  # noqa: ANN401  of YAML
    kind = document.get("kind") if isinstance(document, dict) else None
    if kind != "CustomResourceDefinition":
        raise pulumi.RunError(
            f"{_KEY}: {file} holds {kind or 'something'} that is no "
            "CustomResourceDefinition; take it out; nothing was changed"
        )
    return _named(file, dict(document))


def _named(file: Path, definition: Definition) -> Definition:
    metadata = definition.get("metadata")
    if not isinstance(metadata, dict) or not metadata.get("name"):
        raise pulumi.RunError(
            f"{_KEY}: {file} holds a CustomResourceDefinition without metadata.name; "
            "correct it; nothing was changed"
        )
    return definition


def ours(settings: KubePrometheusSettings) -> tuple[Definition, ...]:
    """Return the definitions that this stack applies; none where it does not.

    Raises:
        pulumi.RunError: where they cannot be read.
    """
    return read(Path(settings.crds.path)) if settings.crds.path else ()


def needed(settings: KubePrometheusSettings) -> Iterator[Needed]:
    """Yield that the definitions in the cluster fit the operator and these files."""
    wanted = _operator(settings)
    if wanted is None or settings.crds.upgrade_job:
        return

    def judged(found: dict[str, Any]) -> str | None:
        there = definitions.operator(found)
        if there is not None and not definitions.is_version(there):
            return _unreadable(there)
        if settings.crds.path:
            return _newer(there, wanted, settings.crds.path)
        return _older(there, wanted)

    yield Needed(
        "of which operator the definitions are",
        f"{_PATH}/{definitions.WITNESS}",
        missing=None,
        problem=judged,
    )


def _unreadable(there: str) -> str:
    return (
        f"kubePrometheus.crds: {definitions.WITNESS} of the cluster says "
        f"{definitions.ANNOTATION}: {json.dumps(there)}, which is no version; correct "
        'that annotation to the operator\'s that it is of, such as "0.93.1"'
    )


def _newer(there: str | None, wanted: str, path: str) -> str | None:
    if there is None or not definitions.is_older(wanted, there):
        return None
    return (
        f"{_KEY}: {path} holds the definitions of operator {wanted} and the cluster "
        f"has those of {there}, which another operator may need; take newer ones, or "
        "leave the key out"
    )


def _older(there: str | None, wanted: str) -> str | None:
    if not definitions.is_older(there, wanted):
        return None
    return (
        f"kubePrometheus.crds: the cluster has the definitions of operator "
        f"{there or 'before 0.71'} and this chart brings operator {wanted}, whose own "
        "Helm will not apply; set crds.path to a directory with what `helm show crds` "
        "prints for the chart, or crds.upgradeJob to true where the chart has it"
    )


def _operator(settings: KubePrometheusSettings) -> str | None:
    """Return the operator whose definitions are wanted, as far as that is known."""
    at_hand = _at_hand(settings)
    if at_hand:
        return _said(at_hand)
    chart = compatibility.chart(settings.chart.name, settings.chart.version)
    return chart.operator if chart else None


def _said(folder: Path) -> str | None:
    """Return the operator of a directory's definitions, without reading all of them."""
    for file in sorted(folder.glob("*.y*ml")):
        match = _VERSION.search(file.read_text(encoding="utf-8", errors="replace"))
        if match:
            return match[1]
    return None


def _at_hand(settings: KubePrometheusSettings) -> Path | None:
    if settings.crds.path:
        return Path(settings.crds.path)
    if not settings.chart.path:
        return None
    folders = (Path(settings.chart.path) / below for below in _IN_CHARTS)
    return next((folder for folder in folders if folder.is_dir()), None)
