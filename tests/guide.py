"""The stack files that the guide to the settings shows, for tests to load."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from settings import PROJECT
from tests.project import ROOT


def guide(*, second: bool = False) -> dict[str, Any]:
    """Return the stack file that the guide's examples make together.

    A section may have a second example, of the choices that the first leaves out.
    """
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    config: dict[str, Any] = {}
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        found = yaml.safe_load(block)
        config = config | found if second else found | config
    return {
        key.removeprefix(f"{PROJECT}:"): decrypted(value)
        for key, value in config.items()
    }


def decrypted(value: object) -> object:
    """Return values with something in the place of each encrypted one."""
    if not isinstance(value, Mapping):
        return value
    if set(value) == {"secure"}:
        return "decrypted"
    return {key: decrypted(below) for key, below in value.items()}
