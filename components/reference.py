"""The installation's own monitors and rules, which may stand in for ours by name.

Seldon ships them with its licence, so what is in them can only be inferred here; a
customer who has them points `seldon.referenceConfiguration` at the directory.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml

from domain import monitors
from domain.rule_checks import layout

MONITORS = monitors.KINDS
RULES = frozenset({"PrometheusRule"})
KINDS = MONITORS | RULES
Reference = Mapping[str, Mapping[str, Any]]


def read(directory: str | None) -> Reference:
    """Return the directory's monitors and rules by object name; none for no directory.

    Raises:
        pulumi.RunError: where there is no such directory, or no object in it.
    """
    if directory is None:
        return {}
    folder = Path(directory)
    if not folder.is_dir():
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: no directory {directory}; give the one "
            "that holds the installation's metrics/*.yaml"
        )
    found = {
        _name(file, document): document
        for file in sorted(folder.glob("*.y*ml"))
        for document in _documents(file)
        if document.get("kind") in KINDS
    }
    if not found:
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: no {', '.join(sorted(KINDS))} in "
            f"{directory}; give the directory of the installation's metrics/*.yaml"
        )
    _refuse_unreadable(found)
    return found


def replacement(
    reference: Reference, name: str, kinds: frozenset[str]
) -> Mapping[str, Any] | None:
    """Return what stands in for an object of ours, or None.

    Raises:
        pulumi.RunError: where an object of another kind has its name.
    """
    found = reference.get(name)
    if found is not None and found["kind"] not in kinds:
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: {name} is a {found['kind']}, not a "
            f"{' or '.join(sorted(kinds))}; remove it from the directory"
        )
    return found


def warn_of_others(reference: Reference, ours: Iterable[str]) -> None:
    """Say which of the installation's objects stand in for none of ours."""
    others = sorted(reference.keys() - set(ours))
    if others:
        pulumi.log.warn(
            "seldon.referenceConfiguration: no object of this program is called "
            f"{', '.join(others)}; not deployed, rename it or apply it yourself"
        )


def _refuse_unreadable(found: Reference) -> None:
    """Refuse rules that Prometheus would not read, while nothing is declared yet."""
    lines = [
        f"seldon.referenceConfiguration: {name}: {problem}"
        for name, manifest in found.items()
        if manifest["kind"] in RULES
        for problem in layout(manifest["spec"])
    ]
    if lines:
        raise pulumi.RunError("\n".join(lines))


def _name(file: Path, document: Mapping[str, Any]) -> str:
    metadata, spec = document.get("metadata"), document.get("spec")
    if not (isinstance(metadata, Mapping) and isinstance(spec, Mapping)) or not (
        metadata.get("name")
    ):
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: a {document['kind']} in {file} has no "
            "metadata.name or no spec; take the installation's file as it is"
        )
    return str(metadata["name"])


def _documents(file: Path) -> list[Mapping[str, Any]]:
    try:
        documents = list(yaml.safe_load_all(file.read_bytes()))
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: {file} is not YAML ({reason}); take the "
            "installation's file as it is"
        ) from None
    return [document for document in documents if isinstance(document, dict)]
