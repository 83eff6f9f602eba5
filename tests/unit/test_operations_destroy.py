"""What `operations destroy` takes beside what the engine deletes."""

from operations.cluster import Cluster, Reply
from operations.destroy import end_secrets


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
