import pytest

from policies.guardrails.exposure import GUARDRAIL
from tests.policies.judging import UNKNOWN, judge
from tests.policies.manifests import asked, both_ways, declared, thing

NODE_EXPORTER = {
    "hostNetwork": True,
    "containers": [{"name": "c", "ports": [{"hostPort": 9100}]}],
}
WAYS_IN = [
    ("networking.k8s.io/v1", "Ingress"),
    ("extensions/v1beta1", "Ingress"),
    ("gateway.networking.k8s.io/v1", "Gateway"),
    ("gateway.networking.k8s.io/v1", "HTTPRoute"),
    ("gateway.networking.k8s.io/v1alpha2", "TLSRoute"),
    ("route.openshift.io/v1", "Route"),
    ("networking.istio.io/v1", "Gateway"),
    ("traefik.io/v1alpha1", "IngressRoute"),
    ("projectcontour.io/v1", "HTTPProxy"),
    ("multicluster.x-k8s.io/v1alpha1", "ServiceExport"),
]


def pods(kind, spec):
    return thing(kind, {"template": {"spec": spec}}, api="apps/v1")


def named(name):
    return {"name": name, "namespace": "shop"}


@pytest.mark.parametrize(("api", "kind"), WAYS_IN)
def test_a_way_in_is_refused(chart, api, kind):
    assert both_ways(GUARDRAIL, chart, thing(kind, {}, api=api)) == [
        f"{kind} shop/x: it leads into the cluster from outside; take it out, and "
        "reach Prometheus or Alertmanager by `kubectl port-forward`"
    ]


def test_a_way_in_without_a_specification_is_refused(chart):
    body = thing("Ingress", api="networking.k8s.io/v1")

    assert len(both_ways(GUARDRAIL, chart, body)) == 1


@pytest.mark.parametrize(
    "body",
    [
        thing("Ingress", {}, api="example.com/v1"),
        thing("NetworkPolicy", {}, api="networking.k8s.io/v1"),
        thing(
            "HTTPRoute",
            {"parentRefs": [{"kind": "Service", "name": "x"}]},
            api="gateway.networking.k8s.io/v1",
        ),
        thing("VirtualService", {"hosts": ["x"]}, api="networking.istio.io/v1"),
        thing("VirtualService", {"gateways": ["mesh"]}, api="networking.istio.io/v1"),
        thing("Service", {"type": "ClusterIP", "ports": [{"port": 9090}]}),
        thing("Service", {"type": "LoadBalancer"}, api="serving.knative.dev/v1"),
        thing("Service", {"externalIPs": []}),
        thing("Service", {}),
        thing("Service"),
        pods("Deployment", {"hostNetwork": False, "containers": [{"name": "c"}]}),
        pods("Deployment", {"containers": [{"ports": [{"containerPort": 9090}]}]}),
        pods("Deployment", {"containers": [{"ports": [{"hostPort": 0}]}]}),
        thing("Prometheus", {}, api="monitoring.coreos.com/v1"),
    ],
)
def test_what_stays_inside_passes(chart, body):
    assert both_ways(GUARDRAIL, chart, body) == []


def test_a_route_that_also_hangs_on_a_gateway_is_refused(chart):
    parents = [{"kind": "Service", "name": "x"}, {"name": "edge"}]
    body = thing(
        "HTTPRoute", {"parentRefs": parents}, api="gateway.networking.k8s.io/v1"
    )

    assert len(both_ways(GUARDRAIL, chart, body)) == 1


def test_a_virtual_service_of_a_gateway_is_refused(chart):
    spec = {"gateways": ["mesh", "istio-system/edge"]}
    body = thing("VirtualService", spec, api="networking.istio.io/v1")

    assert len(both_ways(GUARDRAIL, chart, body)) == 1


@pytest.mark.parametrize("found", ["LoadBalancer", "NodePort"])
def test_a_service_that_is_reached_from_outside_is_refused(chart, found):
    assert both_ways(GUARDRAIL, chart, thing("Service", {"type": found})) == [
        f"Service shop/x: type {found} opens it to the outside; make it ClusterIP"
    ]


