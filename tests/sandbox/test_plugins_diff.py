"""A diff names the paths that changed, and what needs a new object."""

import pytest
from pulumi.runtime.proto.provider_pb2 import PropertyDiff

from sandbox.plugins import diff
from sandbox.plugins.wire import UNKNOWN

IDENTITY = (("metadata", "name"), ("metadata", "namespace"))


def found(old, new):
    return {diff.text(c.path): c.kind for c in diff.changes(old, new)}


def kinds(old, new, replacing=IDENTITY):
    detailed = diff.detailed(list(diff.changes(old, new)), replacing)
    return {path: PropertyDiff.Kind.Name(d.kind) for path, d in detailed.items()}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": 1.0}, {}),
        ({"a": 1}, {"a": True}, {"a": "UPDATE"}),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, {"a.b": "UPDATE"}),
        ({}, {"a": {"b": 1}}, {"a": "ADD"}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}, {"a.b": "DELETE"}),
        ({"a": [1, 2]}, {"a": [1, 3, 4]}, {"a[1]": "UPDATE", "a[2]": "ADD"}),
        ({"a": [1, 2]}, {"a": [1]}, {"a[1]": "DELETE"}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, {"a[0].b": "UPDATE"}),
        ({"a": {"b": 1}}, {"a": [1]}, {"a": "UPDATE"}),
        ({"a": "x"}, {"a": UNKNOWN}, {"a": "UPDATE"}),
        ({"d": {"x.y": 1}}, {"d": {"x.y": 2}}, {'d["x.y"]': "UPDATE"}),
    ],
)
def test_each_change_is_named_at_its_deepest_path(old, new, expected):
    assert found(old, new) == expected


def test_what_the_server_added_is_no_change():
    live = {"spec": {"a": 1, "defaulted": 2, "l": [{"p": 1, "x": 2}]}, "status": {}}
    declared = {"spec": {"a": 1, "l": [{"p": 1}]}}
    assert found(diff.prune(live, declared), declared) == {}


def test_drift_of_a_declared_path_is_a_change():
    live, declared = {"spec": {"a": 99}}, {"spec": {"a": 1}}
    assert found(diff.prune(live, declared), declared) == {"spec.a": "UPDATE"}


def test_another_name_replaces():
    old, new = {"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}
    assert kinds(old, new) == {"metadata.name": "UPDATE_REPLACE"}


def test_another_label_does_not_replace():
    old = {"metadata": {"name": "a", "labels": {"x": "1"}}}
    new = {"metadata": {"name": "a", "labels": {"x": "2"}}}
    assert kinds(old, new) == {"metadata.labels.x": "UPDATE"}


@pytest.mark.parametrize(
    ("mutable", "expected"), [(True, "UPDATE"), (False, "UPDATE_REPLACE")]
)
@pytest.mark.parametrize("kind", ["Secret", "ConfigMap"])
def test_a_body_is_replaced_unless_it_may_change(kind, mutable, expected):
    new = {"apiVersion": "v1", "kind": kind, "data": {"a": "2"}}
    paths = diff.replaced_by(new, secret_mutable=mutable, config_map_mutable=mutable)
    assert kinds({**new, "data": {"a": "1"}}, new, paths) == {"data.a": expected}


def test_an_immutable_secret_is_replaced_even_so():
    new = {"apiVersion": "v1", "kind": "Secret", "immutable": True, "data": {"a": "2"}}
    paths = diff.replaced_by(new, secret_mutable=True, config_map_mutable=True)
    assert kinds({**new, "data": {"a": "1"}}, new, paths) == {
        "data.a": "UPDATE_REPLACE"
    }


def test_a_workloads_selector_replaces_also_when_added_with_its_parent():
    new = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "spec": {"selector": {"matchLabels": {"a": "b"}}},
    }
    paths = diff.replaced_by(new, secret_mutable=True, config_map_mutable=True)
    old = {"apiVersion": "apps/v1", "kind": "Deployment"}
    assert kinds(old, new, paths) == {"spec": "ADD_REPLACE"}


def test_a_deletion_is_shown_from_the_inputs():
    changes = list(diff.changes({"a": 1}, {}))
    assert diff.detailed(changes, ())["a"].inputDiff


@pytest.mark.parametrize(
    ("ignore", "ignored"),
    [
        (["spec"], True),
        (["spec.ports[0]"], True),
        (["spec.ports[*].name"], True),
        (["spec.ports[1]"], False),
        (["metadata"], False),
    ],
)
def test_changes_under_an_ignored_path_are_ignored(ignore, ignored):
    change = diff.Change(("spec", "ports", 0, "name"), "UPDATE", "x")
    assert diff.ignored(change, ignore) is ignored


@pytest.mark.parametrize(
    "path", [("a", "b"), ("a", 0, "c"), ("data", "x.y"), ("a", 'q"r', 3)]
)
def test_a_path_is_written_and_read_alike(path):
    assert diff.parse(diff.text(path)) == path
