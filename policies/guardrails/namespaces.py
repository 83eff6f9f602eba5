"""namespaces-are-allowed: monitoring goes where it was agreed that it may go."""

from collections.abc import Iterator

from policies.guardrail import Guardrail
from policies.manifests import Manifest
from policies.properties import Properties, items


def allowed(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about an object in a namespace, or a namespace, that is not listed."""
    places = [str(item) for item in items(parameters["namespaces"])]
    found = manifest.name if manifest.kind == "Namespace" else manifest.namespace
    if places and found and found not in places:
        yield (
            f"namespace {found} is none of {', '.join(places)}; set namespace.name, or "
            "add it to the parameter namespaces"
        )


GUARDRAIL = Guardrail(
    name="namespaces-are-allowed",
    says="Objects are made in allowed namespaces only",
    remedy="set namespace.name to an allowed one, or allow it in policies/config",
    parameters={
        "namespaces": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [],
            "description": "the namespaces in which objects may be made; none allows "
            "every one",
        }
    },
    manifests=(allowed,),
)
