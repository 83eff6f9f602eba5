"""namespaces-are-allowed: monitoring goes where it was agreed that it may go."""

from collections.abc import Iterator

from policies.guardrail import Guardrail
from policies.manifests import Manifest
from policies.properties import Properties, items
from policies.scopes import in_a_namespace

# Where the provider puts what names no namespace.
_DEFAULT = "default"


def allowed(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about an object in a namespace, or a namespace, that is not listed."""
    places = [str(item) for item in items(parameters["namespaces"])]
    found = manifest.name if manifest.kind == "Namespace" else manifest.namespace
    if places and found and found not in places:
        yield (
            f"namespace {found} is none of {', '.join(places)}; set namespace.name, or "
            "add it to the parameter namespaces"
        )


def not_by_default(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about an object that names no namespace, unless default is listed.

    Raises:
        UnknownValueError: where a preview does not know the namespace.
    """
    places = [str(item) for item in items(parameters["namespaces"])]
    if not places or _DEFAULT in places or not in_a_namespace(manifest):
        return
    if not (manifest.namespace or manifest.metadata.get("namespace")):
        yield (
            f"it names no namespace, and {_DEFAULT}, where it would go, is none of "
            f"{', '.join(places)}; name one of them in its metadata"
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
    manifests=(allowed, not_by_default),
)
