"""releases-can-be-rendered: a chart that cannot be rendered cannot be judged."""

from collections.abc import Iterator

from policies.guardrail import Guardrail
from policies.helm import RenderError
from policies.manifests import RELEASE
from policies.properties import Properties
from policies.rendering import rendered
from policies.resources import Resource


def renders(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain about a Release of which nobody knows what it would make."""
    try:
        rendered(resource.properties, resource.name)
    except RenderError as error:
        yield f"Release {resource.name} cannot be rendered, so not be judged: {error}"


GUARDRAIL = Guardrail(
    name="releases-can-be-rendered",
    says="What a Helm release would make can be rendered, and so be judged",
    remedy="mend the chart's source or values; `helm template` shows all of the error",
    resources={RELEASE: (renders,)},
)
