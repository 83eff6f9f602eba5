"""Files of a customer's rules: what is taken, and what is refused with its line."""

import textwrap

import pytest

from domain import custom_rules
from domain.lint import Known
from domain.rules import RuleError


@pytest.fixture
def given(tmp_path):
    """Write files and read them as customer's rules."""

    def read(*texts, names=("rules.yaml", "more.yaml")):
        for name, text in zip(names, texts, strict=False):
            (tmp_path / name).write_text(textwrap.dedent(text))
        return custom_rules.read(names[: len(texts)], tmp_path)

    return read


@pytest.fixture
def refusal(given):
    def refused(*texts, **options):
        with pytest.raises(RuleError) as caught:
            given(*texts, **options)
        return str(caught.value)

    return refused


def groups(*rules):
    """Return a rule file with a group, its first rule on line 4."""
    lines = "\n".join(
        textwrap.indent(textwrap.dedent(rule).strip("\n"), "      ") for rule in rules
    )
    return f"groups:\n  - name: g\n    rules:\n{lines}\n"


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


def missed(given, labels):
    (rules,) = given(groups(f"- alert: A\n  expr: up\n  labels: {labels}"))
    found = custom_rules.warnings([rules], Known())
    return [line for line in found if "annotation" not in line]


@pytest.mark.parametrize(
    "labels",
    [
        "{severity: warning, type: user}",
        "{severity: critical, type: infra}",
        # Said on purpose: not for Seldon.
        "{severity: info, type: none}",
    ],
)
def test_labels_that_seldons_route_takes_or_is_told_to_leave_are_fine(given, labels):
    assert missed(given, labels) == []


def test_labels_that_seldons_route_misses_are_named_with_file_and_line(given):
    assert missed(given, "{severity: warning}") == [
        "rules.yaml:6: group g: A: Seldon does not get it: type is None at severity "
        "warning; write user or infra"
    ]


def test_labels_of_a_group_are_labels_of_its_alerts(given):
    text = groups("- {alert: A, expr: up}") + (
        "    labels: {severity: warning, type: user}\n"
    )
    (rules,) = given(text)

    assert not [
        it for it in custom_rules.warnings([rules], Known()) if "Seldon does" in it
    ]


OURS = {
    "deploy-infra-alerts": [
        {
            "name": "o",
            "rules": [
                {"alert": "Down", "expr": "sum by (job) (up) == 0"},
                {"record": "team:up:sum", "expr": "sum(up)", "labels": {"a": "1"}},
            ],
        }
    ]
}


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        (
            "{alert: Down, expr: up == 0}",
            "deploy-infra-alerts has an alert of this name; remove it, or rename it: "
            "alertRules and the runbook mean both",
        ),
        # However it is laid out.
        (
            "{alert: Own, expr: 'sum(up) by ( job )==0'}",
            "its expression is that of Down in deploy-infra-alerts; remove it, or "
            "leave ours out with alertRules.disabled: [Down]",
        ),
        (
            "{record: 'team:up:sum', expr: count(up), labels: {a: '1'}}",
            "deploy-infra-alerts has a record of this name with the same labels; "
            "remove it, or give it a label: both write the same series",
        ),
        (
            "{record: 'own:up:sum', expr: sum(up)}",
            "its expression is that of team:up:sum in deploy-infra-alerts; remove it, "
            "and use team:up:sum",
        ),
    ],
)
def test_a_rule_that_does_again_what_one_of_ours_does_is_named(given, rule, complaint):
    (rules,) = given(groups(f"- {rule}"))
    found = custom_rules.warnings([rules], Known(), OURS)

    (line,) = [line for line in found if "deploy-infra-alerts" in line]
    assert line.startswith("rules.yaml:4: group g: ")
    assert line.endswith(f": {complaint}")


@pytest.mark.parametrize(
    "rule",
    [
        "{alert: Own, expr: 'sum by (job) (up) == 1'}",
        "{alert: 'team:up:sum', expr: up}",
        # Records of one name differ by their labels, and an alert is no record.
        "{record: 'team:up:sum', expr: count(up), labels: {a: '2'}}",
        "{alert: Own, expr: sum(up)}",
    ],
)
def test_a_rule_of_its_own_is_not_named_so(given, rule):
    (rules,) = given(groups(f"- {rule}"))
    found = custom_rules.warnings([rules], Known(), OURS)

    assert not [line for line in found if "deploy-infra-alerts" in line]
