"""Whether an Alertmanager that is already there takes our configuration and secrets."""

from collections.abc import Iterator

from domain.alertmanager_fields.operators import unread
from domain.compatibility import alertmanager_api_problem, text, version
from domain.existing.installation import Installation
from domain.existing.operated import Spec, unreachable
from domain.existing.ours import Ours


def problems(found: Installation, ours: Ours) -> Iterator[str]:
    """Yield why our routes would not be its routes, or Seldon would not be answered."""
    spec = found.alertmanager["spec"]
    running = found.running_alertmanager
    if running.problem:
        yield running.problem
    elif running.version:
        yield from _serves(text(running.version), ours)
    yield from unreachable(spec)
    yield from _configured(spec)
    yield from _mounted(spec, ours)
    yield from _read(found, ours)


def _serves(running: str, ours: Ours) -> Iterator[str]:
    problem = alertmanager_api_problem(running, ours.api)
    if problem:
        yield f"{problem} (its spec.version, alertmanager.api)"
    expected = ours.expected_alertmanager
    if expected and version(expected) != version(running):
        yield (
            f"it runs {running}, and kubePrometheus.alertmanager.version says "
            f"{expected}; leave that out, or set spec.version of the object"
        )


def _configured(spec: Spec) -> Iterator[str]:
    named = (spec.get("alertmanagerConfiguration") or {}).get("name")
    if named:
        yield (
            f"spec.alertmanagerConfiguration is {named}, in the place of the Secret "
            "that holds our routes; take it out"
        )


def _mounted(spec: Spec, ours: Ours) -> Iterator[str]:
    missing = [name for name in ours.secrets if name not in (spec.get("secrets") or ())]
    if missing:
        lines = ", ".join(missing)
        yield (
            f"spec.secrets lacks what our routes read; add [{lines}] to it. Its pods "
            "wait for these Secrets until `pulumi up` has made them"
        )


def _read(found: Installation, ours: Ours) -> Iterator[str]:
    """Complain about fields that the operator stops at; it may read the file or not."""
    operator = found.operator_version
    selects = found.alertmanager["spec"].get("alertmanagerConfigSelector") is not None
    if operator is None or not selects:
        return
    for field, since in unread(ours.configuration, operator):
        yield (
            f"our routes have {field}, which the operator reads from {text(since)} on, "
            f"and it is {text(operator)}: it would refuse the whole file; upgrade it, "
            "or take spec.alertmanagerConfigSelector out"
        )
