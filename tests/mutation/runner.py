"""Mutants put to the test: which tests notice each of them."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import yaml

from tests.mutation.mutants import Groups, Mutant, in_plain, mutants
from tests.mutation.promtool import (
    Asked,
    MutationError,
    asked,
    dependents,
    failing,
)
from tests.rules import rendering


@dataclass(frozen=True)
class Outcome:
    """A mutant and the tests that failed on it; none of them: it survived."""

    mutant: Mutant
    noticed_by: tuple[str, ...]


class Bench:
    """The rendered rules and their tests in a folder, and what is run on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rules: Mapping[str, Groups] = rendering.rendered()
        rendering.write(folder)
        # Each file's tests, and how many seconds they took on unchanged rules.
        self.tests = {path: list(asked(path)) for path in folder.glob("*_test.yaml")}
        self.seconds: dict[Path, float] = {}

    def mutants(self, files: Sequence[str] = ()) -> list[Mutant]:
        """Return the mutants of some rule files, by name, or of all.

        Raises:
            MutationError: for a name that no rule file has.
        """
        for name in files:
            if name not in self.rules:
                known = ", ".join(self.rules)
                raise MutationError(f"no rule file is called {name}; known: {known}")
        return [
            mutant
            for name in files or self.rules
            for mutant in mutants(name, self.rules[name])
        ]

    def check(self) -> None:
        """Run every test on rules that mean the same, in the spelling of the mutants.

        Raises:
            MutationError: where one fails, so that none would say anything.
        """
        for name, groups in self.rules.items():
            _write(self.folder / f"{name}.yaml", in_plain(groups))
        for path, tests in self.tests.items():
            start = monotonic()
            found = failing(self.folder, tests)
            self.seconds[path] = monotonic() - start
            if found:
                raise MutationError(
                    f"fails on unchanged rules: {found[0]}; mend it first"
                )

    def outcomes(self, chosen: Iterable[Mutant]) -> Iterator[Outcome]:
        """Yield what becomes of each mutant, in their order, on every processor."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            yield from pool.map(self._outcome, chosen)

    def _outcome(self, mutant: Mutant) -> Outcome:
        """Ask file by file, the quickest first, until the tests of one notice."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for path in self.folder.glob("*.yaml"):
                (folder / path.name).symlink_to(path)
            changed = folder / f"{mutant.file}.yaml"
            changed.unlink()
            _write(changed, mutant.applied(self.rules[mutant.file]))
            found = (failing(folder, tests) for tests in self._asked(mutant))
            return Outcome(mutant, tuple(next(filter(None, found), ())))

    def _asked(self, mutant: Mutant) -> Iterator[list[Asked]]:
        """Yield the tests of each file that ask for what the mutant changes."""
        names = dependents(mutant.rule, self._every_rule())
        # Scraped twice only where once is not enough: that doubles the work.
        for path in sorted(
            self.tests,
            key=lambda path: (
                path.name.startswith(rendering.TWICE),
                self.seconds.get(path, 0),
                path,
            ),
        ):
            chosen = [
                test
                for test in self.tests[path]
                if f"{mutant.file}.yaml" in test.rule_files and test.asks_for(names)
            ]
            if chosen:
                yield chosen

    def _every_rule(self) -> list[Mapping[str, Any]]:
        return [
            rule
            for groups in self.rules.values()
            for group in groups
            for rule in group["rules"]
        ]


def _write(path: Path, groups: Groups) -> None:
    path.write_text(yaml.safe_dump({"groups": list(groups)}, sort_keys=False))
