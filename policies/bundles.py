"""The objects that belong together: those of a release, or one that is declared."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policies.helm import RenderError
from policies.manifests import Manifest, manifests
from policies.properties import Properties, at, items
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


def image(reference: object) -> "Image":
    """Split an image's reference as the container runtime does."""
    return Image(str(reference or ""))


class Image:
    """An image's reference: REGISTRY/REPOSITORY:TAG@DIGEST, of which parts may lack."""

    def __init__(self, reference: str) -> None:
        place, _, self.digest = reference.partition("@")
        path, slash, last = place.rpartition("/")
        last, _, self.tag = last.partition(":")
        self.repository = f"{path}{slash}{last}"

    @property
    def name(self) -> str:
        """The repository's last part."""
        return self.repository.rpartition("/")[2]

    @property
    def place(self) -> str:
        """Registry and repository; without a registry it is Docker's, as runtimes do.

        A first part that could be a host's name is a registry.
        """
        first, slash, _ = self.repository.partition("/")
        if slash and ("." in first or ":" in first or first == "localhost"):
            return self.repository
        return f"docker.io/{self.repository if slash else 'library/' + self.repository}"


def flag(container: Mapping[str, Any], name: str) -> str | None:
    """Return the value of a container's flag; None where it is not given.

    Written --flag=value, or with the value as the next argument.
    """
    words = [str(it) for key in ("command", "args") for it in items(container.get(key))]
    for index, word in enumerate(words):
        if word == f"--{name}":
            return words[index + 1] if index + 1 < len(words) else ""
        if word.startswith(f"--{name}="):
            return word.partition("=")[2]
    return None
