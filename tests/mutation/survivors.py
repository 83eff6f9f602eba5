"""Survivors that are known, each with the reason why no test can notice it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

from tests.mutation.mutants import Mutant
from tests.mutation.promtool import MutationError

FILE = Path(__file__).with_name("survivors.yaml")
KEYS = {"file", "rule", "change", "reason"}

Key = tuple[str, str, str]


def key(mutant: Mutant) -> Key:
    """Return what tells a mutant from every other one."""
    return mutant.file, mutant.rule, mutant.change


def load(path: Path = FILE) -> dict[Key, str]:
    """Return the reason of each known survivor.

    Raises:
        MutationError: for an entry without one, or one that stands there twice.
    """
    found: dict[Key, str] = {}
    for number, entry in enumerate(yaml.safe_load(path.read_text()) or [], start=1):
        if set(entry) != KEYS or not all(entry.values()):
            needed = ", ".join(sorted(KEYS))
            raise MutationError(f"{path.name}: entry {number} wants {needed}")
        name = entry["file"], entry["rule"], entry["change"]
        if name in found:
            raise MutationError(f"{path.name}: entry {number} stands there twice")
        found[name] = entry["reason"]
    return found


def complaints(
    known: Mapping[Key, str],
    survived: Iterable[Mutant],
    tried: Iterable[Mutant],
) -> Iterator[str]:
    """Complain about survivors without a reason, and reasons without a survivor.

    Of rule files that were not tried nothing is said.
    """
    survivors = {key(mutant) for mutant in survived}
    for name in sorted(survivors - set(known)):
        yield f"no test notices, and no reason is given: {_named(name)}"
    mutants = {key(mutant) for mutant in tried}
    files = {file for file, _, _ in mutants}
    for name in sorted(set(known) - survivors):
        if name[0] in files:
            now = "is noticed" if name in mutants else "is no mutant"
            yield f"{FILE.name}: {_named(name)} {now}; take the entry out"


def _named(name: Key) -> str:
    file, rule, change = name
    return f"{file}: {rule}: {change}"
