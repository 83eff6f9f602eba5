"""An exported state for a test, and the cluster that it is of."""

from operations import deployed
from operations.cluster import Cluster, Reply

URN = "urn:pulumi:dev::seldon-monitoring::"
STACK = f"{URN}pulumi:pulumi:Stack::seldon-monitoring-dev"
NAMESPACE = f"{URN}kubernetes:core/v1:Namespace::namespace"
MONITOR = f"{URN}kubernetes:monitoring.coreos.com/v1:PodMonitor::monitor"
RELEASE = f"{URN}{deployed.RELEASE}::release"
RELEASE_INPUTS = {"name": "prometheus", "namespace": "watch"}
SELDONS = f"{URN}seldon-monitoring:index:SeldonDeploy${deployed.RELEASE}::seldon"


def resource(urn, inputs=None, **more):
    """Return a resource as a state has it."""
    # What stands above it comes before a $.
    kind = urn.split("::")[2].rpartition("$")[2]
    return {"urn": urn, "type": kind, "inputs": inputs or {}, **more}


def manifest(version, kind, name, namespace=None):
    """Return the inputs of an object of Kubernetes."""
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": version, "kind": kind, "metadata": metadata}


RESOURCES = [
    resource(
        STACK,
        outputs={"endpoints": {"prometheus": "http://full-prometheus.watch:9090"}},
    ),
    resource(NAMESPACE, manifest("v1", "Namespace", "watch")),
    resource(RELEASE, RELEASE_INPUTS, dependencies=[NAMESPACE]),
    resource(
        MONITOR,
        manifest("monitoring.coreos.com/v1", "PodMonitor", "core", "watch"),
        dependencies=[RELEASE],
        propertyDependencies={"metadata": [NAMESPACE], "spec": []},
    ),
]
SELDON = resource(SELDONS, {"name": "seldon-deploy", "namespace": "seldon-system"})
CREATING = {"type": "creating", "resource": resource(RELEASE, RELEASE_INPUTS)}
CREATING_SELDON = {"type": "creating", "resource": SELDON}


def state_of(*resources, pending=()):
    """Return an exported state of some resources and operations under way."""
    found = {"resources": list(resources), "pending_operations": list(pending)}
    return {"version": 3, "deployment": found}


class FakeCluster(Cluster):
    """Has what is at some paths; to the rest it answers otherwise."""

    def __init__(self, there, otherwise=404):
        self.there = there
        self.otherwise = otherwise

    def get(self, path, **query):
        return Reply(200 if path in self.there else self.otherwise, {})
