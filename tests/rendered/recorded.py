"""What the program declares for a stack, as the policies are handed it."""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pulumi_policy import EnforcementLevel

from operations import recorder, stackfiles
from operations.recorder import Recording
from policies.guardrail import Guardrail
from policies.guardrails import GUARDRAILS
from tests.policies.judging import Verdict, as_given, judge_declared, judge_stack

MANDATORY = EnforcementLevel.MANDATORY

# The charts' own repositories are not asked: the sandbox's chart honours the same value
# paths and object names.
CHART = {"path": "sandbox/chart"}


def recorded(stack: str, **sections: Any) -> Recording:
    """Record a committed stack file with the sandbox's chart and sections over it."""
    config = copy.deepcopy(stackfiles.read(stackfiles.path(stack)))
    over = {"kubePrometheus": {}, **sections}
    for name, values in over.items():
        key = f"{stackfiles.PROJECT}:{name}"
        whole = not isinstance(values, Mapping)
        config[key] = values if whole else {**config.get(key, {}), **values}
    config[f"{stackfiles.PROJECT}:kubePrometheus"].setdefault("chart", CHART)
    return recorder.record(stack, config)


def verdicts(
    recording: Recording, stack: str = "dev", level: EnforcementLevel = MANDATORY
) -> dict[str, Verdict]:
    """Return what the guardrails of a level say of all resources, where they do.

    They are asked with the parameters that the stack's own file gives them.
    """
    file = Path("policies") / "config" / f"{stack}.json"
    parameters = json.loads(file.read_text(encoding="utf-8"))
    found = {
        guardrail.name: _together(
            _asked(guardrail, recording, parameters.get(guardrail.name, {}))
        )
        for guardrail in GUARDRAILS
        if guardrail.level == level
    }
    return {name: verdict for name, verdict in found.items() if verdict != ([], None)}


def _together(said: Iterable[Verdict]) -> Verdict:
    complaints, unknown = [], []
    for verdict in said:
        complaints += verdict.complaints
        unknown += [verdict.unknown] if verdict.unknown else []
    return Verdict(complaints, ", ".join(unknown) or None)


def _asked(
    guardrail: Guardrail, recording: Recording, config: Mapping[str, Any]
) -> Iterator[Verdict]:
    if guardrail.stack:
        whole = [as_given(recording, item) for item in recording.resources]
        yield judge_stack(guardrail, whole, config)
        return
    for item in recording.resources:
        yield judge_declared(guardrail, recording, item, config)
