"""Which cluster is reached, and what is said where it may not be read."""

import pytest

from tests.program.examined.api import (
    GROUP,
    KUBE_SYSTEM,
    MADE_BY_HAND,
    MESH,
    MONITOR,
    SECRET_PATH,
    UID,
    refusal,
)


def test_the_declared_uid_is_taken(examine):
    examine(uid=UID)


def test_another_cluster_behind_the_same_address_is_refused(examine, api, preview):
    assert refusal(examine, uid="another") == (
        f"cluster.uid is another but kube-system at {api.url} has {UID}; this is "
        "another cluster, nothing was changed"
    )
    assert api.asked == [KUBE_SYSTEM]


@pytest.mark.parametrize("preview", [False], indirect=True)
def test_an_update_does_not_go_on_blindly(examine, preview):
    url = "http://127.0.0.1:9"

    assert refusal(examine, url=url) == (
        f"cluster.server {url} does not answer (Connection refused); nothing was "
        "changed"
    )


@pytest.mark.parametrize("preview", [True], indirect=True)
def test_a_preview_goes_on_and_says_what_it_did_not_check(examine, preview, warnings):
    url = "http://127.0.0.1:9"
    examine(url=url)

    assert warnings == [
        f"cluster.server {url} does not answer (Connection refused): not checked: "
        "cluster.uid and what is already there"
    ]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (KUBE_SYSTEM, "cluster.uid and what is already there"),
        (
            SECRET_PATH,
            "whether Secret alertmanager-watch is there and whose it is",
        ),
        (GROUP.path, "whether API group m.io is there"),
        (MESH.path, "whether namespace mesh is there"),
    ],
)
def test_a_reader_who_may_not_look_is_told_what_at(  # noqa: PLR0913, PLR0917  fixtures and parameters
    examine, api, preview, warnings, path, what
):
    api.objects[path] = 403
    reason = f"cluster.server {api.url} does not let us read {path} (403 Forbidden)"

    if preview:
        examine()
        assert warnings == [f"{reason}: not checked: {what}"]
    else:
        assert refusal(examine) == f"{reason}; nothing was changed"


@pytest.mark.parametrize("preview", [True], indirect=True)
def test_what_may_not_be_read_does_not_hide_the_rest(examine, api, preview):
    api.objects |= {SECRET_PATH: 403, MONITOR.path: MADE_BY_HAND}

    assert refusal(examine).startswith("PodMonitor seldon-core is already there")
