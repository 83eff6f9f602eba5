"""Rules and receivers of each stack, kept to be read in a diff; `make golden` writes.

A change of a rule shows here in every environment that it reaches, filled in.
"""

import shutil
from pathlib import Path

from operations import render, stackfiles
from tests.project import ROOT

DIRECTORY = ROOT / "tests" / "golden"


def kept(stack: str) -> dict[str, str]:
    """Return the files that are kept of a stack, by their path below its folder."""
    folder = DIRECTORY / stack
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def rendered(stack: str) -> dict[str, str]:
    """Return the same files as `operations render` makes them now."""
    return {
        file.name: file.text
        for file in render.files(render.recorded(stack))
        if file.name.startswith(("rules/", "routes"))
    }


def refresh(stack: str) -> None:
    """Write what is rendered now in place of what was kept."""
    folder = DIRECTORY / stack
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in rendered(stack).items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for each in stackfiles.names():
        refresh(each)
