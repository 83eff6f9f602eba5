import copy
from typing import Any

import pytest
import yaml

from policies.guardrails.alert_labels import GUARDRAIL as LABELS
from policies.guardrails.seldon_route import EVERY, GUARDRAIL
from tests.policies.judging import ALERTMANAGER, UNKNOWN, Given, judge, judge_stack
from tests.policies.manifests import asked, given, release, text

# As Seldon's documents write it (Observability, Configure Alerting).
DOCUMENTED: dict[str, Any] = {
    "receivers": [
        {"name": "default-receiver"},
        {
            "name": "deploy-webhook",
            "webhook_configs": [{"url": "http://seldon-deploy.seldon-system:80/hook"}],
        },
    ],
    "route": {
        "receiver": "default-receiver",
        "group_by": ["alertname"],
        "routes": [
            {
                "receiver": "deploy-webhook",
                "matchers": ['severity =~ "warning|critical"', 'type =~ "user|infra"'],
            }
        ],
    },
}
TEXTS = {"title": "t", "summary": "s", "description": "d"}


def configuration(*before, **over):
    found = copy.deepcopy(DOCUMENTED)
    found["route"]["routes"][:0] = before
    for route in before:
        found["receivers"].append({"name": route["receiver"], "email_configs": [{}]})
    return {**found, **over}


def reaching(found):
    return judge(GUARDRAIL, ALERTMANAGER, {"configuration": found})


def rules(*alerts, name="deploy-user-alerts", **group):
    spec = {"groups": [{"name": "g", "rules": list(alerts), **group}]}
    return given("PrometheusRule", name=name, spec=spec)


def alert(name="ModelDown", annotations=None, **labels):
    whole = TEXTS if annotations is None else annotations
    return {"alert": name, "expr": "up == 0", "labels": labels, "annotations": whole}


def every(found, *subjects):
    alertmanager = Given(ALERTMANAGER, {"configuration": found}, "alertmanager")
    return judge_stack(EVERY, [alertmanager, *subjects])


def test_the_documented_configuration_passes():
    assert reaching(DOCUMENTED) == ([], None)


def test_a_receiver_that_lets_alerts_pass_on_passes():
    assert reaching(configuration({"receiver": "on-call", "continue": True})) == (
        [],
        None,
    )


def test_a_route_that_keeps_criticals_is_refused():
    route = {"receiver": "on-call", "matchers": ['severity = "critical"']}

    complaints = reaching(configuration(route)).complaints

    assert complaints == [
        f"alert of any name (severity critical, type {kind}) does not reach "
        "deploy-webhook: it goes to on-call"
        for kind in ("user", "infra")
    ]


def test_a_narrower_route_for_seldon_is_refused():
    found = copy.deepcopy(DOCUMENTED)
    found["route"]["routes"][0]["matchers"][1] = 'type = "user"'

    complaints = reaching(found).complaints

    assert len(complaints) == 2
    assert all("type infra" in said for said in complaints)


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"route": None}, "has no route"),
        ({"route": []}, "has no route"),
        ({"receivers": []}, "no receiver deploy-webhook"),
        ({"receivers": "none"}, "no receiver deploy-webhook"),
        ({"receivers": [{"webhook_configs": []}]}, "a receiver without a name"),
        ({"receivers": [{"name": "deploy-webhook"}]}, "without webhook"),
        ({"route": {"routes": [{"matchers": ["severity"]}]}}, "is not a matcher"),
        ({"route": {"routes": [{"matchers": ['a =~ "("']}]}}, "cannot be read"),
        ({"route": {"routes": 5}}, "cannot be read"),
    ],
)
def test_what_is_no_configuration_is_refused(over, said):
    (complaint,) = reaching({**DOCUMENTED, **over}).complaints

    assert said in complaint


