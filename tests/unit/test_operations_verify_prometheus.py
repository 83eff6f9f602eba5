"""The link of rules to Prometheus: loaded as declared, and evaluated."""

import pytest

from operations.cluster import Reply
from operations.verify import prometheus
from operations.verify.links import Status

EXPR = 'up{job="a",\n  b!="x"} == 0'
RULE = {
    "metadata": {"name": "alerts", "namespace": "monitoring", "uid": "1234"},
    "spec": {
        "groups": [
            {"name": "g", "rules": [{"alert": "Down", "expr": EXPR, "for": "1m30s"}]}
        ]
    },
}
FILE = "/etc/prometheus/rules/x-rulefiles-0/monitoring-alerts-1234.yaml"
LOADED = {"name": "Down", "query": 'up{b!="x",job="a"} == 0', "duration": 90}


def rules_link(rule=LOADED, file=FILE, **state):
    rule = {"health": "ok", **rule, **state}
    loaded = [{"name": "g", "file": file, "rules": [rule]}]
    (link,) = prometheus.judge_rules([RULE], loaded)
    return link


def test_rules_written_in_another_way_are_the_same():
    assert rules_link().status is Status.OK


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"query": 'up{b!="x",job="a"} == 1'}, "as it was before"),
        ({"duration": 60}, "as it was before"),
        ({"lastError": "many-to-many"}, "Down fails: many-to-many"),
        ({"health": "unknown"}, "not evaluated yet"),
        ({"file": FILE.replace("1234", "5678")}, "group g is not loaded"),
    ],
)
def test_rules_that_are_not_evaluated_as_declared_are_broken(change, cause):
    link = rules_link(**change)
    assert link.status is Status.BROKEN
    assert cause in link.cause


def test_no_rule_of_ours_is_broken():
    (link,) = prometheus.judge_rules([], [])
    assert link.status is Status.BROKEN


def test_braces_inside_a_label_do_not_end_the_matchers():
    one, other = 'x{a=~"[0-9]{3}",b="c"}', 'x{b="c", a=~"[0-9]{3}"}'
    assert prometheus.normal(one) == prometheus.normal(other)


def test_prometheus_out_of_reach_or_unreloaded_is_broken():
    link = prometheus.judge_configuration(Reply(503, None, "no endpoints"))
    assert "no endpoints" in link.found
    link = prometheus.judge_configuration(Reply(200, {"reloadConfigSuccess": False}))
    assert link.status is Status.BROKEN
