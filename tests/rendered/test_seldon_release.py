"""Seldon's own release through every guardrail, rendered by the real Helm."""

from policies.manifests import manifests
from policies.resources import Resource
from tests.policies.judging import handed
from tests.rendered.recorded import recorded, verdicts

CUSTOMERS = "tests/program/customers"
CHART = {"version": "0.1.0", "path": "sandbox/charts/seldon-deploy"}
TOKEN = "t0ken-of-git"  # noqa: S105  what must be seen nowhere


def managed(values_file="deploy-values.yaml"):
    install = {
        "chart": CHART,
        "valuesFile": f"{CUSTOMERS}/{values_file}",
        "credentials": {"gitops.git.token": "git"},
    }
    return recorded(
        "dev",
        credentials={"git": TOKEN},
        seldon={"mode": "release", "install": install},
    )


def test_a_stack_that_manages_seldon_passes():
    assert verdicts(managed()) == {}


def test_what_it_would_make_is_seldon_s_and_holds_the_credential_in_a_secret_alone():
    release = managed().one("v3:Release", "seldon-deploy-release")

    found = list(
        manifests(Resource(release.type, release.name, handed(release.inputs)))
    )

    assert {str(item) for item in found} >= {
        "Deployment seldon-system/seldon-deploy",
        "Service seldon-system/seldon-deploy",
        "Secret seldon-system/git-seldon-deploy",
    }
    assert all(TOKEN not in str(item.body) for item in found)


def test_an_endpoint_of_the_user_s_file_is_judged_like_one_of_ours():
    found = verdicts(managed("deploy-values-outside.yaml"))

    said = found["endpoints-stay-in-cluster"].complaints
    assert [line.partition(" leaves")[0] for line in said] == [
        "seldonDeploy.values.prometheus.seldon.resourceMetricsUrl"
    ]
