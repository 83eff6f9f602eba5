"""Rules of a customer's own: Prometheus rule files and PrometheusRule manifests.

They are taken as they are: nothing is filled in, a % is a %. What Prometheus or the API
server would refuse is an error, what Seldon would not show is a warning; both name file
and line.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from domain.lines import Lined, load_all
from domain.lint import Known, lint
from domain.rule_checks import layout, missed, untold
from domain.rule_refusals import refused, refused_metadata
from domain.rules import Group, RuleError, with_severity

KIND = "PrometheusRule"
_LISTS = ("List", f"{KIND}List")
_OBJECT = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")


@dataclass(frozen=True)
class CustomRules:
    """One PrometheusRule to be; its groups still know their lines.

    namespace is where a manifest says that it belongs, None where it does not say.
    """

    name: str
    file: str
    line: int
    groups: tuple[Lined, ...]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    namespace: str | None
    sha256: str


def read(paths: Iterable[str], folder: Path = Path()) -> tuple[CustomRules, ...]:
    """Return the rules of some files below a folder, in their order.

    Raises:
        RuleError: with a line for each thing that cannot be deployed.
    """
    found: list[CustomRules] = []
    problems: list[str] = []
    for path in paths:
        try:
            found += _file(path, folder)
        except RuleError as error:
            problems += str(error).splitlines()
    problems += _same_names(found)
    if problems:
        raise RuleError("\n".join(problems))
    return tuple(found)


def rendered(
    custom: CustomRules, disabled: Collection[str], severities: Mapping[str, str]
) -> dict[str, list[Group]]:
    """Return the spec of a PrometheusRule, without the disabled alerts."""
    groups = [_plain(group) for group in custom.groups]
    for group in groups:
        group["rules"] = [
            with_severity(rule, severities)
            for rule in group["rules"]
            if rule.get("alert") not in disabled
        ]
    return {"groups": [group for group in groups if group["rules"]]}


def warnings(
    custom: Iterable[CustomRules],
    known: Known,
    ours: Mapping[str, Sequence[Group]] = MappingProxyType({}),
) -> Iterator[str]:
    """Yield what Seldon would not show, and what the lint has to say.

    ours are the groups of the rules that stand beside them, by object.
    """
    by_file: dict[str, list[Group]] = {}
    for rules in custom:
        yield from _untaken(rules)
        by_file.setdefault(rules.file, []).extend(rules.groups)
    yield from map(str, lint(by_file, known, ours))


def _untaken(rules: CustomRules) -> Iterator[str]:
    """Name each alert that Seldon's route would miss or show without its texts."""
    for group in rules.groups:
        for rule in filter(lambda rule: "alert" in rule, group["rules"]):
            where = f"group {group['name']}: {rule['alert']}"
            labels = group.get("labels", {}) | rule.get("labels", {})
            for problem in missed(labels):
                line = rule.line_of("labels")
                yield f"{rules.file}:{line}: {where}: Seldon does not get it: {problem}"
            for problem in untold(rule.get("annotations", {})):
                line = rule.line_of("annotations")
                yield f"{rules.file}:{line}: {where}: {problem}"


def _file(path: str, folder: Path) -> Iterator[CustomRules]:
    content = _content(path, folder)
    try:
        documents = [it for it in load_all(content.decode()) if it is not None]
    except (yaml.YAMLError, UnicodeError) as error:
        reason = " ".join(str(error).split())
        raise RuleError(f"{path}: not YAML ({reason}); correct it") from None
    digest = hashlib.sha256(content).hexdigest()
    items = [item for document in documents for item in _items(path, document)]
    if not items:
        raise RuleError(f"{path}: holds nothing; write groups: into it, or remove it")
    for item in items:
        yield _rules(path, item, digest)


def _content(path: str, folder: Path) -> bytes:
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise RuleError(
            f"{path}: not a path inside the project; copy the file into it, where a "
            "reviewer sees it"
        )
    try:
        return (folder / path).read_bytes()
    except OSError as error:
        raise RuleError(
            f"{path}: cannot be read ({error.strerror}); give a file of the project"
        ) from None


def _items(path: str, document: object) -> list[object]:
    """Return the objects of a list, as kubectl writes it; else the document itself."""
    if not isinstance(document, Lined) or document.get("kind") not in _LISTS:
        return [document]
    items = document.get("items", [])
    if not isinstance(items, list):
        line = document.line_of("items")
        raise RuleError(f"{path}:{line}: items is {items!r}; write a list of objects")
    return items


def _rules(path: str, item: object, digest: str) -> CustomRules:
    if not isinstance(item, Lined):
        raise RuleError(f"{path}: not a map; start it with groups: or kind: {KIND}")
    where = f"{path}:{item.line}"
    kind = item.get("kind", KIND)
    if kind != KIND:
        raise RuleError(f"{where}: a {kind}; only {KIND} can be given here")
    if "kind" in item:
        _refuse(path, refused_metadata(item))
    body: Any = item.get("spec") if "kind" in item else item
    metadata: Any = item.get("metadata", {}) if "kind" in item else {}
    name = str(metadata.get("name", "")) if "kind" in item else _name_of(path)
    if not _OBJECT.fullmatch(name):
        raise RuleError(
            f"{where}: {name!r} cannot be the name of an object; write lower-case "
            "letters, digits and - into metadata.name or the file's name"
        )
    _check(path, body)
    return CustomRules(
        name=name,
        file=path,
        line=item.line,
        groups=tuple(body["groups"]),
        labels=MappingProxyType(metadata.get("labels", {})),
        annotations=MappingProxyType(metadata.get("annotations", {})),
        namespace=metadata.get("namespace"),
        sha256=digest,
    )


def _name_of(path: str) -> str:
    stem = re.sub(r"[^a-z0-9.-]+", "-", Path(path).stem.lower()).strip("-.")
    return f"custom-{stem}"


def _check(path: str, body: object) -> None:
    problems = [f"{path}: {problem}" for problem in layout(body)]
    if problems:
        raise RuleError("\n".join(problems))
    if isinstance(body, Lined):
        _refuse(path, (it for group in body["groups"] for it in refused(group)))


def _refuse(path: str, found: Iterable[tuple[int, str]]) -> None:
    problems = [f"{path}:{line}: {problem}" for line, problem in found]
    if problems:
        raise RuleError("\n".join(problems))


def _same_names(found: Iterable[CustomRules]) -> Iterator[str]:
    first: dict[str, CustomRules] = {}
    for rules in found:
        other = first.setdefault(rules.name, rules)
        if other is not rules:
            yield (
                f"{rules.file}:{rules.line}: {KIND} {rules.name} is there already, in "
                f"{other.file}:{other.line}; give one of them another name, or put "
                "both into one list of groups"
            )


def _plain(value: object, key: str = "") -> Any:  # noqa: ANN401  whatever YAML holds
    """Return a copy in plain maps and lists; an expression that is a number as text."""
    if isinstance(value, dict):
        return {name: _plain(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return str(value) if key == "expr" else value
