"""no-credential-in-the-clear: credentials stand in Secrets, and nowhere else.

A policy gets secret values opened, so it cannot tell an encrypted value from a plain
one: where one may stand is what is judged. No message has a value in it.
"""

from collections.abc import Iterator

from policies import listed
from policies.bundles import bundle
from policies.guardrail import Guardrail
from policies.guardrails.credential_fields import (
    credentials,
    of_arguments,
    of_environment,
)
from policies.listed import is_listed
from policies.manifests import RELEASE, Manifest
from policies.properties import Properties
from policies.resources import Resource

# The kubeconfig, which is encrypted, and what the engine itself makes.
_ENGINES = "pulumi:"
_KUBERNETES = "kubernetes:"
# What it renders to is judged all the same.
SELDONS = {
    "resource": "seldon-deploy-release",
    "reason": "Seldon's chart takes credentials as values, and the program puts them "
    "there encrypted; SeldonDeploy has all other values, and is judged",
}
# What a Secret is for; the engine encrypts it whatever is in it.
_CONTENTS = frozenset({"data", "stringData"})


def hidden(resource: Resource, parameters: Properties) -> Iterator[str]:
    """Complain about credentials in the clear, of a resource and what it renders to."""
    if resource.type.startswith(_ENGINES):
        return
    inputs = resource.type == RELEASE or not resource.type.startswith(_KUBERNETES)
    if inputs and not is_listed(resource.name, parameters):
        for where, what in credentials(resource.properties):
            yield _line(where, what)
    for manifest in bundle(resource):
        for where, what in _of_manifest(manifest):
            yield f"{manifest}: {_line(where, what)}"


def _of_manifest(manifest: Manifest) -> Iterator[tuple[str, str]]:
    secret = manifest.kind == "Secret" and not manifest.group
    for key in manifest.body:
        if not (secret and key in _CONTENTS):
            yield from credentials({key: manifest.body[key]})
    yield from of_environment(manifest.containers)
    yield from of_arguments(manifest.containers)


def _line(where: str, what: str) -> str:
    return (
        f"{where} holds {what} in the clear; put it into a Secret, or under "
        "credentials, and name that here"
    )


GUARDRAIL = Guardrail(
    name="no-credential-in-the-clear",
    says="Credentials stand in Secrets, and nowhere else",
    remedy="put the credential under credentials, encrypted, or into a Secret of your "
    "own, and refer to it by name or file",
    parameters=listed.schema(
        [SELDONS], "releases, by resource, whose values may hold encrypted credentials"
    ),
    resources={"*": (hidden,)},
)
