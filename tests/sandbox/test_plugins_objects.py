"""Objects: normal form, names, ownership, readiness, and what is refused."""

import base64

import httpx
import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2 as pb

from sandbox.plugins import inputs, ownership, readiness, state
from sandbox.plugins.cluster import Kind
from sandbox.plugins.objects import Objects
from sandbox.plugins.session import RefusedError, Session, UnfinishedError
from sandbox.plugins.wire import Secret, decode, encode

URN = "urn:pulumi:dev::shop::my:Comp$kubernetes:core/v1:ConfigMap::settings"


def config_map(**more):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}} | more


def check(news, olds=None):
    request = pb.CheckRequest(urn=URN, news=encode(news), olds=encode(olds or {}))
    return Objects(Session()).check(request)


def diff(old, new):
    request = pb.DiffRequest(urn=URN, olds=encode(old), news=encode(new))
    return Objects(Session()).diff(request)


def test_text_in_a_secret_becomes_what_the_server_keeps():
    obj = {"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "x"}}
    normal = inputs.normal(obj)
    assert normal["data"] == {"a": base64.b64encode(b"x").decode()}
    assert "stringData" not in normal


def test_a_checked_secret_is_secret_as_a_body():
    news = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s", "namespace": "n"},
        "stringData": {"a": Secret("x"), "b": "y"},
    }
    checked = decode(check(news).inputs)
    assert checked["data"] == Secret({"a": "eA==", "b": "eQ=="})


def test_an_object_goes_to_the_default_namespace():
    assert decode(check(config_map()).inputs)["metadata"]["namespace"] == "default"


def test_a_namespace_goes_to_none():
    news = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n"}}
    assert decode(check(news).inputs)["metadata"] == {"name": "n"}


def test_an_object_without_a_name_gets_one_and_keeps_it():
    news = {"apiVersion": "v1", "kind": "ConfigMap"}
    first = decode(check(news).inputs)
    assert first["metadata"]["name"].startswith("settings-")
    again = decode(check(news, first).inputs)
    assert again["metadata"] == first["metadata"]


@pytest.mark.parametrize(
    ("news", "named"),
    [
        ({"kind": "ConfigMap"}, "apiVersion"),
        (
            config_map(metadata={"annotations": {"pulumi.com/waitFor": "x"}}),
            "pulumi.com/waitFor",
        ),
        (config_map(metadata={"generateName": "x-"}), "generateName"),
    ],
)
def test_what_nobody_would_honour_is_refused_by_name(news, named):
    (failure,) = check(news).failures
    assert named in failure.reason


@pytest.mark.parametrize(
    "token",
    [
        "kubernetes:helm.sh/v4:Chart",
        "kubernetes:yaml/v2:ConfigGroup",
        "kubernetes:core/v1:NamespacePatch",
        "kubernetes:core/v1:ConfigMapList",
    ],
)
def test_other_types_are_refused_by_name(token):
    assert token in str(inputs.refused(token))


@pytest.mark.parametrize(
    "token",
    [
        "kubernetes:core/v1:Secret",
        "kubernetes:monitoring.coreos.com/v1:PodMonitor",
        "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
    ],
)
def test_objects_of_any_group_are_taken(token):
    assert inputs.refused(token) is None


def test_a_state_keeps_the_live_object_and_its_inputs_apart():
    live = config_map(data={"a": "1"}, status={})
    live["metadata"] |= {"managedFields": [{}], "uid": "u"}
    declared = config_map(data={"a": "1"})
    kept = state.State.read(encode(state.write(live, declared, declared, "m")))
    assert kept.declared == declared
    assert kept.manager == "m"
    assert kept.live["metadata"] == {"name": "c", "uid": "u"}


def test_an_unchanged_object_has_no_diff():
    live = config_map(data={"a": "1"})
    live["metadata"] |= {"uid": "u", "namespace": "default"}
    declared = config_map(data={"a": "1"})
    answer = diff(state.write(live, declared, declared, "m"), declared)
    assert answer.changes == pb.DiffResponse.DIFF_NONE


