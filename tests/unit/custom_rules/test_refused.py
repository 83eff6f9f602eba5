"""What is refused of a customer's rules, each with its file and line."""

import pytest

from domain import custom_rules
from domain.rules import RuleError
from tests.unit.custom_rules.texts import groups


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (
            "- alert: A\n  expr: rate(up)\n",
            "5: group g: A: expr cannot be read (expected type matrix in call to "
            "function 'rate', got vector); correct the PromQL",
        ),
        (
            "- alert: A\n  expr: up\n  for: 5 minutes",
            "6: group g: A: for is '5 minutes'; write a duration like \"5m\"",
        ),
        (
            "- alert: A\n  expr: up\n  for: 5",
            '6: group g: A: for is 5; write a duration like "5m"',
        ),
        (
            "- alert: A\n  expr: up\n  labels:\n    severity: 1",
            "7: group g: A: labels severity is 1; put it in quotes",
        ),
        (
            "- alert: A\n  expr: up\n  annotations: {run-book: x}",
            "6: group g: A: annotations run-book: write letters, digits and _ only",
        ),
        (
            "- record: a\n  expr: up\n  labels: {__name__: b}",
            "6: group g: a: labels __name__: the name of the metric; take it out",
        ),
        (
            "- alert: A\n  expr: up\n  annotations: {title: '{{ $value'}",
            "6: group g: A: annotations title: close each {{ with }}",
        ),
        (
            "- record: a-b\n  expr: up",
            "4: group g: a-b: not the name of a metric; write letters, digits, _ and :",
        ),
    ],
)
def test_what_prometheus_or_kubernetes_refuses_is_told_with_its_line(
    refusal, rule, line
):
    assert refusal(groups(rule)) == f"rules.yaml:{line}"


@pytest.mark.parametrize(
    ("metadata", "line"),
    [
        ("metadata: a", "4: metadata is 'a'; write a map with the object's name"),
        (
            "metadata:\n  name: a\n  labels: [x]",
            "6: metadata: labels is ['x']; write a map of names to texts",
        ),
        (
            "metadata:\n  name: a\n  labels:\n    b: c\n    tier: 1",
            "8: metadata: labels tier is 1; put it in quotes",
        ),
        (
            "metadata:\n  name: a\n  annotations: {example.com/on: true}",
            "6: metadata: annotations example.com/on is True; put it in quotes",
        ),
        (
            "metadata:\n  name: a\n  labels: {1: x}",
            "6: metadata: labels 1: put the name in quotes",
        ),
    ],
)
def test_metadata_that_kubernetes_refuses_is_told_with_its_line(
    refusal, metadata, line
):
    spec = "spec: {groups: [{name: g, rules: [{record: a, expr: '1'}]}]}"
    text = f"# A manifest.\n---\nkind: PrometheusRule\n{metadata}\n{spec}\n"

    assert refusal(text) == f"rules.yaml:{line}"


@pytest.mark.parametrize("limit", ["5m", "'5'", "true", "1.5"])
def test_the_limit_of_a_group_is_a_whole_number(refusal, limit):
    text = f"groups:\n- name: g\n  limit: {limit}\n  rules: []\n"

    assert refusal(text).startswith("rules.yaml:3: group g: limit is ")
    assert refusal(text).endswith("; write a whole number")


def test_labels_of_a_group_are_texts_too(refusal):
    text = "groups:\n- name: g\n  labels:\n    tier: 1\n  rules: []\n"

    assert refusal(text) == (
        "rules.yaml:4: group g: labels tier is 1; put it in quotes"
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "rules.yaml: holds nothing; write groups: into it, or remove it"),
        (
            "[1]",
            "rules.yaml: not a map; start it with groups: or kind: PrometheusRule",
        ),
        (
            "kind: ConfigMap",
            "rules.yaml:1: a ConfigMap; only PrometheusRule can be given here",
        ),
        (
            "kind: PrometheusRule\nspec: {groups: []}",
            "rules.yaml:1: '' cannot be the name of an object; write lower-case "
            "letters, digits and - into metadata.name or the file's name",
        ),
        (
            "kind: PrometheusRule\nmetadata: {name: a}\n",
            "rules.yaml: no list of groups found; start the file with groups:",
        ),
        (
            "groups:\n  - {name: a, rules: []}\n  - {name: a, rules: []}\n",
            "rules.yaml: group a: there 2 times; rename all but one",
        ),
        (
            "groups:\n  - name: a\n    rules: [{alert: A, expression: up}]\n",
            "rules.yaml: group a: A: unknown key expression; known: alert, "
            "annotations, expr, for, keep_firing_for, labels\n"
            "rules.yaml: group a: A: expr is missing; give it one",
        ),
        (
            "groups:\n  - {name: [a], rules: []}\n  - {name: 7, rules: []}\n",
            "rules.yaml: group ['a']: name is ['a']; write a text, in quotes\n"
            "rules.yaml: group 7: name is 7; write a text, in quotes",
        ),
        (
            "groups:\n  - name: a\n    rules: [{alert: [A], expr: up}]\n",
            "rules.yaml: group a: ['A']: alert is ['A']; write a text, in quotes",
        ),
        (
            "groups:\n  - {name: a, rules: [], 1: x, y: z}\n",
            "rules.yaml: group a: unknown key 1; known: interval, labels, limit, name, "
            "partial_response_strategy, query_offset, rules\n"
            "rules.yaml: group a: unknown key y; known: interval, labels, limit, name, "
            "partial_response_strategy, query_offset, rules",
        ),
        (
            "kind: [PrometheusRule]",
            "rules.yaml:1: a ['PrometheusRule']; only PrometheusRule can be given here",
        ),
        (
            "kind: List\nitems: 5",
            "rules.yaml:2: items is 5; write a list of objects",
        ),
    ],
)
def test_what_is_no_file_of_rules_is_refused(refusal, text, complaint):
    assert refusal(text) == complaint


def test_a_key_that_is_there_twice_is_refused(refusal):
    text = groups("- alert: A\n  expr: up\n  expr: up == 0")

    assert "the key expr is there twice" in refusal(text)
    assert "line 6" in refusal(text)


def test_text_that_is_no_yaml_is_refused(refusal):
    assert refusal("groups: [").startswith("rules.yaml: not YAML (")


@pytest.mark.parametrize("path", ["/elsewhere/rules.yaml", "../rules.yaml"])
def test_a_path_outside_the_project_is_refused(path):
    with pytest.raises(RuleError) as caught:
        custom_rules.read([path])

    assert str(caught.value) == (
        f"{path}: not a path inside the project; copy the file into it, where a "
        "reviewer sees it"
    )


def test_two_objects_of_one_name_are_refused(refusal):
    manifest = """
        kind: PrometheusRule
        metadata: {name: a}
        spec: {groups: [{name: a, rules: [{record: a, expr: "1"}]}]}
        """

    assert refusal(manifest, manifest) == (
        "more.yaml:2: PrometheusRule a is there already, in rules.yaml:2; give one of "
        "them another name, or put both into one list of groups"
    )


def test_every_file_is_told_of_at_once(refusal):
    assert len(refusal("[1]", "[2]").splitlines()) == 2
