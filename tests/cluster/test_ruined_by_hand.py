"""What somebody did to a running stack behind its back; verify tells each by name."""

import json
from collections.abc import Mapping

import pytest

from tests.cluster import seldon
from tests.faults.catching import Ruin, ruins
from tests.project import Project, eventually

STACK = "sandbox"


@pytest.fixture(scope="module")
def causes(project: Project) -> Mapping[str, str]:
    """Return the cause of each broken link, with all ruins done at once."""
    for ruin in ruins():
        project.run("bash", "-c", ruin.by_hand)
    named = {ruin.link for ruin in ruins()}
    found = eventually(
        lambda: broken(project), 60, "broken links", lambda links: named <= set(links)
    )
    project.pulumi("refresh", "--yes", "--skip-preview", "--stack", STACK)
    project.up(STACK)
    # What was done to Seldon's own objects is not the stack's to mend.
    seldon.deploy(project, STACK)
    return found


@pytest.mark.parametrize("ruin", ruins(), ids=lambda ruin: ruin.fault)
def test_verify_names_what_was_ruined(causes: Mapping[str, str], ruin: Ruin):
    assert ruin.says in causes[ruin.link]


def broken(project: Project) -> dict[str, str]:
    """Return the cause of each link that verify finds broken."""
    flags = ("--stack", STACK, "--timeout", "0", "--json")
    said = project.operations("verify", *flags, check=False)
    # What it says of its progress goes before.
    links = json.loads(said[said.index("[\n") :])
    return {link["name"]: link["cause"] for link in links if link["cause"]}
