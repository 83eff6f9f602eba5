"""What `operations destroy` takes beside what the engine deletes."""

import pytest

from operations.cluster import Cluster, Reply
from operations.destroy import destroy, end_secrets
from operations.errors import OperationError


class FakeCluster(Cluster):
    def __init__(self, status):
        self.status = status
        self.deleted = []

    def delete(self, path):
        self.deleted.append(path)
        return Reply(self.status, {})


STAYS = {"secret watch/w-admission": "a hook", "namespace watch": "others"}


def test_a_secret_of_a_hook_is_deleted_by_its_name():
    cluster = FakeCluster(200)

    assert end_secrets(cluster, STAYS) == {"secret watch/w-admission"}
    assert cluster.deleted == ["/api/v1/namespaces/watch/secrets/w-admission"]


def test_one_that_may_not_be_deleted_is_still_said_to_stay():
    assert end_secrets(FakeCluster(403), STAYS) == set()


def test_a_stack_of_another_cluster_than_the_file_s_is_not_destroyed(monkeypatch):
    there = {"clusterIdentifier": "https://old.example.com"}
    provider = {"type": "pulumi:providers:kubernetes", "inputs": there}
    state = {"deployment": {"resources": [provider]}}
    here = FakeCluster(200)
    done: list[str] = []
    here.server = "https://new.example.com"
    monkeypatch.setattr("operations.destroy.heal", done.append)
    monkeypatch.setattr("operations.destroy.connect", lambda _stack: here)
    monkeypatch.setattr("operations.destroy.engine.export", lambda _stack: state)
    monkeypatch.setattr("operations.destroy.engine.destroy", done.append)

    with pytest.raises(OperationError) as caught:
        destroy("dev")

    assert str(caught.value) == (
        "stack dev is deployed in https://old.example.com, but cluster.server is "
        "https://new.example.com now; set it back to destroy the stack there, nothing "
        "was deleted"
    )
    assert (done, here.deleted) == (["dev"], [])


def test_destroying_twice_says_that_nothing_stays(monkeypatch, capsys):
    monkeypatch.setattr("operations.destroy.heal", lambda _stack: None)
    monkeypatch.setattr("operations.destroy.engine.export", lambda _stack: {})
    monkeypatch.setattr("operations.destroy.engine.destroy", lambda _stack: None)

    destroy("dev")

    said = capsys.readouterr()
    assert "nothing of stack dev stays" in said.err
    assert "because" not in said.out
