"""The faults, and who catches one that is put into a stack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import yaml

from tests.rendered.recorded import recorded, verdicts

FOLDER = Path(__file__).parent
SETTINGS = "settings"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is put into a stack, and who must say what of it before anything changes."""

    fault: str
    caught: str
    says: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    stack: str = "dev"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """What a cluster or a backend holds that keeps `up` from beginning."""

    fault: str
    test: str


@dataclass(frozen=True, kw_only=True)
class Ruin:
    """What is done to a running stack, and the link of verify that must tell it."""

    fault: str
    by_hand: str
    link: str
    says: str


def faults() -> list[Fault]:
    """Return what settings and guardrails catch, without a cluster."""
    return [Fault(**entry) for entry in _read("faults.yaml")]


def refused() -> list[Refused]:
    """Return what `up` catches before it changes anything."""
    return [Refused(**entry) for entry in _read("refused.yaml")]


def ruins() -> list[Ruin]:
    """Return what only verify can catch."""
    return [Ruin(**entry) for entry in _read("ruins.yaml")]


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


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
