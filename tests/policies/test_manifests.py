import pytest

from policies.manifests import manifests
from policies.resources import Resource
from tests.policies.judging import RELEASE, UNKNOWN, handed


def found(kind, properties, name="subject"):
    return [*manifests(Resource(kind, name, handed(properties)))]


def test_a_declared_object_is_one():
    (service,) = found(
        "kubernetes:core/v1:Service",
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "front", "namespace": "shop"},
            "spec": {"ports": [{"port": 80}]},
        },
    )

    assert str(service) == "Service shop/front"
    assert service.group == ""
    assert service.spec["ports"][0]["port"] == 80


@pytest.mark.parametrize(
    ("kind", "called", "group"),
    [
        ("kubernetes:core/v1:Service", "Service", ""),
        ("kubernetes:core/v1:ServicePatch", "Service", ""),
        ("kubernetes:apps/v1:Deployment", "Deployment", "apps"),
        (
            "kubernetes:monitoring.coreos.com/v1:Prometheus",
            "Prometheus",
            "monitoring.coreos.com",
        ),
    ],
)
def test_an_object_that_does_not_name_its_kind_has_that_of_its_type(
    kind, called, group
):
    (item,) = found(kind, {"spec": {}})

    assert (item.kind, item.group, item.name) == (called, group, "subject")


def test_a_list_is_its_members():
    members = [{"kind": "Service", "metadata": {"name": it}} for it in ("a", "b")]

    items = found("kubernetes:core/v1:ServiceList", {"items": members})

    assert [str(item) for item in items] == ["Service a", "Service b"]


@pytest.mark.parametrize(
    "kind",
    [
        "kubernetes:helm.sh/v4:Chart",
        "kubernetes:yaml/v2:ConfigGroup",
        "kubernetes:kustomize/v2:Directory",
        "pulumi:providers:kubernetes",
        "seldon-monitoring:index:Monitors",
        "random:index/randomPassword:RandomPassword",
    ],
)
def test_what_is_no_object_has_none(kind):
    assert found(kind, {"metadata": {"name": "x"}}) == []


def test_a_chart_is_what_it_renders_in_its_namespace(chart):
    chart.append("# nothing")
    chart.append("{apiVersion: v1, kind: Service, metadata: {name: front}}")
    chart.append(
        "{apiVersion: v1, kind: Service, metadata: {name: dns, namespace: kube-system}}"
    )

    items = found(RELEASE, {"namespace": "shop", "chart": "c", "version": "1"})

    assert [str(it) for it in items] == [
        "Service shop/front",
        "Service kube-system/dns",
    ]


def test_an_unknown_name_leaves_the_rest_to_be_judged():
    (service,) = found(
        "kubernetes:core/v1:Service", {"metadata": {"name": UNKNOWN}, "spec": {"a": 1}}
    )

    assert service.name == "subject"
    assert service.spec["a"] == 1


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("Pod", {"spec": {"containers": [{"name": "c"}]}}),
        (
            "Deployment",
            {"spec": {"template": {"spec": {"containers": [{"name": "c"}]}}}},
        ),
        ("Job", {"spec": {"template": {"spec": {"initContainers": [{"name": "c"}]}}}}),
        (
            "CronJob",
            {
                "spec": {
                    "jobTemplate": {
                        "spec": {"template": {"spec": {"containers": [{"name": "c"}]}}}
                    }
                }
            },
        ),
        ("Prometheus", {"spec": {"containers": [{"name": "c"}]}}),
    ],
)
def test_a_workload_gives_its_containers(kind, body):
    (item,) = found(f"kubernetes:any/v1:{kind}", body)

    assert [container["name"] for container in item.containers] == ["c"]


@pytest.mark.parametrize("body", [{}, {"spec": None}, {"spec": "text"}, {"spec": []}])
def test_what_has_no_pods_has_no_containers(body):
    (item,) = found("kubernetes:apps/v1:Deployment", body)

    assert [*item.containers] == []
