"""The engine's events of a preview, gathered into what a reviewer wants to know."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from domain.passwords import redacted
from operations.preview.differences import Difference, differences

_STACK = "pulumi:pulumi:Stack"
_ENGINES_OWN = "::pulumi:"
# A replacement also comes as its two halves, which say nothing more.
OPERATIONS = ("create", "update", "replace", "delete")
MANDATORY = "mandatory"
# The engine names the plugins that it found on PATH, one line each time it looks.
_NOISE = ("using pulumi-language-", "using pulumi-resource-")
# What the engine says by way of ending; the reason stands before it.
_ENDINGS = ("preview failed", "update failed")


class Change(NamedTuple):
    """A resource that would change."""

    operation: str
    type: str
    name: str
    properties: tuple[Difference, ...]


class Verdict(NamedTuple):
    """What a policy says of a resource."""

    policy: str
    level: str
    resource: str
    message: str


class Message(NamedTuple):
    """What the program, a provider or the engine says."""

    severity: str
    text: str


@dataclass
class Previewed:
    """All that a preview said."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    policies: set[str] = field(default_factory=set)
    verdicts: list[Verdict] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    failed: bool = True

    @property
    def refused(self) -> bool:
        """Whether a mandatory policy says no."""
        return any(verdict.level == MANDATORY for verdict in self.verdicts)

    def said(self, severity: str) -> list[str]:
        """Return the messages of a severity, each once."""
        found = (item.text for item in self.messages if item.severity == severity)
        return list(dict.fromkeys(found))


def gather(lines: Iterable[str]) -> Previewed:
    """Return what the lines of `pulumi preview --json`, one event each, say."""
    found = Previewed()
    for line in lines:
        event = _event(line)
        for name, take in _TAKERS.items():
            if event.get(name) is not None:
                take(found, event[name])
    return found


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _take_resource(found: Previewed, event: Mapping[str, Any]) -> None:
    step = event["metadata"]
    if step["type"] == _STACK:
        return
    if step["op"] == "same":
        found.unchanged += 1
    elif step["op"] in OPERATIONS:
        found.changes.append(_change(step))


def _change(step: Mapping[str, Any]) -> Change:
    old = (step.get("old") or {}).get("inputs") or {}
    new = (step.get("new") or {}).get("inputs") or {}
    both = old and new
    told = tuple(step.get("detailedDiff") or ())
    return Change(
        operation=step["op"],
        type=step["type"],
        name=_name(step["urn"]),
        properties=differences(old, new, told) if both else (),
    )


def _take_outputs(found: Previewed, event: Mapping[str, Any]) -> None:
    step = event["metadata"]
    if step["type"] == _STACK:
        found.before = (step.get("old") or {}).get("outputs") or {}
        found.after = (step.get("new") or {}).get("outputs") or {}


def _take_policies(found: Previewed, event: Mapping[str, Any]) -> None:
    # The stack and its providers come before anything that a policy could judge.
    if _ENGINES_OWN not in str(event.get("resourceUrn")):
        found.policies.update(event.get("passed") or (), event.get("failed") or ())


def _take_stack_policies(found: Previewed, event: Mapping[str, Any]) -> None:
    # They come last; where no resource was judged they had nothing to look at.
    if found.policies:
        found.policies.update(event.get("passed") or (), event.get("failed") or ())


def _take_verdict(found: Previewed, event: Mapping[str, Any]) -> None:
    # The first line is the policy's description, the last its complaint.
    message = redacted(str(event["message"]).strip().splitlines()[-1])
    policy = str(event["policyName"])
    found.policies.add(policy)
    name = _name(str(event.get("resourceUrn") or ""))
    found.verdicts.append(
        Verdict(policy, str(event["enforcementLevel"]), name, message)
    )


def _take_message(found: Previewed, event: Mapping[str, Any]) -> None:
    text = redacted(str(event["message"]).strip())
    severity = str(event["severity"])
    if severity != "debug" and text not in _ENDINGS and not text.startswith(_NOISE):
        found.messages.append(Message(severity, text))


def _take_summary(found: Previewed, event: Mapping[str, Any]) -> None:
    found.failed = event.get("result") != "succeeded"


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


_TAKERS = {
    "resourcePreEvent": _take_resource,
    "resOutputsEvent": _take_outputs,
    "policyAnalyzeSummaryEvent": _take_policies,
    "policyAnalyzeStackSummaryEvent": _take_stack_policies,
    "policyEvent": _take_verdict,
    "diagnosticEvent": _take_message,
    "summaryEvent": _take_summary,
}
