"""Hands properties to a policy as the engine's pack does, proxies and all."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pulumi_policy import (
    Policy,
    PolicyCustomTimeouts,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import (
    UNKNOWN_STRING_VALUE,
    UnknownValueError,
    unknown_checking_proxy,
)

UNKNOWN = UNKNOWN_STRING_VALUE
SELDON_DEPLOY = "seldon-monitoring:index:SeldonDeploy"
ALERTMANAGER = "seldon-monitoring:index:Alertmanager"


class Verdict(NamedTuple):
    """What a policy said, and the path of a value that it could not know."""

    complaints: list[str]
    unknown: str | None


def judge(policy: Policy, kind: str, properties: Mapping[str, Any]) -> Verdict:
    complaints: list[str] = []
    unknown = None

    def report(message: str, _urn: str | None = None) -> None:
        complaints.append(message)

    assert isinstance(policy, ResourceValidationPolicy)
    try:
        policy.validate(_arguments(kind, properties), report)
    except UnknownValueError as error:
        unknown = ".".join(error.props)
    return Verdict(complaints, unknown)


def secret(value: object) -> dict[str, Any]:
    """Return a value as the wire marks a secret; a pack opens it before it judges."""
    return {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": value,
    }


def _arguments(kind: str, properties: Mapping[str, Any]) -> ResourceValidationArgs:
    timeouts = PolicyCustomTimeouts(0, 0, 0)
    return ResourceValidationArgs(
        kind,
        unknown_checking_proxy(deserialize_properties(dict(properties))),
        f"urn:pulumi:test::seldon-monitoring::{kind}::subject",
        "subject",
        PolicyResourceOptions(False, [], None, [], timeouts, []),
        None,
    )
