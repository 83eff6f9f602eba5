"""Kubernetes objects: declared one by one, or rendered from a Release's chart."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from domain.sightings import called
from policies import rendering
from policies.properties import Properties, at, items, known, mapping
from policies.resources import Resource

# The API group of Prometheus' operator.
OPERATOR = "monitoring.coreos.com"
RELEASE = "kubernetes:helm.sh/v3:Release"
# Not objects themselves: what they stand for is declared beside them.
BUNDLES = ("helm.sh/", "kustomize", "yaml")
# Where a workload keeps the specification of its pods. The operator's own kinds are
# the specification of their pods, apart from what else they are.
_POD_SPECS: Mapping[str, tuple[str, ...]] = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    "Prometheus": ("spec",),
    "PrometheusAgent": ("spec",),
    "Alertmanager": ("spec",),
    "ThanosRuler": ("spec",),
}


class Manifest(NamedTuple):
    """A Kubernetes object; `body` is all of it, for what has no specification."""

    api_version: str
    kind: str
    name: str
    namespace: str
    body: Properties

    def __str__(self) -> str:
        """Return what a message calls it."""
        return called(self.kind, self.name, self.namespace)

    @property
    def title(self) -> str:
        """What a list of objects calls it: KIND/NAME."""
        return f"{self.kind}/{self.name}"

    @property
    def group(self) -> str:
        """The API group; the core one is empty."""
        group, slash, _ = self.api_version.rpartition("/")
        return group if slash and group != "core" else ""

    @property
    def metadata(self) -> Properties:
        """The metadata, empty where it has none."""
        return mapping(self.body.get("metadata"))

    @property
    def spec(self) -> Properties:
        """The specification, empty where it has none."""
        return mapping(self.body.get("spec"))

    @property
    def pod_spec(self) -> Properties:
        """The specification of the pods that come of it, empty where none do."""
        path = _POD_SPECS.get(self.kind, ("spec", "template", "spec"))
        return mapping(at(self.body, *path))

    @property
    def containers(self) -> Iterator[Properties]:
        """Each container of its pods, those that run first among them."""
        for key in ("initContainers", "containers"):
            yield from filter(None, map(mapping, items(self.pod_spec.get(key))))


def manifests(resource: Resource) -> Iterator[Manifest]:
    """Yield the objects that a resource stands for; no Kubernetes resource has any.

    Raises:
        rendering.RenderError: for a Release that Helm cannot render.
        UnknownValueError: where a preview cannot know enough of it.
    """
    if resource.type == RELEASE:
        namespace = str(resource.properties.get("namespace") or "default")
        for body in rendering.rendered(resource.properties, resource.name):
            yield from _objects(body, namespace)
        return
    package, _, rest = resource.type.partition(":")
    api_version, _, kind = rest.rpartition(":")
    if package == "kubernetes" and not api_version.startswith(BUNDLES):
        found = {"apiVersion": api_version, "kind": kind.removesuffix("Patch")}
        yield from _objects(_Typed(found, resource.properties), "", resource.name)


class _Typed(Mapping[str, Any]):
    """Properties, with the kind of their type where they name none."""

    def __init__(self, kind: Properties, properties: Properties) -> None:
        self._kind, self._properties = kind, properties

    def __getitem__(self, key: str) -> object:
        held = key in self._properties
        return self._properties[key] if held else self._kind[key]

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._kind), **dict.fromkeys(self._properties)})

    def __len__(self) -> int:
        return len(self._kind.keys() | self._properties.keys())


def _objects(
    body: Properties, namespace: str, name: str = "(without a name)"
) -> Iterator[Manifest]:
    """Yield an object, or the members of a list of them."""
    kind = str(body.get("kind", ""))
    if kind.endswith("List") and "items" in body:
        for item in items(body["items"]):
            yield from _objects(mapping(item), namespace, name)
        return
    metadata = mapping(known(body, "metadata"))
    yield Manifest(
        api_version=str(body.get("apiVersion", "")),
        kind=kind,
        name=str(known(metadata, "name") or name),
        namespace=str(known(metadata, "namespace") or namespace),
        body=body,
    )
