"""The objects that belong together: those of a release, or one that is declared."""

from collections.abc import Iterable, Iterator

from domain.containers import image
from policies.helm import RenderError
from policies.manifests import Manifest, manifests
from policies.properties import Properties, at
from policies.resources import Resource

OPERATOR = "prometheus-operator"
KUBE_STATE_METRICS = "kube-state-metrics"


def bundle(resource: Resource) -> tuple[Manifest, ...]:
    """Return the objects that a resource stands for; none where it does not render.

    A guardrail of its own refuses what cannot be rendered.
    """
    try:
        return tuple(manifests(resource))
    except RenderError:
        return ()


def every(resources: Iterable[Resource]) -> tuple[Manifest, ...]:
    """Return the objects of all resources."""
    return tuple(found for resource in resources for found in bundle(resource))


def running(objects: Iterable[Manifest], program: str) -> Iterator[Properties]:
    """Yield the containers whose image is a program's, by the image's last part."""
    for manifest in objects:
        for container in manifest.containers:
            if image(at(container, "image")).name == program:
                yield container
