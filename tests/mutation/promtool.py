"""The promtool tests of a rule: which ask for it, and which of them fail."""

import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import yaml


class MutationError(Exception):
    """Why nothing can be said of the tests; the message is one plain line."""


@dataclass(frozen=True)
class Asked:
    """A test (promtool's "test group"): where it is and the texts that it asks for."""

    file: str
    name: str
    rule_files: frozenset[str]
    texts: tuple[str, ...]

    def asks_for(self, names: Collection[str]) -> bool:
        """Tell whether one of the texts is, or speaks of, a rule of these names."""
        return any(mentions(text, name) for text in self.texts for name in names)


def mentions(text: str, name: str) -> bool:
    """Tell whether PromQL has a name as a word of its own."""
    return re.search(rf"(?<![\w:]){re.escape(name)}(?![\w:])", text) is not None


def dependents(name: str, rules: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the names of a rule and of all that rests on it, directly or not."""
    found, every = {name}, list(rules)
    grown = True
    while grown:
        more = {
            rule.get("alert") or rule["record"]
            for rule in every
            if any(mentions(rule["expr"], known) for known in found)
        }
        grown = not more <= found
        found |= more
    return frozenset(found)


def asked(path: Path) -> Iterator[Asked]:
    """Yield the tests of a file.

    Raises:
        MutationError: for a test without a name, which could not be run alone.
    """
    # As text: promtool's "0x60" (sixty times 0) is a number to YAML.
    document = yaml.load(path.read_text(), Loader=yaml.BaseLoader)  # noqa: S506  texts only
    for number, test in enumerate(document["tests"], start=1):
        if not test.get("name"):
            raise MutationError(f"{path.name}: test {number} has no name; give it one")
        alerts = test.get("alert_rule_test", [])
        queries = test.get("promql_expr_test", [])
        texts = (
            *(case["alertname"] for case in alerts),
            *(case["expr"] for case in queries),
        )
        files = frozenset(document["rule_files"])
        yield Asked(path.name, test["name"], files, texts)


def failing(folder: Path, tests: Iterable[Asked]) -> list[str]:
    """Return "<file>: <test>" for each test that fails on the rules of the folder.

    Raises:
        MutationError: where promtool cannot run the tests.
    """
    chosen = list(tests)
    files = sorted({test.file for test in chosen})
    names = "|".join(sorted({re.escape(test.name) for test in chosen}))
    report = folder / "report.xml"
    done = subprocess.run(
        [_tool(), "test", "rules", f"--junit={report}", f"--run=^({names})$", *files],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    found = list(_failures(report)) if report.exists() else []
    if bool(done.returncode) != bool(found):
        raise MutationError(f"promtool test rules: {done.stderr or done.stdout}")
    return found


def _failures(report: Path) -> Iterator[str]:
    for suite in ET.parse(report).iter("testsuite"):  # noqa: S314  promtool's own
        for case in suite.iter("testcase"):
            failure = case.find("failure")
            if failure is None:
                continue
            if "could not parse expression" in (failure.text or ""):
                raise MutationError(f"promtool refuses a mutant: {failure.text}")
            yield f"{suite.get('name')}: {case.get('name')}"


def _tool() -> str:
    path = shutil.which("promtool")
    if path is None:
        raise MutationError(
            "promtool is not on PATH; make it available with "
            "`python -m sandbox tools promtool`"
        )
    return path
