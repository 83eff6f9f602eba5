"""The installation's own monitors and rules, which may stand in for ours by name.

Seldon ships them with its licence, so what is in them can only be inferred here; a
customer who has them points `seldon.referenceConfiguration` at the directory.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import yaml

KINDS = frozenset({"PodMonitor", "ServiceMonitor", "PrometheusRule"})
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
        str(document["metadata"]["name"]): document
        for file in sorted(folder.glob("*.y*ml"))
        for document in _documents(file)
        if document.get("kind") in KINDS
    }
    if not found:
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: no {', '.join(sorted(KINDS))} in "
            f"{directory}; give the directory of the installation's metrics/*.yaml"
        )
    return found


def _documents(file: Path) -> list[Mapping[str, Any]]:
    try:
        documents = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise pulumi.RunError(
            f"seldon.referenceConfiguration: {file} is not YAML: {error}"
        ) from None
    return [document for document in documents if isinstance(document, dict)]
