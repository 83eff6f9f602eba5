"""What is refused of a Prometheus that is there, each with what to change."""

from typing import Any

import pytest

from domain.existing import unseen
from domain.existing.selection import labels, namespace_labels
from tests.unit import there
from tests.unit.there import installation, of, ours, said

LEADS_NOWHERE = {"alertmanagers": [{"name": "other", "namespace": "watch"}]}
TEAM = {"matchLabels": {"team": "ml"}}
WATCHED_BY_NAME = {"matchLabels": {"kubernetes.io/metadata.name": there.OURS}}


def test_an_installation_that_suits_is_taken():
    assert said(installation()) == []
    assert list(unseen(installation())) == []


PROMETHEUS: dict[str, tuple[dict[str, Any], str]] = {
    "no selector of monitors": (
        {"podMonitorSelector": None},
        "spec.podMonitorSelector is not set, which takes no PodMonitor; set it to {}",
    ),
    "no selector of rules": (
        {"ruleSelector": None},
        "spec.ruleSelector is not set, which takes no PrometheusRule",
    ),
    "labels that say whose it is": (
        {"ruleSelector": {"matchLabels": {"app.kubernetes.io/managed-by": "Helm"}}},
        (
            "spec.ruleSelector asks for app.kubernetes.io/managed-by=Helm, and our "
            "PrometheusRule has app.kubernetes.io/managed-by=pulumi "
            "(deploy-user-alerts and 1 more); take that out of the selector"
        ),
    ),
    "what no label can be": (
        {
            "podMonitorSelector": TEAM
            | {"matchExpressions": [{"key": "team", "operator": "DoesNotExist"}]}
        },
        "asks for team=ml, and our PodMonitor can have no team that meets it",
    ),
    "its own namespace alone": (
        {"podMonitorNamespaceSelector": None},
        (
            "spec.podMonitorNamespaceSelector is not set, so it looks in watch alone, "
            "and ours go to seldon-monitoring; set it to {}, or set namespace.name: "
            "watch and namespace.create: false"
        ),
    ),
    "namespaces of a label": (
        {"ruleNamespaceSelector": TEAM},
        (
            "spec.ruleNamespaceSelector asks for team=ml of a namespace, and "
            "seldon-monitoring lacks it; run `kubectl label namespace "
            "seldon-monitoring team=ml --overwrite`, or change the selector"
        ),
    ),
    "namespaces without a label": (
        {
            "ruleNamespaceSelector": {
                "matchExpressions": [{"key": "there", "operator": "DoesNotExist"}]
            }
        },
        "run `kubectl label namespace seldon-monitoring there-`",
    ),
    "another version's flags": (
        {"version": "3.4.0"},
        "spec.version is 3.4.0 but its image's tag is v3.5.0",
    ),
    "paused": ({"paused": True}, "spec.paused is true"),
    "an agent": ({"enableFeatures": ["agent"]}, "spec.enableFeatures has agent"),
    "on loopback": ({"listenLocal": True}, "spec.listenLocal is true"),
    "below a path": ({"routePrefix": "/p"}, "spec.routePrefix is /p"),
    "shards": (
        {"shards": 2},
        "spec.shards is 2, so each pod knows a part; name the Service of a Thanos",
    ),
    "monitors kept in their namespace": (
        {"ignoreNamespaceSelectors": True},
        "spec.ignoreNamespaceSelectors is true",
    ),
    "rules kept in their namespace": (
        {"enforcedNamespaceLabel": "namespace"},
        (
            "add to spec.excludedFromEnforcement: {resource: podmonitors, namespace: "
            "seldon-monitoring}, {resource: prometheusrules, namespace: "
            "seldon-monitoring}, each with group: monitoring.coreos.com"
        ),
    ),
    "another Alertmanager": (
        {"alerting": LEADS_NOWHERE},
        (
            "spec.alerting does not lead to Alertmanager watch/main; add to "
            "spec.alerting.alertmanagers: {name: alertmanager-main, namespace: watch, "
            "port: web}"
        ),
    ),
    "no Alertmanager": ({"alerting": None}, "spec.alerting does not lead to"),
    "labels that tell alerts apart": (
        {"externalLabels": {"type": "x"}},
        "spec.externalLabels has type",
    ),
}


