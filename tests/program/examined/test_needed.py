"""What must be in the cluster before anything is declared, and what is judged of it."""

import pulumi
import pytest

from tests.program.examined.api import GROUP, MESH, WITNESS, refusal


@pytest.mark.parametrize("adopt", [True, False])
def test_what_is_needed_and_missing_is_refused(examine, api, preview, adopt):
    del api.objects[MESH.path]
    assert refusal(examine, adopt=adopt) == f"{MESH.missing}; nothing was changed"

    del api.objects[GROUP.path]
    assert refusal(examine, adopt=adopt).splitlines() == [
        f"{GROUP.missing}; nothing was changed",
        f"{MESH.missing}; nothing was changed",
    ]


def test_what_is_there_is_judged(api, examine):
    api.objects[WITNESS.path] = {"metadata": {}}
    examine()

    api.objects[WITNESS.path] = {"metadata": {"problem": "it is too old"}}

    assert refusal(examine) == "it is too old; nothing was changed"


def test_what_cannot_be_judged_is_said(api, examine, warnings, monkeypatch):
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    api.objects[WITNESS.path] = 403

    examine()

    assert [text.rsplit(": ", 1)[-1] for text in warnings] == [WITNESS.what]
