import pytest

from policies.guardrails.advice import BUDGET, LIMITS, LISTED
from tests.policies.judging import UNKNOWN, judge_stack
from tests.policies.manifests import asked, given, release, text, workload
from tests.policies.test_usage import metrics, usage

MEMORY = {"limits": {"memory": "1Gi"}}


@pytest.mark.parametrize("guardrail", [LIMITS, BUDGET, LISTED])
def test_advice_is_advisory(guardrail):
    assert guardrail.level.value == "advisory"


def test_a_container_without_a_limit_is_advised_of():
    (said,) = asked(LIMITS, workload("quay.io/a:1.0.0")).complaints

    assert "container main has no limit of memory" in said
    assert asked(LIMITS, workload("quay.io/a:1.0.0", resources=MEMORY)) == ([], None)


@pytest.mark.parametrize("kind", ["Prometheus", "Alertmanager"])
def test_an_object_of_the_operator_without_a_limit_is_advised_of(kind):
    assert len(asked(LIMITS, given(kind, spec={})).complaints) == 1
    assert asked(LIMITS, given(kind, spec={"resources": MEMORY})) == ([], None)


def test_unknown_resources_are_left_to_the_update():
    subject = workload("quay.io/a:1.0.0", resources=UNKNOWN)

    assert asked(LIMITS, subject).unknown is not None


# 10,000 pods of 100 series and 5,000 others are 1,005,000.
@pytest.mark.parametrize(("budget", "count"), [(1_005_000, 0), (1_004_999, 1)])
def test_series_are_pods_times_their_series_and_the_rest(budget, count):
    config = {
        "pods": 10_000,
        "seriesPerPod": 100,
        "otherSeries": 5_000,
        "budget": budget,
    }

    complaints = judge_stack(BUDGET, [given("Prometheus", spec={})], config).complaints

    assert len(complaints) == count
    assert not count or "1,005,000 series" in complaints[0]


def test_without_a_prometheus_there_is_no_budget():
    assert judge_stack(BUDGET, [], {"budget": 0}) == ([], None)


def test_all_labels_are_advised_against_with_the_figure_saved():
    (said,) = judge_stack(LISTED, [usage(), metrics("*")], {"pods": 5_000}).complaints

    # 4,972,000 - 1,445,000 bytes of kube_pod_labels (docs/performance.md).
    assert (
        "the rules use 2: kubePrometheus.podLabels: computed saves about 3.5 MB" in said
    )


@pytest.mark.parametrize(
    "resources",
    [
        (usage(), metrics("app")),
        (usage(),),
        # No list is at hand: nobody knows the key behind this label.
        (usage('kube_pod_labels{label_my_own="x"}'), metrics("*")),
        (),
    ],
)
def test_a_list_and_what_no_list_can_be_had_for_pass(resources):
    assert judge_stack(LISTED, resources) == ([], None)


def test_what_a_release_renders_is_advised_of(chart):
    chart.append(text(usage(), metrics("*")))

    assert len(judge_stack(LISTED, [release()]).complaints) == 1
