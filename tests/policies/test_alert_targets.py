"""Where Prometheus sends alerts, and Services that are names for something else."""

import pytest

from policies.guardrails.endpoints import GUARDRAIL
from tests.policies.judging import UNKNOWN, secret
from tests.policies.manifests import asked, both_ways, declared, thing

API = "monitoring.coreos.com/v1"
INSIDE = "name a Service of this cluster"


def prometheus(*targets, **spec):
    return thing("Prometheus", {"alerting": {"alertmanagers": targets}, **spec}, API)


def file(*alertmanagers: str, kind: str = "ConfigMap", section: str = "data"):
    listed = ", ".join(alertmanagers)
    text = f"alerting: {{alertmanagers: [{listed}]}}\nscrape_configs: []\n"
    return thing(kind) | {section: {"prometheus.yml": text}}


def static(*targets: str) -> str:
    return f"{{static_configs: [{{targets: {list(targets)}}}]}}"


@pytest.mark.parametrize(
    "target",
    [
        {"name": "alerts", "namespace": "shop", "port": "http-web"},
        {"name": "alerts", "port": 9093},
    ],
)
def test_a_service_passes(chart, target):
    assert both_ways(GUARDRAIL, chart, prometheus(target)) == []


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ({"name": "alerts.example.com", "namespace": "shop"}, "name"),
        ({"name": "10.0.0.7", "namespace": "shop"}, "name"),
        ({"name": "", "namespace": "shop"}, "name"),
        ({"namespace": "shop"}, "name"),
        ({"name": 5, "namespace": "shop"}, "name"),
        ({"name": "alerts", "namespace": "example.com"}, "namespace"),
    ],
)
def test_what_is_no_services_name_is_refused(chart, target, key):
    good = {"name": "alerts", "namespace": "shop"}

    assert both_ways(GUARDRAIL, chart, prometheus(good, target)) == [
        f"Prometheus shop/x: alerting.alertmanagers[1].{key} is no name of a "
        f"Service's; {INSIDE}"
    ]


def test_targets_in_a_secret_are_refused(chart):
    body = prometheus(additionalAlertManagerConfigs={"name": "s", "key": "k"})

    assert both_ways(GUARDRAIL, chart, body) == [
        "Prometheus shop/x: additionalAlertManagerConfigs may lead anywhere, and "
        "nobody can judge what its Secret holds; name Services in "
        "alerting.alertmanagers"
    ]


@pytest.mark.parametrize(
    "spec", [{}, {"alerting": None}, {"alerting": {"alertmanagers": None}}]
)
def test_no_target_passes(chart, spec):
    assert both_ways(GUARDRAIL, chart, thing("Prometheus", spec, API)) == []


def test_an_unknown_target_hides_no_other_refusal():
    verdict = asked(GUARDRAIL, declared(prometheus({"name": "a.b"}, {"name": UNKNOWN})))

    assert len(verdict.complaints) == 1
    assert verdict.unknown == "spec.alerting.alertmanagers.1.name"


@pytest.mark.parametrize(
    "found",
    [
        static("alerts:9093", "alerts"),
        static(
            "alerts.system:9093", "alerts.shop.svc:80", "alerts.shop.svc.cluster.local"
        ),
        "{kubernetes_sd_configs: [{role: pod}]}",
        "{scheme: http}",
    ],
)
def test_a_files_services_pass(chart, found):
    assert both_ways(GUARDRAIL, chart, file(found)) == []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (static("10.0.0.7:9093"), f"10.0.0.7 is an address, not a Service; {INSIDE}"),
        (static("localhost:9093"), f"localhost is not SERVICE.NAMESPACE; {INSIDE}"),
        (
            static("alerts:9093", "alerts.example.com"),
            f"alerts.example.com is not SERVICE.NAMESPACE; {INSIDE}",
        ),
        (
            "{kubernetes_sd_configs: [{role: pod, api_server: 'https://b.example.com'}]}",
            "api_server may be that of another cluster; take it out",
        ),
        (
            "{kubernetes_sd_configs: [{role: pod, kubeconfig_file: /k}]}",
            "kubeconfig_file may be that of another cluster; take it out",
        ),
        (
            "{dns_sd_configs: [{names: [alerts.example.com]}]}",
            f"dns_sd_configs may find what is outside; {INSIDE}",
        ),
    ],
)
def test_a_files_way_out_is_refused(chart, found, said):
    assert both_ways(GUARDRAIL, chart, file(found)) == [
        f"ConfigMap shop/x: prometheus.yml, alerting.alertmanagers: {said}"
    ]


@pytest.mark.parametrize(
    "target", ["alice:swordfish@alerts.example.com:9093", "alice:swordfish", "a:b@c:1"]
)
def test_no_credential_of_a_target_is_said(target):
    body = file(static(target), kind="Secret", section="stringData")

    hidden = {**body, "stringData": secret(body["stringData"])}
    (said,) = asked(GUARDRAIL, declared(hidden)).complaints

    assert "swordfish" not in said
    assert "alice" not in said


@pytest.mark.parametrize(
    ("spec", "refused"),
    [
        ({"type": "ExternalName", "externalName": "alerts.example.com"}, True),
        (
            {"type": "ExternalName", "externalName": "svc.cluster.local.example.com"},
            True,
        ),
        ({"type": "ExternalName"}, True),
        ({"type": "ExternalName", "externalName": "a.b.svc.cluster.local"}, False),
        ({"type": "ClusterIP", "externalName": "unused.example.com"}, False),
        ({}, False),
    ],
)
def test_a_service_that_is_another_name_for_something_outside(chart, spec, refused):
    said = both_ways(GUARDRAIL, chart, thing("Service", spec))

    assert [line.partition(" makes")[0] for line in said] == (
        ["Service shop/x: type ExternalName"] if refused else []
    )
