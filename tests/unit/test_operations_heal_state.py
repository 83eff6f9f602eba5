"""What an interrupted update leaves in a state: what is gone, and what is forgotten."""

import json

import pytest

from operations import deployed, engine, heal
from operations.heal import state
from tests.unit.states import (
    CREATING,
    MONITOR,
    NAMESPACE,
    RELEASE,
    RESOURCES,
    STACK,
    URN,
    FakeCluster,
    resource,
    state_of,
)


def test_what_the_cluster_no_longer_has_is_found():
    cluster = FakeCluster({"/api/v1/namespaces/watch"})
    assert state.missing(cluster, state_of(*RESOURCES)) == {MONITOR}


def test_an_object_that_may_not_be_read_is_not_forgotten():
    assert state.missing(FakeCluster(set(), 403), state_of(*RESOURCES)) == set()


@pytest.mark.parametrize(
    ("declared", "another"),
    [("https://a:6443", False), ("https://b:6443", True)],
)
def test_a_state_of_another_cluster_is_known_by_its_provider(declared, another):
    provider = resource(
        f"{URN}pulumi:providers:kubernetes::cluster",
        {"clusterIdentifier": "https://a:6443"},
    )

    found = state_of(provider, *RESOURCES)

    assert state.of_another(declared, found) is another
    assert not state.of_another(declared, state_of(*RESOURCES))


@pytest.mark.parametrize(
    ("backend", "pending", "held"),
    [
        ("s3://states", [CREATING], True),
        ("s3://states", [], False),
        # Here the lock itself was looked at.
        ("file:///states", [CREATING], False),
    ],
)
def test_where_locks_are_hidden_the_stack_is_held_before_helm_is_touched(
    monkeypatch, backend, pending, held
):
    imported = []
    monkeypatch.setattr(engine, "backend", lambda: backend)
    monkeypatch.setattr(engine, "replace", lambda *given: imported.append(given))
    found = state_of(*RESOURCES, pending=pending)

    heal._hold("dev", found)  # noqa: SLF001  its one step, without an engine

    assert imported == ([("dev", found)] if held else [])


def test_forgetting_leaves_no_trace():
    found = state.forget(state_of(*RESOURCES, pending=[CREATING]), {NAMESPACE, RELEASE})
    text = json.dumps(found)
    assert NAMESPACE not in text
    assert RELEASE not in text
    assert "pending_operations" not in text
    assert [item["urn"] for item in deployed.resources(found)] == [STACK, MONITOR]


def test_a_title_is_type_and_name():
    assert state.title(MONITOR) == "PodMonitor monitor"
