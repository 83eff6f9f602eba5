"""The operator's CustomResourceDefinitions: whose they are, and which are too old.

Helm installs those of a chart once and never renews them; an operator that is newer
than they are has fields of its objects dropped without a word.
"""

from collections.abc import Mapping
from typing import Any

from domain.compatibility import version

# Written by the operator's own build since before 0.71.2, and not yet by 0.66.
ANNOTATION = "operator.prometheus.io/version"
# The one that every operator has; all are made together.
WITNESS = "prometheuses.monitoring.coreos.com"


def operator(definition: Mapping[str, Any]) -> str | None:
    """Return the operator's version that a definition is of, or None in older ones."""
    annotations = definition.get("metadata", {}).get("annotations") or {}
    found = annotations.get(ANNOTATION)
    return str(found) if found else None


def is_version(found: str) -> bool:
    """Tell whether an annotation can be read; anybody may have written it."""
    try:
        version(found)
    except ValueError:
        return False
    return True


def is_older(found: str | None, wanted: str) -> bool:
    """Tell whether definitions of one operator are too old for another.

    Raises:
        ValueError: for what is no version.
    """
    return found is None or version(found) < version(wanted)


def without_descriptions(schema: object) -> object:
    """Return a schema without its prose, which is three quarters of it.

    A field that is called description is not prose, but a schema itself.
    """
    if isinstance(schema, Mapping):
        return {
            key: without_descriptions(value)
            for key, value in schema.items()
            if key != "description" or not isinstance(value, str)
        }
    if isinstance(schema, list):
        return [without_descriptions(item) for item in schema]
    return schema
