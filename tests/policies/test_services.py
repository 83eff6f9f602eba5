import json

import pytest

from policies.guardrails.services import GUARDRAIL
from tests.policies.judging import (
    ALERTMANAGER,
    RELEASE,
    SELDON_DEPLOY,
    UNKNOWN,
    Given,
    judge_stack,
    secret,
)
from tests.policies.manifests import thing

URL = "http://prometheus.watch.svc:9090/api/v1/"
SAID = (
    "seldonDeploy.values.prometheus.seldon.url: Service watch/prometheus is not "
    "declared here and was not seen in the cluster; correct it"
)
OPERATOR = "monitoring.coreos.com/v1"


def service(name="prometheus", namespace="watch", api="v1", **rest):
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": api, "kind": "Service", "metadata": metadata, **rest}


def declared(body, kind="kubernetes:core/v1:Service"):
    return Given(kind, body, "declared")


def seldon(url=URL, seen=None):
    values = {"prometheus": {"seldon": {"url": url}}}
    return Given(SELDON_DEPLOY, {"values": values, "seen": seen or {}}, "seldon-deploy")


def judged(*resources):
    return judge_stack(GUARDRAIL, resources)


def test_a_service_that_nobody_declares_and_nobody_saw_is_refused():
    assert judged(seldon()) == ([SAID], None)


def test_a_declared_service_passes():
    assert judged(seldon(), declared(service())) == ([], None)


def test_a_rendered_service_passes(chart):
    chart.append(json.dumps(service()))

    release = Given(RELEASE, {"chart": "c", "version": "1", "namespace": "watch"})
    assert judged(seldon(), release) == ([], None)


@pytest.mark.parametrize("state", ["present", "not looked"])
def test_a_service_that_was_seen_passes(state):
    assert judged(seldon(seen={"Service watch/prometheus": state})) == ([], None)


@pytest.mark.parametrize(
    "seen",
    [
        {"Service watch/prometheus": "missing"},
        {"Service other/prometheus": "present"},
        {"Deployment watch/prometheus": "present"},
        {"Service": "present"},
    ],
)
def test_what_was_seen_of_something_else_does_not_help(seen):
    assert judged(seldon(seen=seen)).complaints == [SAID]


@pytest.mark.parametrize(
    "body",
    [
        service("other"),
        service(namespace="other"),
        service(api="serving.knative.dev/v1"),
        service() | {"kind": "Deployment"},
    ],
)
def test_another_object_does_not_help(body):
    assert judged(seldon(), declared(body)).complaints == [SAID]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Prometheus", "prometheus-operated"),
        ("Alertmanager", "alertmanager-operated"),
    ],
)
def test_a_service_that_the_operator_makes_passes(kind, name):
    body = thing(kind, {}, api=OPERATOR)
    kinds = f"kubernetes:{OPERATOR}:{kind}"

    assert judged(seldon(f"http://{name}.shop.svc"), declared(body, kinds)) == (
        [],
        None,
    )
    assert len(judged(seldon(f"http://{name}.shop.svc")).complaints) == 1


@pytest.mark.parametrize(
    "by_hand",
    [
        service() | {"kind": "Endpoints", "subsets": [{}]},
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {
                "name": "x",
                "namespace": "watch",
                "labels": {"kubernetes.io/service-name": "prometheus"},
            },
        },
    ],
)
def test_a_service_that_leads_to_addresses_is_refused(by_hand):
    kind = f"kubernetes:core/v1:{by_hand['kind']}"

    (said,) = judged(seldon(), declared(service()), declared(by_hand, kind)).complaints

    assert said == (
        "seldonDeploy.values.prometheus.seldon.url: Service watch/prometheus leads to "
        "addresses written by hand; let it select pods"
    )


def alertmanager(url, name="deploy-webhook"):
    receivers = [{"name": name, "webhook_configs": [{"url": url}]}]
    return Given(ALERTMANAGER, {"configuration": {"receivers": receivers}})


def test_seldons_webhook_is_judged_and_others_are_not():
    url = "http://seldon-deploy.seldon-system:80/hook"

    assert len(judged(alertmanager(url)).complaints) == 1
    assert judged(alertmanager(url, name="on-call")) == ([], None)
    seen = seldon("", {"Service seldon-system/seldon-deploy": "present"})
    assert judged(alertmanager(url), seen) == ([], None)


def test_the_alertmanager_of_a_prometheus_is_judged():
    spec = {"alerting": {"alertmanagers": [{"name": "alerts"}]}}
    body = thing("Prometheus", spec, api=OPERATOR)
    prometheus = declared(body, f"kubernetes:{OPERATOR}:Prometheus")

    assert judged(prometheus).complaints == [
        "Prometheus shop/x: alerting.alertmanagers: Service shop/alerts is not "
        "declared here and was not seen in the cluster; correct it"
    ]
    assert judged(prometheus, declared(service("alerts", "shop"))) == ([], None)


def test_the_alertmanager_of_a_file_is_judged():
    text = "alerting: {alertmanagers: [{static_configs: [{targets: ['alerts:80']}]}]}"
    file = declared(
        thing("ConfigMap", data={"f.yml": text}), "kubernetes:core/v1:ConfigMap"
    )

    assert len(judged(file).complaints) == 1
    assert judged(file, declared(service("alerts", "shop"))) == ([], None)


def test_what_leads_outside_is_anothers_business():
    assert judged(seldon("https://prometheus.example.com")) == ([], None)


def test_no_credential_is_said():
    url = secret("http://alice:swordfish@prometheus.watch.svc/")

    assert judged(seldon(url)).complaints == [SAID]


def test_an_unknown_url_is_left_to_the_update():
    verdict = judged(seldon(UNKNOWN))

    assert verdict == ([], "values.prometheus.seldon.url")


def test_nothing_at_all_passes():
    assert judged() == ([], None)
    assert judged(Given(SELDON_DEPLOY, {}), Given(ALERTMANAGER, {})) == ([], None)
