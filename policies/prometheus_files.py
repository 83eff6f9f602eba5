"""Prometheus' own configuration files, where a ConfigMap or Secret holds one."""

import base64
import re
from collections.abc import Iterator

import yaml

from domain import yamlfiles
from policies.manifests import Manifest
from policies.properties import Properties, mapping

# One of these stands in every such file, and before the parser is asked; in JSON, too.
_SECTIONS = ("scrape_configs", "remote_write", "alerting")
_TELLING = re.compile(rf"\b({'|'.join(_SECTIONS)})[\"']?\s*:")


def found(manifest: Manifest) -> Iterator[tuple[str, Properties]]:
    """Yield each configuration by its key; what cannot be read is none."""
    if manifest.group or manifest.kind not in {"ConfigMap", "Secret"}:
        return
    for section in ("data", "stringData"):
        encoded = manifest.kind == "Secret" and section == "data"
        for key, text in mapping(manifest.body.get(section)).items():
            config = _parsed(_decoded(str(text)) if encoded else str(text))
            if config:
                yield str(key), config


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode()
    except ValueError:
        return ""


def _parsed(text: str) -> Properties:
    if not _TELLING.search(text):
        return {}
    try:
        config = mapping(yamlfiles.read(text))
    except (yaml.YAMLError, ValueError):
        return {}
    # A file of another program may have one of these words further in.
    return config if any(key in _SECTIONS for key in config) else {}
