"""Releases that an interrupted update leaves: what lets Helm go on with each."""

import pytest

from operations.errors import OperationError
from operations.heal import release
from operations.heal.release import Remedy, Revision
from tests.unit.states import (
    CREATING_SELDON,
    RESOURCES,
    SELDON,
    SELDONS,
    FakeCluster,
    state_of,
)


@pytest.mark.parametrize(
    ("statuses", "known", "interrupted", "remedy"),
    [
        ([], True, False, Remedy.NOTHING),
        (["deployed"], True, False, Remedy.NOTHING),
        (["failed"], True, False, Remedy.NOTHING),
        (["pending-install"], False, True, Remedy.UNINSTALL),
        (["pending-install"], True, False, Remedy.UNINSTALL),
        (["failed"], False, True, Remedy.UNINSTALL),
        (["deployed"], False, True, Remedy.UNINSTALL),
        (["deployed", "pending-upgrade"], True, True, Remedy.ROLLBACK),
        (["deployed", "failed", "pending-rollback"], True, False, Remedy.ROLLBACK),
        (["failed", "pending-upgrade"], True, True, Remedy.UNINSTALL),
        (["uninstalling"], True, True, Remedy.UNINSTALL),
        # Somebody else's, whom this stack neither knows nor was making.
        (["pending-install"], False, False, Remedy.NOTHING),
        (["deployed"], False, False, Remedy.NOTHING),
    ],
)
def test_a_stuck_release_gets_what_lets_helm_go_on(
    statuses, known, interrupted, remedy
):
    found = [Revision(number, status) for number, status in enumerate(statuses, 1)]
    assert release.judge(found, known=known, interrupted=interrupted) is remedy


def test_a_rollback_goes_to_the_last_that_was_deployed():
    found = [Revision(1, "superseded"), Revision(2, "deployed"), Revision(3, "failed")]
    assert release.last_deployed(found) == 2


class HelmsCluster(FakeCluster):
    """Has revisions of releases, by name and status, and keeps what Helm is told."""

    def __init__(self, **statuses):
        super().__init__(set())
        self.statuses = statuses

    def items(self, path, **query):
        name = query["labelSelector"].rpartition("=")[2].replace("-", "_")
        statuses = self.statuses.get(name, ())
        return [
            {"metadata": {"labels": {"version": str(number), "status": status}}}
            for number, status in enumerate(statuses, 1)
        ]


@pytest.fixture
def helm(monkeypatch):
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(release, "_helm", lambda _, *words: told.append(words))
    return told


def test_each_release_is_freed_by_itself(helm):
    cluster = HelmsCluster(
        prometheus=["deployed"], seldon_deploy=["deployed", "pending-upgrade"]
    )

    gone = release.free(cluster, state_of(SELDON, *RESOURCES))

    assert gone == set()
    assert [words[:3] for words in helm] == [("rollback", "seldon-deploy", "1")]


def test_what_is_not_there_is_gone_whosever_it_is(helm):
    found = state_of(SELDON, *RESOURCES)

    assert release.free(HelmsCluster(prometheus=["deployed"]), found) == {SELDONS}


def test_what_a_first_try_left_of_seldon_may_go(helm):
    cluster = HelmsCluster(prometheus=["deployed"], seldon_deploy=["pending-install"])

    release.free(cluster, state_of(*RESOURCES, pending=[CREATING_SELDON]))

    assert [words[:2] for words in helm] == [("uninstall", "seldon-deploy")]


def test_a_seldon_that_runs_is_never_taken_away(helm):
    cluster = HelmsCluster(prometheus=["deployed"], seldon_deploy=["deployed"])

    with pytest.raises(OperationError) as refused:
        release.free(cluster, state_of(*RESOURCES, pending=[CREATING_SELDON]))

    assert str(refused.value) == (
        "Helm release seldon-system/seldon-deploy of Seldon is deployed and not in "
        "this stack's state; look at it with `helm history`, then import it "
        "(docs/settings.md, seldon)"
    )
    assert helm == []
