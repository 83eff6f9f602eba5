import json

import pytest
import yaml

from policies.guardrails.usage import GUARDRAIL, LABELS
from tests.policies.judging import UNKNOWN, judge_stack
from tests.policies.manifests import asked, given, release, text, workload

METRICS = "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0"
MANAGED = "app.kubernetes.io/managed-by"
DEPLOYMENT = "seldon-deployment-id"
# The documented rules join on these two (model-usage-rules.yaml).
JOIN = (
    "container_memory_usage_bytes * on (namespace, pod) group_left "
    'kube_pod_labels{label_app_kubernetes_io_managed_by="seldon-core",'
    'label_seldon_deployment_id!=""}'
)


def usage(expr=JOIN):
    spec = {
        "groups": [
            {"name": "model-usage.rules", "rules": [{"record": "a", "expr": expr}]}
        ]
    }
    return given("PrometheusRule", name="seldon-deployment-usage-rules", spec=spec)


def metrics(*keys, flag="--metric-labels-allowlist={}"):
    return workload(METRICS, "--port=8080", flag.format(f"pods=[{','.join(keys)}]"))


def measured(*resources, **config):
    return judge_stack(GUARDRAIL, resources, config)


@pytest.mark.parametrize(
    "keys", [("*",), (MANAGED, DEPLOYMENT), (DEPLOYMENT, MANAGED, "app")]
)
def test_rules_with_the_labels_that_they_join_on_pass(keys):
    assert measured(usage(), metrics(*keys)) == ([], None)


def file(name, text):
    return given("ConfigMap", "v1", name=name, data={f"{name}.yml": text})


@pytest.mark.parametrize("written", [yaml.safe_dump, json.dumps])
def test_rules_in_a_file_count_by_the_name_of_their_group(written):
    """Without an operator, as in seldon-core-analytics: model-usage-rules."""
    held = written(usage().properties["spec"])

    assert measured(file("model-usage-rules", held), metrics("*")) == ([], None)
    found = measured(file("model-usage-rules", held), metrics(MANAGED))
    assert "label_seldon_deployment_id" in found.complaints[0]


@pytest.mark.parametrize(
    "text", ["groups: [", "groups: none", "groups:\n- name: other", "", "groups: [1]"]
)
def test_another_file_holds_no_usage_rules(text):
    assert len(measured(file("model-usage-rules", text)).complaints) == 1


def test_missing_rules_are_refused_in_production():
    (said,) = measured(metrics("*")).complaints

    assert said == (
        "PrometheusRule seldon-deployment-usage-rules is missing, and Seldon's "
        "documents ask for it in production; leave the usage rules in"
    )
    assert measured(metrics("*"), production=False) == ([], None)


def test_a_label_that_is_joined_on_in_vain_is_refused():
    (said,) = measured(usage(), metrics(MANAGED)).complaints

    assert "does not show label_seldon_deployment_id of pods" in said
    assert measured(usage(), metrics(MANAGED), production=False) == ([], None)


def test_rules_and_labels_of_a_release_count(chart):
    chart.append(text(usage(), metrics(MANAGED, DEPLOYMENT)))

    assert measured(release()) == ([], None)


def test_a_cluster_whose_kube_state_metrics_is_elsewhere_passes():
    assert measured(usage()) == ([], None)


def test_an_expression_that_cannot_be_read_says_nothing_of_labels():
    assert measured(usage("sum("), metrics(MANAGED)) == ([], None)


@pytest.mark.parametrize(
    "flags",
    [
        ("--metric-labels-allowlist=nodes=[*],pods=[*]",),
        ("--metric-labels-allowlist", "pods=[*]"),
        ("--metric-labels-allowlist=*=[*]",),
        ("--metric-labels-allowlist=pods=[app]",),
    ],
)
def test_kube_state_metrics_with_labels_of_pods_passes(flags):
    assert asked(LABELS, workload(METRICS, *flags)) == ([], None)


@pytest.mark.parametrize(
    "flags",
    [
        (),
        ("--metric-labels-allowlist=nodes=[*]",),
        ("--metric-labels-allowlist=pods=[]",),
        ("--metric-labels-allowlist",),
    ],
)
def test_kube_state_metrics_without_labels_of_pods_is_refused(flags):
    (said,) = asked(LABELS, workload(METRICS, *flags)).complaints

    assert "names no label of pods" in said
    assert asked(LABELS, workload(METRICS, *flags), {"production": False}) == ([], None)


def test_another_program_is_not_its_business():
    assert asked(LABELS, workload("quay.io/prometheus/node-exporter:v1.0.0")) == (
        [],
        None,
    )


def test_unknown_arguments_are_left_to_the_update():
    verdict = asked(LABELS, workload(METRICS, UNKNOWN))

    assert verdict.complaints == []
    assert verdict.unknown is not None


@pytest.mark.parametrize("args", [None, "none", [5.0, None]])
def test_what_are_no_arguments_count_as_none(args):
    pod = {"containers": [{"name": "a", "image": METRICS, "args": args}]}
    subject = given("Deployment", "apps/v1", spec={"template": {"spec": pod}})

    assert len(asked(LABELS, subject).complaints) == 1
