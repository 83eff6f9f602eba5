"""What stands in the cluster: ours is taken up, another's is refused or adopted."""

import pytest

from tests.program.examined.api import (
    EXPECTED,
    MADE_BY_HAND,
    MADE_BY_US,
    MONITOR,
    NAMESPACE,
    RELEASE,
    REVISIONS,
    SECRET,
    SECRETS,
    WITHOUT_LABELS,
    refusal,
)


def test_an_empty_cluster_is_taken(examine, preview, warnings):
    examine()

    assert warnings == []


def test_what_is_ours_is_taken_up_again(examine, api, preview):
    api.objects |= {
        NAMESPACE.path: MADE_BY_US,
        SECRET.path: MADE_BY_US,
        SECRETS: REVISIONS,
        MONITOR.path: MADE_BY_US,
    }

    examine()


@pytest.mark.parametrize("found", [MADE_BY_HAND, WITHOUT_LABELS])
@pytest.mark.parametrize("item", [SECRET, MONITOR])
def test_an_object_made_by_hand_is_refused_with_the_way_to_adopt_it(
    examine, api, preview, item, found
):
    api.objects[item.path] = found

    assert refusal(examine) == (
        f"{item.kind} {item.name} is already there and was not made by this program: "
        "set cluster.adopt: true to adopt it; nothing was changed"
    )


def test_a_namespace_made_by_hand_is_to_be_used_as_it_is(examine, api):
    api.objects[NAMESPACE.path] = MADE_BY_HAND

    assert refusal(examine) == (
        "Namespace watch is already there and was not made by this program: set "
        "namespace.create: false to use it; nothing was changed"
    )


@pytest.mark.parametrize("secret", [404, MADE_BY_HAND])
def test_a_release_made_by_hand_is_known_by_the_secret_that_is_not_ours(
    examine, api, secret
):
    api.objects |= {SECRETS: REVISIONS, SECRET.path: secret}

    assert refusal(examine).splitlines()[-1] == (
        "Release prometheus is already there and was not made by this program: to "
        "adopt it, run `helm uninstall prometheus` (CRDs and volumes stay) and then "
        "this again, or set kubePrometheus.release to another name; nothing was changed"
    )


def test_a_release_whose_secret_was_deleted_by_hand_is_known_by_what_is_left(
    examine, api
):
    api.objects |= {SECRETS: REVISIONS, MONITOR.path: MADE_BY_US}

    examine()


def test_a_release_without_a_revision_is_none(examine, api):
    api.objects[SECRETS] = {"items": []}

    examine()


def test_each_object_that_is_in_the_way_has_a_line(examine, api):
    api.objects |= {SECRET.path: MADE_BY_HAND, MONITOR.path: MADE_BY_HAND}

    assert [line.split(" is ")[0] for line in refusal(examine).splitlines()] == [
        "Secret alertmanager-watch",
        "PodMonitor seldon-core",
    ]


def test_adopting_takes_objects_over(examine, api):
    api.objects |= {item.path: MADE_BY_HAND for item in EXPECTED}
    api.objects[SECRETS] = {"items": []}

    examine(adopt=True)


SELDONS = RELEASE._replace(adoption="import it and set cluster.adopt")


def test_a_release_that_must_not_go_is_refused_with_its_own_way(examine, api):
    api.objects |= {SECRETS: REVISIONS, SECRET.path: MADE_BY_HAND}

    assert refusal(examine, expected=[SELDONS]) == (
        "Release prometheus is already there and was not made by this program: import "
        "it and set cluster.adopt; nothing was changed"
    )


def test_adopting_reaches_a_release_that_was_imported(examine, api):
    api.objects |= {SECRETS: REVISIONS, SECRET.path: MADE_BY_HAND}

    examine(expected=[SELDONS], adopt=True)


def test_adopting_does_not_reach_a_release(examine, api):
    api.objects |= {SECRETS: REVISIONS, SECRET.path: MADE_BY_HAND}

    assert refusal(examine, adopt=True).startswith(
        "Release prometheus is already there and was not made by this program"
    )
