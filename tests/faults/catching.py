"""Puts a fault into the development stack and tells what catches it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import yaml

from tests.rendered.recorded import recorded, verdicts

FAULTS = Path(__file__).with_name("faults.yaml")
STACK = "dev"
SETTINGS = "settings"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong, how it is put into the stack, who must say what of it."""

    fault: str
    caught: str
    says: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    stack: str = STACK


def faults() -> list[Fault]:
    """Return the faults that need no cluster."""
    return [Fault(**entry) for entry in yaml.safe_load(FAULTS.read_text())]


def caught(fault: Fault) -> dict[str, str]:
    """Return who catches a fault, and what each says; cwd is the project."""
    for name, text in fault.files.items():
        Path(name).write_text(text, encoding="utf-8")
    try:
        recording = recorded(fault.stack, **fault.settings)
    except pulumi.RunError as error:
        return {SETTINGS: str(error)}
    found = verdicts(recording, fault.stack)
    return {name: "\n".join(verdict.complaints) for name, verdict in found.items()}