def test_external_addresses_are_refused(chart):
    body = thing("Service", {"type": "ClusterIP", "externalIPs": ["192.0.2.7"]})

    assert both_ways(GUARDRAIL, chart, body) == [
        "Service shop/x: externalIPs open it to the outside; take them out"
    ]


WORKLOADS = {
    "Deployment": lambda spec: pods("Deployment", spec),
    "StatefulSet": lambda spec: pods("StatefulSet", spec),
    "Job": lambda spec: pods("Job", spec),
    "Pod": lambda spec: thing("Pod", spec),
    "CronJob": lambda spec: thing(
        "CronJob", {"jobTemplate": {"spec": {"template": {"spec": spec}}}}, "batch/v1"
    ),
    # The operator makes their pods.
    "Prometheus": lambda spec: thing("Prometheus", spec, "monitoring.coreos.com/v1"),
    "Alertmanager": lambda spec: thing(
        "Alertmanager", spec, "monitoring.coreos.com/v1"
    ),
    "ThanosRuler": lambda spec: thing("ThanosRuler", spec, "monitoring.coreos.com/v1"),
}


@pytest.mark.parametrize("kind", WORKLOADS)
def test_pods_in_their_nodes_network_are_refused(chart, kind):
    assert both_ways(GUARDRAIL, chart, WORKLOADS[kind]({"hostNetwork": True})) == [
        f"{kind} shop/x: hostNetwork opens its ports on every address of the node; "
        "take it out"
    ]


@pytest.mark.parametrize("kind", WORKLOADS)
@pytest.mark.parametrize("key", ["containers", "initContainers"])
def test_a_port_of_the_node_is_refused(chart, kind, key):
    container = {"name": "web", "ports": [{"containerPort": 1}, {"hostPort": 9090}]}

    assert both_ways(GUARDRAIL, chart, WORKLOADS[kind]({key: [container]})) == [
        f"{kind} shop/x: container web opens hostPort 9090 on every address of the "
        "node; take it out"
    ]


def test_the_node_exporter_is_listed_and_nothing_else_of_its_kind(chart):
    body = pods("DaemonSet", NODE_EXPORTER)
    listed = {**body, "metadata": named("prometheus-node-exporter-a")}

    assert both_ways(GUARDRAIL, chart, listed) == []
    assert len(both_ways(GUARDRAIL, chart, body)) == 2


def test_a_list_of_ones_own_takes_the_place_of_ours(chart):
    entry = {"resource": "Ingress/x", "ways": ["Ingress"], "reason": "behind a login"}
    ingress = thing("Ingress", {}, api="networking.k8s.io/v1")
    exporter = {
        **pods("DaemonSet", NODE_EXPORTER),
        "metadata": named("node-exporter"),
    }

    assert both_ways(GUARDRAIL, chart, ingress, {"listed": [entry]}) == []
    assert len(both_ways(GUARDRAIL, chart, exporter, {"listed": [entry]})) == 2


@pytest.mark.parametrize("ways", [[], ["hostPort"], None])
def test_a_listed_object_may_be_exposed_in_its_ways_only(chart, ways):
    entry = {"resource": "Ingress/x", "ways": ways, "reason": "behind a login"}
    ingress = thing("Ingress", {}, api="networking.k8s.io/v1")

    assert len(both_ways(GUARDRAIL, chart, ingress, {"listed": [entry]})) == 1


def test_an_unknown_type_hides_no_other_refusal():
    spec = {"type": UNKNOWN, "externalIPs": ["192.0.2.7"]}

    verdict = asked(GUARDRAIL, declared(thing("Service", spec)))

    assert len(verdict.complaints) == 1
    assert verdict.unknown == "spec.type"


def test_an_unknown_member_of_a_list_hides_no_other():
    services = [thing("Service", spec=UNKNOWN), thing("Service", {"type": "NodePort"})]

    verdict = judge(GUARDRAIL, "kubernetes:core/v1:List", {"items": services})

    assert len(verdict.complaints) == 1
    assert verdict.unknown == "items.0.spec"


@pytest.mark.parametrize("spec", [None, "text", ["list"], 5, {"type": ["NodePort"]}])
def test_what_is_no_specification_is_the_clusters_to_refuse(spec):
    assert asked(GUARDRAIL, declared(thing("Service", spec))) == ([], None)