def test_replacing_what_has_the_users_own_name_deletes_first():
    live = config_map(data={"a": "1"})
    declared = config_map(data={"a": "1"})
    changed = config_map(data={"a": "2"})
    answer = diff(state.write(live, declared, declared, "m"), changed)
    assert list(answer.replaces) == ["data.a"]
    assert answer.deleteBeforeReplace


def test_a_preview_without_a_cluster_gives_the_inputs_back():
    properties = encode(config_map())
    request = pb.CreateRequest(urn=URN, properties=properties, preview=True)
    answer = Objects(Session()).create(request)
    assert (answer.id, answer.properties) == ("", properties)


def test_without_a_cluster_nothing_is_created():
    session = Session(unreachable="nobody answers")
    request = pb.CreateRequest(urn=URN, properties=encode(config_map()))
    with pytest.raises(RefusedError, match="cluster is unreachable: nobody answers"):
        Objects(session).create(request)


def test_a_read_addresses_by_id_where_there_is_no_state():
    request = pb.ReadRequest(urn=URN, id="n/c", properties=Struct())
    assert state.addressed(request) == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "c", "namespace": "n"},
    }


def entry(manager, operation, fields):
    return {"manager": manager, "operation": operation, "fieldsV1": fields}


def test_the_creators_fields_are_handed_to_the_applying_manager():
    other = entry("someone", "Update", {"f:status": {}})
    live = {
        "metadata": {
            "managedFields": [
                entry("pulumi-kubernetes", "Update", {"f:data": {"f:a": {}}}),
                entry("mine", "Apply", {"f:data": {"f:b": {}}}),
                other,
            ]
        }
    }
    handed = ownership.handed_over(live, "mine")
    fields: dict[str, object] = {"f:data": {"f:a": {}, "f:b": {}}}
    assert handed == [other, entry("mine", "Apply", fields)]
    assert ownership.created_here(live)


def test_nothing_is_handed_over_twice():
    live = {"metadata": {"managedFields": [entry("mine", "Apply", {})]}}
    assert ownership.handed_over(live, "mine") is None


def workload(**status):
    meta = {"generation": 2}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": meta,
        "spec": {"replicas": 2},
        "status": {"observedGeneration": 2} | status,
    }


@pytest.mark.parametrize(
    ("obj", "lack"),
    [
        (workload(readyReplicas=2, updatedReplicas=2), None),
        (workload(readyReplicas=1, updatedReplicas=2), "1 of 2 pods ready"),
        (workload(observedGeneration=1), "not seen"),
        (config_map(), None),
        (
            {"apiVersion": "v1", "kind": "Namespace", "status": {"phase": "x"}},
            "phase x",
        ),
        ({"apiVersion": "v1", "kind": "Pod", "status": {}}, "no condition Ready"),
    ],
)
def test_what_an_object_lacks_to_be_ready(obj, lack):
    found = readiness.lacks(obj)
    assert found is None if lack is None else lack in str(found)


class Losing:
    """A cluster that takes an object and is gone right afterwards."""

    def kind(self, *_):
        return Kind("deployments", namespaced=True)

    def create(self, obj, *_, **__):
        return obj | {"metadata": {"name": "c", "namespace": "n", "uid": "u"}}

    def get(self, _):
        raise httpx.ConnectError("gone")


def test_an_object_whose_cluster_is_lost_on_the_way_is_kept():
    session = Session(cluster=Losing())  # type: ignore[arg-type]  # a stand-in
    obj = workload(observedGeneration=0)
    request = pb.CreateRequest(urn=URN, properties=encode(obj))
    with pytest.raises(UnfinishedError, match="not ready: gone") as caught:
        Objects(session).create(request)
    assert caught.value.identity == "n/c"


def test_an_object_whose_wait_is_cancelled_is_kept():
    session = Session(cluster=Losing())  # type: ignore[arg-type]  # a stand-in
    session.children.interrupt()
    obj = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "c"}}
    request = pb.CreateRequest(urn=URN, properties=encode(obj))
    with pytest.raises(UnfinishedError):
        Objects(session).create(request)
