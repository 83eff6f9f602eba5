"""Which Kubernetes objects are in a namespace, as Kubernetes 1.33 to 1.36 has them."""

from collections.abc import Mapping

from policies.manifests import OPERATOR, Manifest

# API groups with objects in namespaces, and which of their kinds are in none. The scope
# of a kind of any other group, such as a custom resource's, only the cluster knows.
_IN_NONE: Mapping[str, frozenset[str]] = {
    "": frozenset({"ComponentStatus", "Namespace", "Node", "PersistentVolume"}),
    "apps": frozenset(),
    "autoscaling": frozenset(),
    "batch": frozenset(),
    "coordination.k8s.io": frozenset(),
    "discovery.k8s.io": frozenset(),
    "events.k8s.io": frozenset(),
    "networking.k8s.io": frozenset({"IPAddress", "IngressClass", "ServiceCIDR"}),
    # PodSecurityPolicy was there until 1.24.
    "policy": frozenset({"PodSecurityPolicy"}),
    "rbac.authorization.k8s.io": frozenset({"ClusterRole", "ClusterRoleBinding"}),
    OPERATOR: frozenset(),
}


def in_a_namespace(manifest: Manifest) -> bool:
    """Tell whether an object is surely in a namespace, be it named or not."""
    in_none = _IN_NONE.get(manifest.group)
    return in_none is not None and manifest.kind not in in_none
