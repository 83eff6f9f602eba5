"""Turns guardrails into policies of Pulumi's SDK."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any

from pulumi_policy import (
    Policy,
    PolicyConfigSchema,
    PolicyProviderResource,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from policies import asking, exceptions
from policies.guardrail import Finding, Guardrail
from policies.properties import Properties
from policies.resources import Provider, Resource

Today = Callable[[], date]
# The one resource that is in every stack.
STACK = "pulumi:pulumi:Stack"


def today() -> date:
    """Return the date by which exceptions end, in UTC."""
    return datetime.now(UTC).date()


def policy(guardrail: Guardrail, today: Today = today) -> Policy:
    """Return the policy that asks a guardrail's checks; `today` ends exceptions."""
    described: dict[str, Any] = {
        "name": guardrail.name,
        "description": guardrail.says,
        "enforcement_level": guardrail.level,
        "severity": guardrail.severity,
        "remediation_steps": guardrail.remedy,
        "url": guardrail.url,
        "config_schema": PolicyConfigSchema(
            {
                key: dict(schema)
                for key, schema in {**guardrail.parameters, **exceptions.SCHEMA}.items()
            }
        ),
    }
    if guardrail.stack:
        return StackValidationPolicy(
            validate=_stack_validation(guardrail, today), **described
        )
    return ResourceValidationPolicy(
        validate=_resource_validation(guardrail, today), **described
    )


def _resource_validation(
    guardrail: Guardrail, today: Today
) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if args.resource_type == STACK:
            _say_mistyped(guardrail, args.get_config(), report)
        found = asking.of_resource(guardrail, _resource(args), args.get_config())
        for finding in found:
            _say(finding, args.get_config(), today(), report)

    return validate


def _stack_validation(
    guardrail: Guardrail, today: Today
) -> Callable[[StackValidationArgs, ReportViolation], None]:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        _say_mistyped(guardrail, args.get_config(), report)
        resources = tuple(map(_resource, args.resources))
        for finding in asking.of_stack(guardrail, resources, args.get_config()):
            _say(finding, args.get_config(), today(), report)

    return validate


def _say_mistyped(
    guardrail: Guardrail, config: Properties, report: ReportViolation
) -> None:
    for line in mistyped(guardrail, config):
        report(line, None)


def mistyped(guardrail: Guardrail, config: Properties) -> Iterator[str]:
    """Yield each parameter that a guardrail has not; the engine passes them over."""
    known = (*guardrail.parameters, exceptions.KEY)
    for key in sorted({*config} - {*known}):
        near = get_close_matches(key, known, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"write {' or '.join(known)}"
        yield f"parameter {key} in policies/config is unknown here; {remedy}"


def _say(
    finding: Finding, config: Properties, now: date, report: ReportViolation
) -> None:
    line = exceptions.verdict(finding, config.get(exceptions.KEY), now)
    if line is not None:
        report(line, finding.urn)


def _resource(given: ResourceValidationArgs | PolicyResource) -> Resource:
    return Resource(
        type=given.resource_type,
        name=given.name,
        properties=given.props,
        urn=given.urn,
        provider=_provider(given.provider),
    )


def _provider(given: PolicyProviderResource | None) -> Provider | None:
    if given is None or not given.urn:
        return None
    return Provider(given.resource_type, given.name, given.props)
