"""Reading rule files: what a file is known by, and which layouts are refused."""

import hashlib

import pytest

from domain import rules
from tests.unit.rule_files.good import GOOD, refusal


def test_a_file_is_known_by_its_name_and_the_digest_of_its_bytes(load):
    file = load(GOOD)

    assert file.name == "custom"
    assert file.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [", "custom.yaml: cannot be read as YAML ("),
        (
            "groups:\n  - name: a\n    interval: %(x)s\n",
            "quote a scalar that starts with %",
        ),
        ("", "custom.yaml: no list of groups found; start the file with groups:"),
        ("groups: []", "no list of groups found"),
        ("groups: [{name: a}]", "custom.yaml: group 1: no list of rules found"),
        (
            "groups: [{rules: []}]",
            "custom.yaml: group 1: name is missing; give it one",
        ),
        (
            GOOD.replace("interval:", "intervall:"),
            "custom.yaml: group models: unknown key intervall; known: interval, ",
        ),
        (
            GOOD.replace("annotations:", "annotation:"),
            "custom.yaml: group models: ModelFails: unknown key annotation; known: ",
        ),
        (
            GOOD.replace("- alert: ModelFails", "- alarm: ModelFails"),
            "group models: a rule with neither or both of alert and record;",
        ),
        (
            GOOD.replace(
                "- alert: ModelFails", "- alert: ModelFails\n        record: a"
            ),
            "group models: a rule with neither or both of alert and record;",
        ),
        (
            GOOD.replace("expr: model:", "# expr: model:"),
            "group models: ModelFails: expr is missing; give it one",
        ),
        (
            GOOD.replace("{severity: warning, type: user}", "warning"),
            "ModelFails: labels is 'warning'; write a map of names to texts",
        ),
    ],
)
def test_a_file_of_another_layout_is_refused(load, text, complaint):
    assert complaint in refusal(load, text)


def test_a_file_that_is_not_there_is_named(tmp_path):
    message = refusal(rules.load, tmp_path / "none.yaml")

    assert message.startswith("none.yaml: cannot be read")


def test_a_folder_without_rules_is_refused(tmp_path):
    assert "no *.yaml found" in refusal(rules.load_all, tmp_path)