@pytest.mark.parametrize("properties", [{}, {"configuration": None}])
def test_without_configuration_there_is_nothing_to_say(properties):
    assert judge(GUARDRAIL, ALERTMANAGER, properties) == ([], None)


def test_an_unknown_route_is_left_to_the_update():
    verdict = reaching({**DOCUMENTED, "route": UNKNOWN})

    assert verdict.complaints == []
    assert verdict.unknown == "configuration.route"


def test_each_declared_alert_is_walked_with_its_own_labels():
    route = {"receiver": "team", "matchers": ['alertname = "ModelDown"']}
    found = configuration(route)
    declared = rules(
        alert("ModelDown", severity="warning", type="user"),
        alert("ModelSlow", severity="warning", type="user"),
    )

    assert reaching(found) == ([], None), "no alert of any name goes there"
    assert every(found, declared).complaints == [
        "alert ModelDown (severity warning, type user) does not reach deploy-webhook: "
        "it goes to team"
    ]


def test_alerts_in_a_file_and_in_a_release_are_walked_too(chart):
    found = configuration({"receiver": "team", "matchers": ['alertname = "ModelDown"']})
    declared = rules(alert("ModelDown", severity="warning", type="user"))
    held = yaml.safe_dump(declared.properties["spec"])
    chart.append(text(declared))

    for subject in (given("ConfigMap", "v1", data={"rules.yml": held}), release()):
        (said,) = every(found, subject).complaints
        assert "alert ModelDown" in said


def test_labels_of_a_group_count():
    declared = rules(alert(severity="page"), labels={"type": "user"})

    (said,) = every(DOCUMENTED, declared).complaints

    assert "tells nobody" in said


@pytest.mark.parametrize(
    "subject",
    [
        rules(alert(severity="critical", type="infra")),
        rules(alert(severity="info", type="none")),
        rules({"record": "a:b", "expr": "up"}),
        given("PrometheusRule", spec=None),
        given("PrometheusRule", spec={"groups": [{"rules": "none"}, "none"]}),
    ],
)
def test_declared_alerts_that_arrive_pass(subject):
    assert every(DOCUMENTED, subject) == ([], None)


def test_an_alert_with_its_labels_and_texts_passes():
    assert asked(LABELS, rules(alert(severity="critical", type="user"))) == ([], None)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({}, "severity is None"),
        ({"severity": "page", "type": "user"}, "severity is 'page'"),
        ({"severity": "warning"}, "type is None at severity warning"),
        ({"severity": "info", "type": "user"}, "type is 'user' at severity info"),
    ],
)
def test_labels_that_the_route_would_miss_are_refused(labels, said):
    (complaint,) = asked(LABELS, rules(alert(**labels))).complaints

    assert complaint.startswith("group g: ModelDown: ")
    assert said in complaint


@pytest.mark.parametrize("missing", ["title", "summary", "description"])
def test_a_missing_text_is_refused(missing):
    texts = {key: value for key, value in TEXTS.items() if key != missing}
    declared = rules(alert(annotations=texts, severity="critical", type="user"))

    (said,) = asked(LABELS, declared).complaints

    assert f"annotation {missing} is missing" in said


def test_an_unknown_label_hides_no_other_rule():
    declared = rules(alert("A", severity=UNKNOWN), alert("B"))

    verdict = asked(LABELS, declared)

    assert verdict.unknown is not None


@pytest.mark.parametrize("spec", [None, {}, {"groups": "none"}, {"groups": [None]}])
def test_a_rule_object_without_rules_passes(spec):
    subject = given("PrometheusRule", name="deploy-user-alerts", spec=spec)

    assert asked(LABELS, subject) == ([], None)


def test_a_customers_own_rules_are_warned_of_by_the_program():
    assert asked(LABELS, rules(alert(), name="customers")) == ([], None)


def test_what_a_chart_brings_carries_no_type(chart):
    chart.append(text(rules(alert(severity="critical"))))

    assert asked(LABELS, release()) == ([], None)
