"""Whether a change of a rule is noticed, with promtool as the judge."""

import pytest
import yaml

from tests.mutation.mutants import mutants
from tests.mutation.promtool import MutationError, asked, failing
from tests.mutation.runner import Bench

RULES = [
    {
        "name": "g",
        "rules": [
            {"record": "r", "expr": "sum by (x) (up)"},
            {"alert": "Low", "expr": "r < 2", "for": "1m"},
        ],
    }
]
TESTS = """
rule_files: [f.yaml]
evaluation_interval: 30s
tests:
  - name: Low alerts (at once) after a minute
    interval: 30s
    input_series: [{series: 'up{x="1", job="a"}', values: '1x10'}]
    alert_rule_test:
      - {eval_time: 30s, alertname: Low, exp_alerts: []}
      - {eval_time: 1m, alertname: Low, exp_alerts: [{exp_labels: {x: "1"}}]}
  - name: Something else
    interval: 30s
    input_series: [{series: 'up{x="1", job="a"}', values: '1x10'}]
    promql_expr_test:
      - eval_time: 1m
        expr: up
        exp_samples: [{labels: 'up{x="1", job="a"}', value: 7}]
"""


@pytest.fixture
def bench(tmp_path, monkeypatch):
    def write(folder):
        (folder / "f.yaml").write_text(yaml.safe_dump({"groups": RULES}))
        (folder / "f_test.yaml").write_text(TESTS)
        (folder / "later_test.yaml").write_text(TESTS)

    monkeypatch.setattr("tests.rules.rendering.write", write)
    monkeypatch.setattr("tests.rules.rendering.rendered", lambda: {"f": RULES})
    return Bench(tmp_path)


def test_a_change_is_noticed_by_the_tests_that_ask_for_the_rule(bench):
    found = {
        outcome.mutant.change: outcome.noticed_by
        for outcome in bench.outcomes(bench.mutants())
    }

    noticed = ("f_test.yaml: Low alerts (at once) after a minute",)
    # Nothing is 2, so no test sees the difference at 2; nor is anything above 1.
    assert found == {
        "sum by (x) loses x": noticed,
        "< 2 becomes <= 2": (),
        "< 2 becomes > 2": noticed,
        "< 2 becomes < 3": (),
        "< 2 becomes < 1": noticed,
        "for 1m becomes 90s": noticed,
        "for 1m becomes 30s": noticed,
    }


def test_the_quickest_file_of_tests_is_asked_first(bench):
    bench.seconds = {
        bench.folder / "f_test.yaml": 2,
        bench.folder / "later_test.yaml": 1,
    }
    first = bench.mutants()[:1]

    assert [outcome.noticed_by for outcome in bench.outcomes(first)] == [
        ("later_test.yaml: Low alerts (at once) after a minute",)
    ]


def test_a_test_that_fails_on_unchanged_rules_is_named(bench):
    with pytest.raises(
        MutationError, match=r"unchanged rules: \w+_test\.yaml: Something else"
    ):
        bench.check()


def test_a_mutant_that_prometheus_does_not_read_is_our_own_mistake(bench, tmp_path):
    (tmp_path / "f.yaml").write_text(
        yaml.safe_dump(
            {"groups": [{"name": "g", "rules": [{"record": "r", "expr": "("}]}]}
        )
    )

    with pytest.raises(MutationError, match="refuses a mutant"):
        failing(tmp_path, asked(tmp_path / "f_test.yaml"))


def test_an_unknown_rule_file_is_refused(bench):
    with pytest.raises(MutationError, match="no rule file is called e; known: f"):
        bench.mutants(["e"])


def test_the_mutants_of_one_file_can_be_had_alone(bench):
    assert bench.mutants(["f"]) == list(mutants("f", RULES))
