"""The pod labels that rules rest on, and the Kubernetes keys behind them."""

import pytest

from domain import pod_labels
from domain.rules import RuleError


def record(expr, name="made"):
    return {"record": name, "expr": expr}


@pytest.mark.parametrize(
    ("expr", "labels"),
    [
        ("kube_pod_labels", set()),
        ('kube_pod_labels{label_a="x", namespace="y"}', {"label_a"}),
        ('kube_pod_labels{label_a!~"x|y"}', {"label_a"}),
        ('{__name__="kube_pod_labels", label_a="x"}', {"label_a"}),
        ('{__name__=~"kube_pod_l.*", label_a="x"}', {"label_a"}),
        ('count_over_time(kube_pod_labels{label_a="x"}[2m])', {"label_a"}),
        ('max_over_time((kube_pod_labels{label_a="x"})[2m:1m])', {"label_a"}),
        ("sum by (pod, label_a) (kube_pod_labels)", {"label_a"}),
        ("up * on (pod, label_a) group_left () kube_pod_labels", {"label_a"}),
        ("up * on (pod) group_left (label_a) kube_pod_labels", {"label_a"}),
        ('label_replace(kube_pod_labels, "name", "$1", "label_a", ".+")', {"label_a"}),
        (
            'label_join(kube_pod_labels, "name", "-", "label_a", "label_b")',
            {"label_a", "label_b"},
        ),
        # What is taken away need not be there.
        ("sum without (label_a) (kube_pod_labels)", set()),
        ("up * ignoring (label_a) kube_pod_labels", set()),
        # Made by the rule itself.
        (
            "sum by (label_b) "
            '(label_replace(kube_pod_labels, "label_b", "$1", "label_a", ".+"))',
            {"label_a"},
        ),
        # Another metric's labels.
        ('kube_node_labels{label_a="x"}', set()),
        ("sum by (label_a) (kube_node_labels)", set()),
        (
            'kube_pod_labels{label_a="x"} * on (node) kube_node_labels{label_b="y"}',
            {"label_a"},
        ),
    ],
)
def test_a_label_is_joined_on_wherever_an_expression_needs_it(expr, labels):
    assert pod_labels.joined([record(expr)]) == labels


def test_a_record_carries_the_labels_on():
    rules = [
        {"alert": "Late", "expr": 'second{label_b="x"} > 1'},
        record("max by (label_a) (first)", "second"),
        record("kube_pod_labels", "first"),
        record('sum by (label_c) (other{label_d="x"})', "third"),
    ]

    assert pod_labels.joined(rules) == {"label_a", "label_b"}


def test_a_template_needs_its_label():
    alert = {
        "alert": "Lost",
        "expr": "kube_pod_labels == 0",
        "labels": {"team": "{{ $labels.label_a }}"},
        "annotations": {"summary": "{{ .Labels.label_b }} of label_c is lost"},
    }

    assert pod_labels.joined([alert]) == {"label_a", "label_b"}


def test_labels_are_given_by_their_kubernetes_keys():
    found = pod_labels.computed(
        [
            record('kube_pod_labels{label_app_kubernetes_io_managed_by="x"}'),
            record("sum by (label_seldon_deployment_id) (kube_pod_labels)"),
            record("sum by (label_serving_kserve_io_inferenceservice) (made)"),
        ]
    )

    assert found == (
        "app.kubernetes.io/managed-by",
        "seldon-deployment-id",
        "serving.kserve.io/inferenceservice",
    )


def test_a_label_of_no_known_key_is_refused():
    with pytest.raises(RuleError) as caught:
        pod_labels.computed([record('kube_pod_labels{label_team="x", label_b!=""}')])

    assert str(caught.value) == (
        "kubePrometheus.podLabels: computed does not know the Kubernetes key behind "
        "label_b, label_team; list the keys of all labels that your rules use instead, "
        'or ["*"]'
    )


def test_a_key_that_is_given_is_known():
    rules = [record('kube_pod_labels{label_team="x"}')]

    assert pod_labels.computed(rules, ["team", "other"]) == ("team",)


def test_an_expression_that_cannot_be_parsed_is_refused_by_its_rule():
    with pytest.raises(RuleError, match=r"^made: its expression cannot be parsed \("):
        pod_labels.computed([record("sum by (")])


def test_no_two_keys_are_exposed_under_one_name():
    names = [pod_labels.exposed(key) for key in pod_labels.KEYS]

    assert len(set(names)) == len(names)
    assert pod_labels.exposed("app.kubernetes.io/part-of") == (
        "label_app_kubernetes_io_part_of"
    )
    # kube-state-metrics writes camel case in snake case.
    assert pod_labels.exposed("myApp") == "label_my_app"
