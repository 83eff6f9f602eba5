"""Files of a customer's rules that are taken, and what they become."""

import pytest

from domain import custom_rules
from domain.lint import Known
from tests.unit.custom_rules.texts import groups


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("models.yaml", "custom-models"),
        ("My_Rules.rules.yml", "custom-my-rules.rules"),
    ],
)
def test_a_plain_file_is_named_after_its_stem(given, file, name):
    (rules,) = given(groups("- {record: a, expr: '1'}"), names=(file,))

    assert rules.name == name


def test_a_list_of_kubectl_holds_one_object_each(given):
    first, second = given(
        """
        kind: List
        items:
          - kind: PrometheusRule
            metadata: {name: first}
            spec: {groups: [{name: a, rules: [{record: a, expr: 1}]}]}
          - kind: PrometheusRule
            metadata: {name: second, labels: {x: y}}
            spec:
              groups:
                - name: a
                  partial_response_strategy: warn
                  rules: [{record: b, expr: up}]
        """
    )

    assert (first.name, second.name) == ("first", "second")
    assert second.labels == {"x": "y"}
    # An expression that YAML takes for a number is text to Prometheus.
    assert custom_rules.rendered(first, (), {}) == {
        "groups": [{"name": "a", "rules": [{"record": "a", "expr": "1"}]}]
    }


def test_a_key_without_a_value_counts_as_not_given(given):
    (rules,) = given(groups("- {alert: A, expr: up, for: , labels: }"))

    assert rules.groups[0]["rules"] == [{"alert": "A", "expr": "up"}]


def test_anchors_and_merges_are_taken(given):
    (rules,) = given(
        groups(
            "- {alert: A, expr: up, labels: &labels {severity: warning, type: user}}",
            "- {alert: B, expr: up, labels: {<<: *labels, severity: critical}}",
        )
    )
    _, second = custom_rules.rendered(rules, (), {})["groups"][0]["rules"]

    assert second["labels"] == {"severity": "critical", "type": "user"}


def test_a_function_that_the_parser_does_not_know_is_left_to_prometheus(given):
    (rules,) = given(groups("- {record: a, expr: newest(up)}"))

    assert list(custom_rules.warnings([rules], Known())) == [
        "rules.yaml:4: group g: a: expr cannot be read (unknown function with name "
        "'newest'); correct the PromQL"
    ]
