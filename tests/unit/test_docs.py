"""What the documents say is there: links, targets, keys, decisions."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

import settings
from settings import Settings
from settings.base import Section
from settings.complaints import aliases, below
from tests.guide import guide, ways

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    file
    for pattern in ("*.md", "docs/**/*.md", "runbooks/*.md", "sandbox/README.md")
    for file in ROOT.glob(pattern)
)
DECISIONS = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
HEADINGS = ["Context", "Decision", "Consequences", "Alternatives"]
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
# Of a choice of pods kubectl shows ten lines each, unless it is told how many.
LOGS_OF_MANY = re.compile(
    r"\bkubectl\b[^|\n]* logs (?=[^|\n]*(?:-l|--selector)\b)[^|\n]*"
)
# A file or folder of this project; a name in capitals or brackets stands for several.
OURS = re.compile(
    r"`((?:benchmarks|components|docs|domain|operations|policies|rules|runbooks|sandbox"
    r"|settings|tests)/[a-z0-9_./-]*)`"
)
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_readme_is_short():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) < 120


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(file: Path):
    links = LINK.findall(file.read_text(encoding="utf-8"))

    assert [link for link in links if not leads_somewhere(file.parent / link)] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_every_file_that_is_named_is_there(file: Path):
    files = OURS.findall(file.read_text(encoding="utf-8"))

    assert [name for name in files if not leads_somewhere(ROOT / name)] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_every_make_target_that_is_named_exists(file: Path):
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    code = CODE.findall(file.read_text(encoding="utf-8"))
    called = {name for text in code for name in re.findall(r"\bmake ([a-z-]+)", text)}

    assert called - targets == set()


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_logs_of_many_pods_are_asked_for_by_their_number_of_lines(file: Path):
    commands = LOGS_OF_MANY.findall(file.read_text(encoding="utf-8"))

    assert [command for command in commands if "--tail=" not in command] == []


@pytest.mark.parametrize("file", DECISIONS, ids=named)
def test_a_decision_is_one_page_under_four_headings(file: Path):
    text = file.read_text(encoding="utf-8")

    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) <= 60


def test_decisions_are_numbered_in_a_row_and_listed():
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")

    numbers = [int(file.name[:4]) for file in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    assert [file.name for file in DECISIONS] == LINK.findall(index)


@pytest.mark.parametrize("second", [False, True])
def test_the_guide_to_settings_loads(second):
    settings.load(guide(second=second))


@pytest.mark.parametrize("way", ways())
def test_the_guide_s_ways_to_have_prometheus_load(way):
    settings.load(way)


def test_the_guide_to_settings_shows_every_key():
    examples = [guide(), guide(second=True), *ways()]
    shown = {key for given in examples for key in shown_keys(Settings, given)}
    every = {
        (owner(kind, key), key) for kind in sections(Settings) for key in aliases(kind)
    }

    assert every - shown == set()


def test_the_guide_to_settings_shows_the_defaults():
    least = {"cluster": {"server": "https://a", "context": "a"}}
    defaults = dict(leaves(settings.load(least).model_dump(mode="json", by_alias=True)))
    # A key that defaults to nothing has an example; so has the cluster's.
    of_value = {
        key: value
        for key, value in defaults.items()
        if value not in (None, [], {}) and not key.startswith("cluster.")
    }

    assert [
        f"{key}: {value}, not {of_value[key]}"
        for key, value in leaves(guide())
        if key in of_value and value != of_value[key]
    ] == []


def leads_somewhere(target: Path) -> bool:
    """Tell whether a file is there; the sandbox may be taken away as a whole."""
    sandbox = ROOT / "sandbox"
    return target.exists() or (
        not sandbox.exists() and target.resolve().is_relative_to(sandbox)
    )


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield what is below a mapping, by dotted path; a list is one value."""
    if isinstance(value, Mapping) and value:
        for key, below in value.items():
            yield from leaves(below, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def sections(kind: type[Section]) -> Iterator[type[Section]]:
    """Yield a section's class and those of all sections below it."""
    yield kind
    for kinds in below(kind).values():
        for one in kinds:
            yield from sections(one)


def shown_keys(
    kind: type[Section], given: Mapping[str, object]
) -> Iterator[tuple[type[Section], str]]:
    """Yield each key of an example with the section that it stands in."""
    kinds = below(kind)
    for key, value in given.items():
        yield owner(kind, key), key
        entries: list[Any] = value if isinstance(value, list) else [value]
        for entry in entries:
            for section in of_kind(kinds.get(key, ()), entry):
                yield from shown_keys(section, entry)


def owner(kind: type[Section], key: str) -> type[Section]:
    """Return the section that first has a key: what all kinds share is shown once."""
    return next(
        base
        for base in reversed(kind.__mro__)
        if issubclass(base, Section) and key in aliases(base)
    )


def of_kind(kinds: tuple[type[Section], ...], entry: Any) -> Iterator[type[Section]]:
    """Yield the sections that an example's entry is one of."""
    if not isinstance(entry, Mapping):
        return
    for section in kinds:
        field = section.model_fields.get("kind")
        if len(kinds) == 1 or (field and entry["kind"] in get_args(field.annotation)):
            yield section
