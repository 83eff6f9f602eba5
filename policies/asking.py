"""Asks a guardrail's checks of resources; pure, so that whoever holds some can ask.

A value that a preview cannot know yet keeps no other check from being asked: the first
such value is told at the end, by its UnknownValueError.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import partial

from pulumi_policy.proxy import UnknownValueError

from policies.guardrail import Finding, Guardrail, ManifestCheck, ResourceCheck
from policies.helm import RenderError
from policies.manifests import Manifest, manifests
from policies.properties import Properties
from policies.resources import Resource

_Question = Callable[[], Iterator[Finding]]


def of_resource(
    guardrail: Guardrail, resource: Resource, configured: Properties
) -> Iterator[Finding]:
    """Yield what a guardrail finds wrong with a resource.

    Raises:
        UnknownValueError: after the rest, where a value was not known.
    """
    parameters = guardrail.settle(configured)
    return _each(_questions(guardrail, resource, parameters))


def of_stack(
    guardrail: Guardrail, resources: Sequence[Resource], configured: Properties
) -> Iterator[Finding]:
    """Yield what a guardrail finds wrong with all resources together.

    Raises:
        UnknownValueError: after the rest, where a value was not known.
    """
    parameters = guardrail.settle(configured)
    return _each(partial(check, resources, parameters) for check in guardrail.stack)


def _each(questions: Iterable[_Question]) -> Iterator[Finding]:
    unknown: UnknownValueError | None = None
    for question in questions:
        try:
            yield from question()
        except UnknownValueError as error:
            unknown = unknown or error
    if unknown is not None:
        raise unknown


def _questions(
    guardrail: Guardrail, resource: Resource, parameters: Properties
) -> Iterator[_Question]:
    for pattern, checks in guardrail.resources.items():
        if fnmatchcase(resource.type, pattern):
            for check in checks:
                yield partial(_of_resource, check, resource, parameters)
    if guardrail.manifests:
        yield lambda: _each(_of_manifests(guardrail, resource, parameters))


def _of_resource(
    check: ResourceCheck, resource: Resource, parameters: Properties
) -> Iterator[Finding]:
    for line in check(resource, parameters):
        yield Finding(line, (resource.name,), resource.urn)


def _of_manifests(
    guardrail: Guardrail, resource: Resource, parameters: Properties
) -> Iterator[_Question]:
    try:
        for manifest in manifests(resource):
            names = (resource.name, f"{manifest.kind}/{manifest.name}")
            for check in guardrail.manifests:
                yield partial(_of_manifest, check, manifest, parameters, names)
    except RenderError:
        # A guardrail of its own refuses what cannot be rendered.
        return


def _of_manifest(
    check: ManifestCheck,
    manifest: Manifest,
    parameters: Properties,
    names: tuple[str, ...],
) -> Iterator[Finding]:
    for line in check(manifest, parameters):
        yield Finding(f"{manifest}: {line}", names)
