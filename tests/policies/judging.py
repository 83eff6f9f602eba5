"""Hands properties to a policy as the engine's pack does, proxies and all."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import (
    UNKNOWN_STRING_VALUE,
    UnknownValueError,
    unknown_checking_proxy,
)

from operations.recorder import Declared, Recording
from policies.guardrail import Guardrail
from policies.sdk import policy

UNKNOWN = UNKNOWN_STRING_VALUE
SELDON_DEPLOY = "seldon-monitoring:index:SeldonDeploy"
ALERTMANAGER = "seldon-monitoring:index:Alertmanager"
RELEASE = "kubernetes:helm.sh/v3:Release"
# What the program sees in a cluster in which Seldon is.
SEEN = {
    "Namespace seldon-system": "present",
    "Deployment seldon-system/seldon-deploy": "present",
    "Service seldon-system/seldon-deploy": "present",
}
PROVIDER = "pulumi:providers:kubernetes"
TODAY = date(2026, 6, 1)


class Verdict(NamedTuple):
    """What a policy said, and the path of a value that it could not know."""

    complaints: list[str]
    unknown: str | None


class Given(NamedTuple):
    """A resource to be judged; `provider` are the properties of the one provider."""

    type: str
    properties: Mapping[str, Any]
    name: str = "subject"
    provider: tuple[str, Mapping[str, Any]] | None = None

    @property
    def urn(self) -> str:
        return f"urn:pulumi:test::seldon-monitoring::{self.type}::{self.name}"


def judge(
    guardrail: Guardrail,
    kind: str,
    properties: Mapping[str, Any],
    config: Mapping[str, Any] | None = None,
    *,
    today: date = TODAY,
    **more: Any,
) -> Verdict:
    """Return what a guardrail says of one resource; `more` are fields of Given."""
    asked = policy(guardrail, lambda: today)
    if not isinstance(asked, ResourceValidationPolicy):
        return Verdict([], None)
    given = Given(kind, properties, **more)
    arguments = ResourceValidationArgs(
        given.type,
        handed(given.properties),
        given.urn,
        given.name,
        _OPTIONS,
        _provider(given),
        _floats(config or {}),
    )
    return _verdict(asked.validate, arguments)


def judge_stack(
    guardrail: Guardrail,
    resources: Iterable[Given],
    config: Mapping[str, Any] | None = None,
    *,
    today: date = TODAY,
) -> Verdict:
    """Return what a guardrail says of all resources together."""
    asked = policy(guardrail, lambda: today)
    assert isinstance(asked, StackValidationPolicy)
    whole = [
        PolicyResource(
            item.type,
            handed(item.properties),
            item.urn,
            item.name,
            _OPTIONS,
            _provider(item),
            None,
            [],
            {},
        )
        for item in resources
    ]
    arguments = StackValidationArgs(whole, _floats(config or {}))
    return _verdict(asked.validate, arguments)


def judge_declared(
    guardrail: Guardrail,
    recording: Recording,
    resource: Declared,
    config: Mapping[str, Any] | None = None,
) -> Verdict:
    """Return what a guardrail says of a resource that the program declares."""
    given = as_given(recording, resource)
    return judge(
        guardrail, *given[:2], config, name=given.name, provider=given.provider
    )


def as_given(recording: Recording, resource: Declared) -> Given:
    """Return a recorded resource, with the provider that it names."""
    made_by = None
    if resource.provider:
        name = resource.provider.split("::")[-2]
        made_by = (name, recording.one(PROVIDER, name).inputs)
    return Given(resource.type, resource.inputs, resource.name, made_by)


def secret(value: object) -> dict[str, Any]:
    """Return a value as the wire marks a secret; a pack opens it before it judges."""
    return {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": value,
    }


_OPTIONS = PolicyResourceOptions(
    False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [], None
)


def _verdict(validate: Any, arguments: Any) -> Verdict:
    complaints: list[str] = []
    unknown = None

    def report(message: str, _urn: str | None = None) -> None:
        complaints.append(message)

    try:
        validate(arguments, report)
    except UnknownValueError as error:
        unknown = ".".join(error.props)
    return Verdict(complaints, unknown)


def _provider(given: Given) -> PolicyProviderResource | None:
    if given.provider is None:
        return None
    name, properties = given.provider
    urn = f"urn:pulumi:test::seldon-monitoring::{PROVIDER}::{name}"
    return PolicyProviderResource(PROVIDER, handed(properties), urn, name)


def handed(properties: Mapping[str, Any]) -> Any:
    """Return properties as the wire and the SDK leave them: proxies, and all floats."""
    opened = deserialize_properties(dict(_floats(properties)))
    return unknown_checking_proxy(opened)


def _floats(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _floats(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_floats(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
