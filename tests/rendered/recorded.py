"""What the program declares for a stack, as the policies are handed it."""

import copy
from typing import Any

from operations import recorder, stackfiles
from operations.recorder import Recording
from policies.guardrails import GUARDRAILS
from tests.policies.judging import Verdict, judge

# The charts' own repositories are not asked: the sandbox's chart honours the same value
# paths and object names.
CHART = {"path": "sandbox/chart"}


def recorded(stack: str, **sections: Any) -> Recording:
    """Record a committed stack file with the sandbox's chart and sections over it."""
    config = copy.deepcopy(stackfiles.read(stackfiles.path(stack)))
    over = {"kubePrometheus": {}, **sections}
    for name, values in over.items():
        key = f"{stackfiles.PROJECT}:{name}"
        config[key] = {**config.get(key, {}), **values}
    config[f"{stackfiles.PROJECT}:kubePrometheus"].setdefault("chart", CHART)
    return recorder.record(stack, config)


def verdicts(recording: Recording) -> dict[str, Verdict]:
    """Return what the guardrails say, by guardrail, where they say something."""
    return {
        guardrail.name: verdict
        for guardrail in GUARDRAILS
        for resource in recording.resources
        if (verdict := judge(guardrail, resource.type, resource.inputs)) != ([], None)
    }
