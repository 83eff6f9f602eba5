"""one-cluster: every Kubernetes resource goes to the one cluster that is declared."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml

from domain import kubeconfig
from policies.guardrail import Guardrail
from policies.manifests import BUNDLES, RELEASE
from policies.properties import Properties, mapping
from policies.resources import Resource

# The engine's own, which take whatever cluster the shell leads to.
_DEFAULT = "default"

PROVIDER: Mapping[str, Mapping[str, Any]] = {
    "provider": {
        "type": "string",
        "default": "cluster",
        "description": "the name of the one provider",
    }
}


def through_the_one_provider(
    resource: Resource, parameters: Properties
) -> Iterator[str]:
    """Complain about a Kubernetes resource that another provider would make."""
    found, wanted = resource.provider, parameters["provider"]
    if found is None and _is_bundle(resource.type):
        return
    if found is None or _is_default(found.name):
        yield (
            f"{resource.name} has no provider of this program's, so it would go to "
            f"whatever cluster the shell leads to; give it the provider {wanted}"
        )
    elif found.name != wanted:
        yield (
            f"{resource.name} goes through the provider {found.name}, everything else "
            f"through {wanted}; give it that one, for there is one cluster"
        )


def leads_where_declared(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain about a provider whose kubeconfig leads elsewhere than it declares."""
    if _is_default(resource.name):
        return
    given = resource.properties
    config = _config(given.get("kubeconfig"))
    chosen = (str(given.get(key) or "") for key in ("context", "cluster"))
    server = kubeconfig.server(config, *chosen)
    declared = given.get("clusterIdentifier")
    if not server:
        yield (
            f"provider {resource.name} has no kubeconfig whose context leads to a "
            "server; give it the contents of one, and the context"
        )
    if not declared:
        yield (
            f"provider {resource.name} does not say which cluster it is for; set "
            "clusterIdentifier to the server's URL"
        )
    elif server and _same(server) != _same(declared):
        yield (
            f"provider {resource.name} is for {_shown(declared)} but its kubeconfig "
            f"leads to {_shown(server)}; choose the context of this stack's cluster"
        )


def _is_default(name: str) -> bool:
    return name == _DEFAULT or name.startswith(f"{_DEFAULT}_")


def _is_bundle(kind: str) -> bool:
    """Tell whether a resource only stands for others, which have the provider."""
    bundled = kind.removeprefix("kubernetes:").startswith(BUNDLES)
    return bundled and kind != RELEASE


def _config(text: object) -> Properties:
    """Return a kubeconfig's contents; the path of a file is none."""
    try:
        return mapping(yaml.safe_load(str(text)))
    except (yaml.YAMLError, ValueError):
        return {}


def _same(url: object) -> str:
    return str(url).rstrip("/")


def _shown(url: object) -> str:
    """Return where a URL leads, without what it may carry besides."""
    try:
        parts = urlsplit(str(url))
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "what cannot be read as a URL"
    return f"{parts.scheme}://{parts.hostname}{port}"


GUARDRAIL = Guardrail(
    name="one-cluster",
    says="Every Kubernetes resource goes to the one cluster that the stack declares",
    remedy="give every resource the one explicit provider, and that the kubeconfig and "
    "context of the cluster that clusterIdentifier names",
    parameters=PROVIDER,
    resources={
        "kubernetes:*": (through_the_one_provider,),
        "pulumi:providers:kubernetes": (leads_where_declared,),
    },
)
