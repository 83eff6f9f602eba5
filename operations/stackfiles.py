"""Stack files as data: read, listed, and derived with a few keys overridden."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

PROJECT = "seldon-monitoring"
# Understood by the CLI too, as its option --config-file.
CONFIG_FILE = "PULUMI_OPTION_CONFIG_FILE"
# Stands where a stack file has an encrypted value; nobody needs a passphrase to render.
PLACEHOLDER = "[secret]"


class StackFileError(Exception):
    """A stack file that is not there or is none; one plain line."""


def path(stack: str, folder: Path = Path()) -> Path:
    """Return where a stack's file is.

    Raises:
        StackFileError: where there is none, with those that there are.
    """
    file = folder / f"Pulumi.{stack}.yaml"
    if not file.is_file():
        raise StackFileError(
            f"no stack file {file}; there are: {', '.join(names(folder)) or 'none'}"
        )
    return file


def current(stack: str) -> Path:
    """Return the stack's file: the one that the environment names, or the committed.

    A shell of the sandbox names its own for every command; a file that is called after
    another stack is passed over.

    Raises:
        StackFileError: where there is none.
    """
    name = stack.rsplit("/", 1)[-1]
    chosen = Path(os.environ.get(CONFIG_FILE, ""))
    others = chosen.match("Pulumi.*.yaml") and chosen.name != f"Pulumi.{name}.yaml"
    if not chosen.name or others:
        return path(name)
    if not chosen.is_file():
        raise StackFileError(f"no stack file {chosen}, which {CONFIG_FILE} names")
    return chosen


def names(folder: Path = Path()) -> tuple[str, ...]:
    """Return the stacks that have a file, by name."""
    return tuple(
        file.name.removeprefix("Pulumi.").removesuffix(".yaml")
        for file in sorted(folder.glob("Pulumi.*.yaml"))
    )


def read(file: Path) -> dict[str, Any]:
    """Return a stack file's configuration; encrypted values become placeholders.

    Raises:
        StackFileError: as `document` does.
    """
    config = document(file).get("config") or {}
    return {key: _open(value) for key, value in config.items()}


def document(file: Path) -> dict[str, Any]:
    """Return all that a stack file holds.

    Raises:
        StackFileError: where it is no YAML, or its `config` is no mapping.
    """
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StackFileError(f"{file} is no YAML: {_where(error)}") from None
    if not isinstance(found, dict) or not isinstance(found.get("config") or {}, dict):
        raise StackFileError(f"{file} has no `config` that maps keys to values")
    return found


def as_engine(config: Mapping[str, Any]) -> dict[str, str]:
    """Return configuration as the engine hands it over: objects as JSON."""
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in config.items()
    }


def override(document: dict[str, Any], key: str, value: object) -> None:
    """Set a dotted key (`cluster.server`) of a stack file's document in place."""
    section, *rest = key.split(".")
    target = document.setdefault("config", {}).setdefault(f"{PROJECT}:{section}", {})
    for part in rest[:-1]:
        target = target.setdefault(part, {})
    target[rest[-1]] = value


def _where(error: Exception) -> str:
    """Return what the parser says, without the text, which may be a credential."""
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", "unreadable")
    return f"line {mark.line + 1}: {said}" if mark else str(said)


def _open(value: object) -> object:
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return PLACEHOLDER
        return {key: _open(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_open(item) for item in value]
    return value
