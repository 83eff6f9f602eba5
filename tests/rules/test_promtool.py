"""The rules, rendered with the default settings, under promtool."""

import promql_parser
import pytest
import yaml

from domain import promql, rules
from tests import tools
from tests.rules import rendering
from tests.rules.rendering import FILES, ROOT


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """The folder of the rule files as Prometheus reads them, and their tests."""
    folder = tmp_path_factory.mktemp("rules")
    rendering.write(folder)
    return folder


def test_promtool_accepts_every_rule_file(rendered):
    files = [rendered / f"{name}.yaml" for name in rules.PRODUCES]

    tools.output("promtool", "check", "rules", "--lint=all", "--lint-fatal", *files)


def test_rules_fire_and_hold_off_and_figure_as_worked_out_by_hand(rendered):
    tools.output("promtool", "test", "rules", *sorted(rendered.glob("*_test.yaml")))


def named(case):
    """Yield the alert that a case asks for, or the records in its expression."""
    if "alertname" in case:
        yield case["alertname"]
    else:
        for node in promql.nodes(promql_parser.parse(case["expr"])):
            if isinstance(node, promql_parser.VectorSelector):
                yield node.name


def test_every_rule_is_named_in_a_promtool_test():
    tested = {
        name
        for path in FILES
        for test in yaml.safe_load(path.read_text())["tests"]
        for case in test.get("alert_rule_test", []) + test.get("promql_expr_test", [])
        if case.get("exp_alerts") or case.get("exp_samples")
        for name in named(case)
    }
    written = {
        rule.get("alert") or rule["record"]
        for file in rules.load_all(ROOT / "rules")
        for group in file.groups
        for rule in group["rules"]
    }

    # An expression may also name a metric that comes from outside.
    assert written <= tested
