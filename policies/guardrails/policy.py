"""Turns pure checks into policies; the only place that knows the policy SDK."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pulumi_policy import ReportViolation, ResourceValidationArgs
from pulumi_policy import ResourceValidationPolicy as Policy
from pulumi_policy.proxy import UnknownValueError

Properties = Mapping[str, Any]
# From a resource's properties to what is wrong with them, a line for each.
Check = Callable[[Properties], Iterator[str]]


def resource_policy(
    name: str, *, says: str, checks: Mapping[str, Sequence[Check]]
) -> Policy:
    """Return a mandatory policy that asks each check of a resource's type.

    A value that preview cannot know yet keeps no other check from being asked; the
    engine then says that this one was not, and asks again in `up`.
    """

    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        unknown: UnknownValueError | None = None
        for check in checks.get(args.resource_type, ()):
            try:
                for complaint in check(args.props):
                    report(complaint, None)
            except UnknownValueError as error:
                unknown = error
        if unknown is not None:
            raise unknown

    return Policy(name=name, description=says, validate=validate)
