"""A declared resource, as every check sees it."""

from typing import NamedTuple

from policies.properties import Properties


class Provider(NamedTuple):
    """The provider through which a resource is made."""

    type: str
    name: str
    properties: Properties


class Resource(NamedTuple):
    """A resource's inputs; in a stack check its outputs. Secrets arrive opened."""

    type: str
    name: str
    properties: Properties
    urn: str = ""
    provider: Provider | None = None
