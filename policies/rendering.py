"""What a Helm release would put into the cluster, as `helm template` renders it.

Rendered once per chart, version and values: in memory, and in a folder of the user's
cache. What Secrets hold is left out of both.
"""

import functools
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from domain import yamlfiles
from policies import helm
from policies.helm import Release, RenderError
from policies.properties import Properties

PROJECT = Path(__file__).resolve().parents[1]
# Releases whose objects are kept on disk, the ones last rendered.
KEPT = 32
Body = dict[str, Any]


def rendered(properties: Properties, name: str) -> tuple[Body, ...]:
    """Return the objects of a Release's chart; `name` is for one without its own.

    Raises:
        RenderError: where it cannot be rendered.
        UnknownValueError: where a preview does not know all of its values.
    """
    found = once(helm.release(properties, name))
    if isinstance(found, RenderError):
        raise found
    return found


@functools.cache
def once(release: Release) -> tuple[Body, ...] | RenderError:
    """Render; every guardrail asks, and what failed fails again."""
    try:
        return _from_disk(release)
    except RenderError as error:
        return error


def _from_disk(release: Release) -> tuple[Body, ...]:
    key = helm.identity(release, PROJECT)
    file = folder() / f"{key}.json"
    with suppress(OSError, ValueError):
        return tuple(json.loads(file.read_text(encoding="utf-8")))
    objects = tuple(_objects(helm.template(release, PROJECT)))
    if key is not None:
        # The next run renders again where this one could not be kept.
        with suppress(OSError):
            _keep(file, json.dumps(objects))
    return objects


def folder() -> Path:
    """Return where rendered charts are kept, which is never in the tree."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "seldon-monitoring" / "rendered"


def _keep(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Two runs at a time each write a file of their own, and rename it.
    fresh = file.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)
    by_age = sorted(file.parent.glob("*.json"), key=lambda it: it.stat().st_mtime)
    for old in by_age[:-KEPT]:
        old.unlink(missing_ok=True)


def _objects(text: str) -> Iterator[Body]:
    try:
        documents = yamlfiles.read_all(text)
    except yaml.YAMLError:
        raise RenderError("what helm rendered is not YAML") from None
    for document in documents:
        if isinstance(document, Mapping):
            yield _without_contents(dict(document))


def _without_contents(body: Body) -> Body:
    """Return an object; of a Secret the keys alone."""
    if body.get("kind") != "Secret":
        return body
    hidden = {
        key: dict.fromkeys(body[key], "")
        for key in ("data", "stringData")
        if isinstance(body.get(key), Mapping)
    }
    return body | hidden
