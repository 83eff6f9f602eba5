"""The stack files that the guide to the settings shows, for tests to load."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from settings import PROJECT
from tests.project import ROOT

# Sections that stand only where others installed Prometheus.
WAYS = frozenset({"vanilla", "existing"})


def guide(*, second: bool = False) -> dict[str, Any]:
    """Return the stack file that the guide's examples make together.

    A section may have a second example, of the choices that the first leaves out.
    """
    config: dict[str, Any] = {}
    for found in _examples():
        if not _is_a_way(found):
            config = config | found if second else found | config
    return config


def ways() -> list[dict[str, Any]]:
    """Return the examples of ways that install nothing, each with what goes with it."""
    shown = guide()
    return [
        {"cluster": shown["cluster"], **found}
        for found in _examples()
        if _is_a_way(found)
    ]


def _is_a_way(example: Mapping[str, Any]) -> bool:
    return not WAYS.isdisjoint(example.get("kubePrometheus", {}))


def _examples() -> Iterator[dict[str, Any]]:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        yield {
            key.removeprefix(f"{PROJECT}:"): decrypted(value)
            for key, value in yaml.safe_load(block).items()
        }


def decrypted(value: object) -> object:
    """Return values with something in the place of each encrypted one."""
    if not isinstance(value, Mapping):
        return value
    if set(value) == {"secure"}:
        return "decrypted"
    return {key: decrypted(below) for key, below in value.items()}
