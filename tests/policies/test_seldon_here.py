import pytest

from policies.guardrails.seldon_here import GUARDRAIL
from tests.policies.judging import SELDON_DEPLOY, UNKNOWN, judge

NAMESPACE = "Namespace seldon-system"
DEPLOYMENT = "Deployment seldon-system/seldon-deploy"
NOBODY = (
    "nobody looked whether Seldon's namespace and Deployment are in this cluster; run "
    "the program that looks"
)


def judged(**states):
    named = {"namespace": NAMESPACE, "deployment": DEPLOYMENT}
    seen = {named[key]: state for key, state in states.items()}
    return judge(GUARDRAIL, SELDON_DEPLOY, {"seen": seen})


@pytest.mark.parametrize("state", ["present", "not looked"])
def test_a_seldon_that_is_there_or_that_nobody_could_see_passes(state):
    assert judged(namespace=state, deployment=state) == ([], None)


@pytest.mark.parametrize("missing", ["namespace", "deployment"])
def test_a_cluster_without_seldon_is_refused(missing):
    states = {"namespace": "present", "deployment": "present", missing: "missing"}

    (said,) = judged(**states).complaints

    what = {"namespace": NAMESPACE, "deployment": DEPLOYMENT}[missing]
    assert said == (
        f"{what} is not in this cluster, where Seldon should be; check "
        "seldon.namespace, seldon.release and cluster.context (seldon.installed: false "
        "says that Seldon comes later)"
    )


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"seen": None},
        {"seen": {}},
        {"seen": "present"},
        {"seen": {NAMESPACE: "present"}},
        {"seen": {DEPLOYMENT: "present"}},
        {"seen": {"Service seldon-system/seldon-deploy": "present"}},
    ],
)
def test_what_nobody_looked_at_is_refused(properties):
    assert judge(GUARDRAIL, SELDON_DEPLOY, properties).complaints == [NOBODY]


@pytest.mark.parametrize("state", ["", None, True, 1, "Present"])
def test_a_sight_that_means_nothing_is_refused(state):
    (said,) = judged(namespace="present", deployment=state).complaints

    assert said.startswith(DEPLOYMENT)


def test_an_unknown_sight_is_left_to_the_update():
    verdict = judged(namespace="missing", deployment=UNKNOWN)

    assert len(verdict.complaints) == 1
    assert verdict.unknown == f"seen.{DEPLOYMENT}"
