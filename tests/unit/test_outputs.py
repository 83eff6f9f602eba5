"""Stack outputs: the route table, the documented ways in, what a destroy leaves."""

import pytest
import yaml

from components.outputs import access, routes, stays
from domain.names import StackNames
from domain.rules import Alert
from settings import load
from settings.seldon import SeldonSettings
from tests.project import DOCUMENTS
from tests.unit.sections import CLUSTER

NAMES = StackNames(
    namespace="seldon-monitoring", fullname="seldon-monitoring", release="prometheus"
)


def alert(name, **labels):
    return Alert(
        name=name, labels=labels, annotations={}, for_="0s", expr="up", file="f"
    )


def test_the_route_table_tells_for_each_alert_whom_it_reaches():
    tree = {
        "receiver": "nobody",
        "routes": [
            {"receiver": "pager", "matchers": ["alertname = Down"]},
            {"receiver": "reader", "matchers": ["namespace = m"], "continue": True},
            {"receiver": "mail", "matchers": ["severity = warning"]},
        ],
    }
    alerts = [
        alert("Down", severity="critical", type="infra"),
        alert("Slow", severity="warning", type="user"),
        alert("Watchdog"),
    ]

    assert routes({"route": tree}, alerts) == {
        "Down": {
            "severity": "critical",
            "type": "infra",
            "receivers": ["pager"],
            "mayReach": [],
            "from": "f",
        },
        "Slow": {
            "severity": "warning",
            "type": "user",
            "receivers": ["mail"],
            "mayReach": ["reader"],
            "from": "f",
        },
        "Watchdog": {
            "severity": "",
            "type": "",
            "receivers": ["nobody"],
            "mayReach": ["reader"],
            "from": "f",
        },
    }


def test_the_documented_commands_lead_to_alertmanager_and_seldon():
    documented = yaml.safe_load((DOCUMENTS / "access.yaml").read_text())

    found = access(NAMES, SeldonSettings(release="seldon-enterprise"))

    assert {key: found[key] for key in documented} == documented


def test_prometheus_is_reached_like_alertmanager():
    assert access(NAMES, SeldonSettings())["prometheus"] == (
        "kubectl port-forward --namespace seldon-monitoring "
        "svc/seldon-monitoring-prometheus 9090:9090"
    )


def test_a_destroy_leaves_the_secret_of_the_chart_s_hook():
    found = stays(load({"cluster": CLUSTER}))

    # --secret-name of the chart's job that makes the certificate.
    assert "secret seldon-monitoring/seldon-monitoring-admission" in found


def test_a_destroy_leaves_definitions_the_kubelet_service_and_the_namespace():
    without = {"cluster": CLUSTER, "kubePrometheus": {"admissionWebhook": False}}
    assert stays(load(without)) == {
        "customresourcedefinitions *.monitoring.coreos.com": (
            "Helm never deletes CRDs, for with them goes every monitor and rule of "
            "everybody"
        ),
        "service kube-system/seldon-monitoring-kubelet": (
            "the operator made it, not Helm"
        ),
        "namespace seldon-monitoring": "others may have put objects into it",
    }


def test_a_namespace_that_was_there_before_stays_for_that_reason():
    found = load({"cluster": CLUSTER, "namespace": {"name": "ops", "create": False}})

    assert stays(found)["namespace ops"] == "it was there before"


def test_volumes_stay_where_there_are_any():
    storage = {"storage": {"size": "1Gi"}}
    for part in ("prometheus", "alertmanager"):
        found = load({"cluster": CLUSTER, "kubePrometheus": {part: storage}})

        assert stays(found)["persistent volume claims"] == (
            "they hold the metrics and silences"
        )


@pytest.mark.parametrize("enabled", [True, False])
def test_a_volume_of_the_second_prometheus_stays_where_there_is_one(enabled):
    second = {"enabled": enabled, "storage": {"size": "1Gi"}}
    found = load({"cluster": CLUSTER, "istioPrometheus": second})

    assert ("persistent volume claims" in stays(found)) is enabled


def test_alerts_of_one_name_stand_each_under_what_tells_them_apart():
    tree = {"receiver": "nobody"}
    several = [
        alert("Burn", severity="critical"),
        alert("Burn", severity="warning"),
        # Two rules that differ in their windows alone are one row.
        alert("Burn", severity="warning"),
    ]

    assert list(routes({"route": tree}, several)) == [
        "Burn (critical, f)",
        "Burn (warning, f)",
    ]
