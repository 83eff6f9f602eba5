"""What `status` says of an instance that does not run."""

import pytest

from sandbox import environment, status
from sandbox.paths import Instance


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return Instance(5)


def test_an_instance_that_never_was_is_not_up(instance):
    assert status.of(instance).reason == "not up"


def test_a_shell_for_it_makes_no_node(instance):
    environment.make_folders(instance)

    assert status.of(instance).reason == "not up"


def test_a_node_that_was_started_and_is_gone_has_ended(instance):
    instance.state.mkdir(parents=True)
    (instance.state / "way").write_text("namespaces")
    (instance.state / "ended").write_text("etcd: it ended with 1\n")

    assert status.of(instance).reason == "the node ended: etcd: it ended with 1"
