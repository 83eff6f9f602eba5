"""nothing-exposed: no way into the monitoring leads past the cluster's own network.

Prometheus and Alertmanager ask nobody who they are: whoever reaches them reads every
metric, silences every alert and, through the operator, makes pods.
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from policies.guardrail import Guardrail, ManifestCheck
from policies.manifests import Manifest
from policies.properties import Properties, at, items, mapping, plain

# Objects that lead in from outside, by API group and the end of the kind: Kubernetes'
# own, Gateway API's, OpenShift's, and those of common controllers.
_WAYS_IN: Mapping[str, tuple[str, ...]] = {
    "networking.k8s.io": ("Ingress",),
    "extensions": ("Ingress",),
    "gateway.networking.k8s.io": ("Gateway", "Route", "ListenerSet"),
    "gateway.networking.x-k8s.io": ("ListenerSet",),
    "route.openshift.io": ("Route",),
    "networking.istio.io": ("Gateway", "VirtualService"),
    "traefik.io": ("IngressRoute", "IngressRouteTCP", "IngressRouteUDP"),
    "traefik.containo.us": ("IngressRoute", "IngressRouteTCP", "IngressRouteUDP"),
    "projectcontour.io": ("HTTPProxy",),
    "multicluster.x-k8s.io": ("ServiceExport",),
    "getambassador.io": ("Mapping", "TCPMapping"),
}
_REACHED_FROM_OUTSIDE = ("LoadBalancer", "NodePort")

LISTED: Mapping[str, Mapping[str, Any]] = {
    "listed": {
        "type": "array",
        "description": "what may be exposed for good, in which way, and why",
        "default": [
            {
                "resource": "DaemonSet/*node-exporter*",
                "ways": ["hostNetwork", "hostPort"],
                "reason": "the node's network figures are seen from its network only",
            }
        ],
        "items": {
            "type": "object",
            "required": ["resource", "ways", "reason"],
            "additionalProperties": False,
            "properties": {
                "resource": {"type": "string", "minLength": 1},
                "ways": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "reason": {"type": "string", "minLength": 1},
            },
        },
    }
}


def way_in(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about an object that leads in from outside the cluster."""
    ends = _WAYS_IN.get(manifest.group, ())
    if not manifest.kind.endswith(ends) or _within_mesh(manifest):
        return
    if not _is_listed(manifest, manifest.kind, parameters):
        yield (
            "it leads into the cluster from outside; take it out, and reach Prometheus "
            "or Alertmanager by `kubectl port-forward`"
        )


def service_type(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about a Service that is reached from outside by its type."""
    if not _is_service(manifest):
        return
    found = str(manifest.spec.get("type"))
    if found in _REACHED_FROM_OUTSIDE and not _is_listed(manifest, found, parameters):
        yield f"type {found} opens it to the outside; make it ClusterIP"


def external_addresses(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about a Service that takes what comes for outside addresses."""
    if not _is_service(manifest) or _is_listed(manifest, "externalIPs", parameters):
        return
    if items(manifest.spec.get("externalIPs")):
        yield "externalIPs open it to the outside; take them out"


def host_network(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about pods in the network of their node."""
    if _is_listed(manifest, "hostNetwork", parameters):
        return
    if manifest.pod_spec.get("hostNetwork"):
        yield "hostNetwork opens its ports on every address of the node; take it out"


def host_port(manifest: Manifest, parameters: Properties) -> Iterator[str]:
    """Complain about containers that take a port of their node."""
    if _is_listed(manifest, "hostPort", parameters):
        return
    for container in manifest.containers:
        opened = (at(port, "hostPort") for port in items(container.get("ports")))
        for port in filter(None, opened):
            yield (
                f"container {container.get('name')} opens hostPort {plain(port)} on "
                "every address of the node; take it out"
            )


def _is_service(manifest: Manifest) -> bool:
    return manifest.kind == "Service" and not manifest.group


def _within_mesh(manifest: Manifest) -> bool:
    """Tell whether a route is one between Services: nothing outside comes by it."""
    if manifest.kind == "VirtualService":
        return set(map(str, items(manifest.spec.get("gateways")))) <= {"mesh"}
    parents = items(manifest.spec.get("parentRefs"))
    return bool(parents) and all(at(it, "kind") == "Service" for it in parents)


def _is_listed(manifest: Manifest, way: str, parameters: Properties) -> bool:
    name = f"{manifest.kind}/{manifest.name}"
    return any(
        fnmatchcase(name, str(entry.get("resource")))
        and way in items(entry.get("ways"))
        for entry in map(mapping, items(parameters["listed"]))
    )


CHECKS: tuple[ManifestCheck, ...] = (
    way_in,
    service_type,
    external_addresses,
    host_network,
    host_port,
)
GUARDRAIL = Guardrail(
    name="nothing-exposed",
    says="Nothing of the monitoring is reached from outside the cluster",
    remedy="take out Ingress, route, LoadBalancer, NodePort, externalIPs, hostPort and "
    "hostNetwork; reach Prometheus and Alertmanager by kubectl port-forward",
    parameters=LISTED,
    manifests=CHECKS,
)
