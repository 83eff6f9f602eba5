"""Which of promtool's tests are asked about a changed rule."""

import pytest

from tests.mutation.promtool import MutationError, asked, dependents, mentions


def test_a_name_is_mentioned_as_a_whole_only():
    assert mentions("sum(a:b)", "a:b")
    assert mentions('ALERTS{alertname="A"}', "A")
    assert not mentions("sum(a:b:c)", "a:b")
    assert not mentions("my_a", "a")


def test_what_rests_on_a_record_is_asked_too():
    rules = [
        {"record": "r", "expr": "a"},
        {"record": "s", "expr": "sum(r)"},
        {"alert": "S", "expr": "s > 1"},
        {"alert": "Other", "expr": "a > 1"},
    ]

    assert dependents("r", rules) == {"r", "s", "S"}
    assert dependents("S", rules) == {"S"}


def test_a_test_is_asked_for_what_it_looks_at(tmp_path):
    path = tmp_path / "f_test.yaml"
    path.write_text(
        "rule_files: [f.yaml]\n"
        "tests:\n"
        "- {name: One, alert_rule_test: [{alertname: A}]}\n"
        "- {name: Two, promql_expr_test: [{expr: 'r > 0x60'}]}\n"
    )

    one, two = asked(path)

    assert (one.file, one.name) == ("f_test.yaml", "One")
    assert one.rule_files == {"f.yaml"}
    assert (one.asks_for({"A"}), two.asks_for({"A"})) == (True, False)
    assert (one.asks_for({"r"}), two.asks_for({"r"})) == (False, True)


def test_a_test_without_a_name_is_refused(tmp_path):
    path = tmp_path / "f_test.yaml"
    path.write_text("rule_files: [f.yaml]\ntests: [{interval: 30s}]\n")

    with pytest.raises(MutationError, match=r"f_test\.yaml: test 1 has no name"):
        list(asked(path))