@pytest.mark.parametrize("case", PROMETHEUS)
def test_a_prometheus_is_refused_with_the_field_to_change(case):
    spec, line = PROMETHEUS[case]
    another = {**there.RULE, "metadata": {"name": "another"}}
    found = installation(
        prometheuses=(there.prometheus(**spec),), namespace=there.namespace(there="x")
    )

    (complaint,) = said(found, objects=(there.POD_MONITOR, there.RULE, another))

    assert complaint.startswith("Prometheus watch/k8s: ")
    assert line in complaint


@pytest.mark.parametrize(
    "spec",
    [
        {"podMonitorSelector": TEAM},
        {"serviceMonitorSelector": None},
        {"podMonitorNamespaceSelector": WATCHED_BY_NAME},
        {"routePrefix": "/", "shards": 1},
        {"alerting": {"alertmanagers": [{"name": "alertmanager-operated"}]}},
        {
            "enforcedNamespaceLabel": "namespace",
            "excludedFromEnforcement": [
                {"resource": kind, "namespace": there.OURS}
                for kind in ("podmonitors", "prometheusrules")
            ],
        },
    ],
)
def test_a_prometheus_that_does_what_it_must_is_taken(spec):
    assert said(of(**spec)) == []


def test_each_problem_has_a_line():
    lines = said(of(podMonitorSelector=None, ruleSelector=None, paused=True))

    assert len(lines) == 3


@pytest.mark.parametrize(
    ("spec", "taken"),
    [
        ({"retention": "3d"}, True),
        ({"retention": "71h"}, False),
        # The operator's default is a day.
        ({"retention": None}, False),
        ({"retention": None, "retentionSize": "40GB"}, True),
    ],
)
def test_a_prometheus_keeps_what_rules_look_back_over(spec, taken):
    lines = said(of(**spec), memory=259200.0, remembering="Budget")

    assert (lines == []) is taken
    assert taken or "rule Budget looks back 3d; set it to that or longer" in lines[0]


def test_shards_are_taken_behind_a_service_that_is_named():
    given = {"prometheusService": "prometheus-k8s"}
    found = installation(given, prometheuses=(there.prometheus(shards=2),))

    assert said(found, given) == []


def test_alertmanagers_of_a_secret_are_not_judged():
    found = of(alerting=None, additionalAlertManagerConfigs={"name": "s", "key": "k"})

    assert said(found) == []
    assert list(unseen(found)) == [
        "whether spec.additionalAlertManagerConfigs leads to this Alertmanager"
    ]


def test_an_alertmanager_is_told_in_a_way_that_it_knows():
    led = [{"name": "alertmanager-main", "apiVersion": "v1"}]
    found = installation(
        prometheuses=(there.prometheus(alerting={"alertmanagers": led}),),
        alertmanagers=(
            there.alertmanager(image="a/alertmanager:v0.28.1", version="0.28.1"),
        ),
    )

    (line,) = said(found, api="v2")

    assert (
        "by API v1, which Alertmanager 0.28.1 does not serve; set apiVersion: v2"
        in (line)
    )


def test_labels_that_a_selector_asks_for_are_ours_too():
    assert labels(there.prometheus(ruleSelector=TEAM), "PrometheusRule") == {
        "team": "ml"
    }
    assert labels(there.prometheus(ruleSelector=None), "PrometheusRule") == {}


def test_a_rule_with_a_label_of_its_own_is_told_where_that_is_not_asked_for():
    rule = {**there.RULE, "metadata": {"name": "own", "labels": {"team": "web"}}}

    (line,) = said(of(ruleSelector=TEAM), objects=(rule,))

    assert "asks for team=ml, and our PrometheusRule has team=web (own)" in line


def test_a_namespace_of_ours_gets_the_labels_that_are_asked_for():
    exists = {"matchExpressions": [{"key": "watched", "operator": "Exists"}]}
    found = of(podMonitorNamespaceSelector=TEAM, ruleNamespaceSelector=exists)

    assert said(found, creates_namespace=True) == []
    assert namespace_labels(found.prometheus, ours()) == {
        "team": "ml",
        "watched": "true",
    }
