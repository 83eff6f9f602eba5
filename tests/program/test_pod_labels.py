"""The pod labels that kube-state-metrics is told to expose, computed from the rules."""

import pulumi
import pytest
import yaml


def test_computed_pod_labels_are_those_of_the_rules(run):
    recording = run(kubePrometheus={"podLabels": "computed"})

    values = recording.one(":Release").inputs["values"]
    (allowed,) = values["kube-state-metrics"]["metricLabelsAllowlist"]
    listed = allowed.removeprefix("pods=[").removesuffix("]").split(",")
    # The two that the usage records cannot do without.
    assert {"app.kubernetes.io/managed-by", "seldon-deployment-id"} <= set(listed)
    assert "*" not in listed


def test_what_a_monitor_selects_by_is_exposed_for_the_alert_on_it(run):
    recording = run(
        kubePrometheus={"podLabels": "computed"},
        monitors={"seldonDeploy": {"selector": {"example.com/myApp": "deploy"}}},
    )

    values = recording.one(":Release").inputs["values"]
    (allowed,) = values["kube-state-metrics"]["metricLabelsAllowlist"]
    assert "example.com/myApp" in allowed


def test_a_rule_on_an_unknown_pod_label_stops_computed_pod_labels(run, tmp_path):
    rule = {
        "kind": "PrometheusRule",
        "metadata": {"name": "deploy-user-alerts"},
        "spec": {
            "groups": [
                {
                    "name": "own",
                    "rules": [{"record": "a", "expr": 'kube_pod_labels{label_b="c"}'}],
                }
            ]
        },
    }
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(rule))

    with pytest.raises(pulumi.RunError) as caught:
        run(
            kubePrometheus={"podLabels": "computed"},
            seldon={"referenceConfiguration": str(tmp_path)},
        )

    assert str(caught.value) == (
        "kubePrometheus.podLabels: computed does not know the Kubernetes key behind "
        'label_b; list the keys of all labels that your rules use instead, or ["*"]; '
        "nothing was changed"
    )
