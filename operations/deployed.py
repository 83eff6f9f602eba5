"""What a stack has deployed, read from its state: outputs, releases, objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from domain.names import Place, Places, Service, StackNames
from operations import engine
from operations.errors import OperationError

RELEASE = "kubernetes:helm.sh/v3:Release"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
# How an URN says that a release is Seldon's own, by the component above it.
_SELDONS = ":SeldonDeploy$"
_STACK = "pulumi:pulumi:Stack"
_KUBE_PROMETHEUS = "seldon-monitoring:index:KubePrometheus"
_OPERATORS = "kubernetes:monitoring.coreos.com/"


class Release(NamedTuple):
    """A Helm release: `known` to the state, or `interrupted` when it was made."""

    urn: str
    inputs: Mapping[str, Any]
    known: bool
    interrupted: bool

    @property
    def of_seldon(self) -> bool:
        """Whether it is Seldon's own, not the monitoring's."""
        return _SELDONS in self.urn


@dataclass(frozen=True)
class Deployed:
    """A stack's outputs, the names that it goes by, and its monitors and rules.

    files are the ConfigMaps of a stack without operator, by their resources' names.
    """

    stack: str
    outputs: Mapping[str, Any]
    names: StackNames
    objects: tuple[Mapping[str, Any], ...] = ()
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read(stack: str) -> Deployed:
    """Return what a stack has deployed.

    Raises:
        OperationError: where there is no such stack, or nothing was deployed by it.
    """
    return of(stack, engine.export(stack))


def of(stack: str, state: Mapping[str, Any]) -> Deployed:
    """Return what a state says was deployed.

    Raises:
        OperationError: where it holds no finished deployment.
    """
    found, installed = outputs(state), release_inputs(state) or _places(state)
    files = {} if installed else config_maps(state)
    if not (installed or files) or "endpoints" not in found:
        raise OperationError(
            f"stack {stack} has nothing deployed to look at; "
            f"deploy it first: pulumi up --stack {stack}"
        )
    objects = (
        resource["inputs"]
        for resource in resources(state)
        if _is_monitor_or_rule(resource) and path(resource["inputs"])
    )
    names = _names(state, found["endpoints"])
    return Deployed(stack, found, names, (*objects, *files.values()), files)


def config_maps(state: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the inputs of a state's ConfigMaps by the names of their resources."""
    return {
        str(resource["urn"]).rpartition("::")[2]: resource["inputs"]
        for resource in resources(state)
        if resource["type"] == CONFIG_MAP and path(resource.get("inputs") or {})
    }


def _is_monitor_or_rule(resource: Mapping[str, Any]) -> bool:
    """Tell them from a Prometheus object, whose fields the API server fills in."""
    group, _, kind = str(resource["type"]).rpartition(":")
    return group.startswith(_OPERATORS) and kind != "Prometheus"


def outputs(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stack's outputs; none where it was never deployed to its end."""
    for resource in resources(state):
        if resource["type"] == _STACK:
            return dict(resource.get("outputs") or {})
    return {}


def release_inputs(state: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the inputs of the monitoring's Helm release; None where there is none."""
    for release in releases(state):
        if not release.of_seldon:
            return dict(release.inputs)
    return None


def releases(state: Mapping[str, Any]) -> tuple[Release, ...]:
    """Return the Helm releases, of the state or of what was interrupted."""
    known = _releases(resources(state))
    pending = _releases(item["resource"] for item in pending_operations(state))
    return tuple(
        Release(urn, inputs, urn in known, urn in pending)
        for urn, inputs in {**pending, **known}.items()
    )


def _releases(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the inputs of each release by its URN."""
    return {
        resource["urn"]: resource["inputs"]
        for resource in resources
        if resource["type"] == RELEASE and "name" in (resource.get("inputs") or {})
    }


def namespace(state: Mapping[str, Any]) -> str | None:
    """Return where a stack's own objects are; None where it has none."""
    found = release_inputs(state) or _places(state)
    return str(found["namespace"]) if found else None


def resources(state: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Return the state's resources."""
    return (state.get("deployment") or {}).get("resources") or ()


def pending_operations(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the operations that an interrupted update began and did not finish."""
    return (state.get("deployment") or {}).get("pending_operations") or []


def path(manifest: Mapping[str, Any]) -> str:
    """Return where the API serves an object, or nothing where the manifest is none.

    The plural is regular for every kind that this program makes.
    """
    version, kind = manifest.get("apiVersion"), manifest.get("kind")
    meta = manifest.get("metadata") or {}
    if not version or not kind or "name" not in meta:
        return ""
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    if "namespace" in meta:
        root += f"/namespaces/{meta['namespace']}"
    return f"{root}/{kind.lower()}s/{meta['name']}"


def _names(state: Mapping[str, Any], endpoints: Mapping[str, str]) -> StackNames:
    """Return the names of a release, or of what was there before.

    Without either only the namespace is known.
    """
    release, places = release_inputs(state), _places(state)
    service = _service(endpoints["prometheus"])
    if places:
        return _there(places, service, _service(endpoints["alertmanager"]))
    return StackNames(
        namespace=str(release["namespace"]) if release else service.namespace,
        release=str(release["name"]) if release else "",
        fullname=service.name.removesuffix("-prometheus"),
    )


def _there(
    places: Mapping[str, str], prometheus: Service, alertmanager: Service
) -> StackNames:
    return StackNames(
        namespace=places["namespace"],
        release="",
        fullname="",
        given_prometheus=prometheus,
        given_alertmanager=alertmanager,
        given_places=Places(
            prometheus=Place.parse(places["prometheus"]),
            alertmanager=Place.parse(places["alertmanager"]),
            operator=Place.parse(places["operator"]),
            kube_state_metrics=Place.parse(places["kubeStateMetrics"]),
            alertmanager_secret=places["alertmanagerSecret"],
        ),
    )


def _places(state: Mapping[str, Any]) -> dict[str, str]:
    """Return where things are that no release of the stack has made; empty else."""
    for resource in resources(state):
        if resource["type"] == _KUBE_PROMETHEUS:
            return dict((resource.get("inputs") or {}).get("places") or {})
    return {}


def _service(url: str) -> Service:
    parts = urlsplit(url)
    name, namespace = str(parts.hostname).split(".")[:2]
    return Service(name, namespace, int(parts.port or 0), parts.scheme)
