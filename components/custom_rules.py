"""A customer's own rules: read before anything is declared, each weakness a warning."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pulumi

from domain import custom_rules, rules
from domain.custom_rules import CustomRules
from domain.lint import Known

KEY = "customRules"


def read(paths: Iterable[str]) -> tuple[CustomRules, ...]:
    """Return the rules of the files that the stack names.

    Raises:
        pulumi.RunError: with a line for each thing that cannot be deployed.
    """
    try:
        return custom_rules.read(paths)
    except rules.RuleError as error:
        lines = (f"{KEY}: {line}" for line in str(error).splitlines())
        raise pulumi.RunError("\n".join(lines)) from None


def check_names(custom: Iterable[CustomRules], ours: Collection[str]) -> None:
    """Refuse an object of one of our names.

    Raises:
        rules.RuleError: with a line per object.
    """
    lines = [
        f"{KEY}: {own.file}:{own.line}: PrometheusRule {own.name} is one of this "
        "program's; rename it, or let seldon.referenceConfiguration put it in the "
        "place of ours"
        for own in custom
        if own.name in ours
    ]
    if lines:
        raise rules.RuleError("\n".join(lines))


def warn(
    custom: Iterable[CustomRules],
    specs: Mapping[str, Mapping[str, Any]],
    namespace: str,
) -> None:
    """Say of each rule what Seldon would not show and what the lint found.

    specs are all rules of the stack, by object.
    """
    known = Known(group for spec in specs.values() for group in spec["groups"])
    theirs = {own.name for own in custom}
    ours = {name: spec["groups"] for name, spec in specs.items() if name not in theirs}
    found = custom_rules.warnings(custom, known, ours)
    for line in (*_moved(custom, namespace), *found):
        pulumi.log.warn(f"{KEY}: {line}")


def _moved(custom: Iterable[CustomRules], namespace: str) -> Iterable[str]:
    for own in custom:
        if own.namespace not in {None, namespace}:
            yield (
                f"{own.file}:{own.line}: PrometheusRule {own.name} names the namespace "
                f"{own.namespace}; it is deployed in {namespace} like all others"
            )
