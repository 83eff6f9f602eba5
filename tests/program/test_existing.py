"""The whole program on an operator that is there, read from an API by its paths."""

import copy
import json
from typing import Any

import pulumi
import pytest

from components import cluster
from components.cluster_api import UnreachableError
from components.values import overlaid
from operations import recorder, stackfiles
from tests.unit import there

GROUP = "/apis/monitoring.coreos.com/v1"
CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
ANYTHING: dict[str, Any] = {
    key: {"x-kubernetes-preserve-unknown-fields": True}
    for key in (
        "groups",
        "jobLabel",
        "selector",
        "namespaceSelector",
        "podMetricsEndpoints",
        "endpoints",
    )
}
EXISTING = {"distribution": "existing"}


def listed(*items):
    return {"items": [copy.deepcopy(item) for item in items]}


@pytest.fixture
def objects(monkeypatch):
    """What the API serves, by path; all else is not found."""
    services = there.seen().services
    served = {
        f"{GROUP}/prometheuses": listed(there.prometheus()),
        f"{GROUP}/alertmanagers": listed(there.alertmanager()),
        "/apis/apps/v1/deployments": listed(
            there.operator(), there.kube_state_metrics()
        ),
        "/api/v1/namespaces/watch/services": listed(*services),
        **{
            f"{CRDS}/{plural}.monitoring.coreos.com": there.definition(ANYTHING)
            for plural in ("podmonitors", "servicemonitors", "prometheusrules")
        },
    }

    asked = []

    class Api:
        def __init__(self, config):
            """Serve every cluster alike."""

        def get(self, path):
            asked.append(path)
            if isinstance(served.get(path), Exception):
                raise served[path]
            return served.get(path)

    monkeypatch.setattr(cluster, "Api", Api)
    served["asked"] = asked
    return served


@pytest.fixture
def existing():
    def record(*, preview=True, **sections):
        server = {"server": "https://here.example.com:6443", "context": "here"}
        given = overlaid({"cluster": server, "kubePrometheus": EXISTING}, sections)
        config = {f"{stackfiles.PROJECT}:{key}": part for key, part in given.items()}
        return recorder.record("here", config, preview=preview)

    return record


def test_nothing_is_installed_and_everything_follows_what_is_there(existing, objects):
    found = existing()

    assert found.every("Release") == []
    assert found.outputs["endpoints"] == {
        "prometheus": "http://prometheus-k8s.watch:9090",
        "alertmanager": "http://alertmanager-main.watch:9093",
    }
    values = found.outputs["seldonDeployValues"]
    assert values["prometheus"]["seldon"]["url"] == (
        "http://prometheus-k8s.watch:9090/api/v1/"
    )
    assert values["env"]["ALERTMANAGER_URL"] == (
        "http://alertmanager-main.watch:9093/api/v1/alerts"
    )
    secret = found.one("Secret", "alertmanager-configuration").inputs["metadata"]
    assert (secret["namespace"], secret["name"]) == ("watch", "alertmanager-main")
    monitor = found.one("PodMonitor", "monitors-seldon-core").inputs["metadata"]
    assert monitor["namespace"] == "seldon-monitoring"
    assert "svc/prometheus-k8s 9090:9090" in found.outputs["access"]["prometheus"]


def test_versions_that_were_found_are_what_promotion_compares(existing, objects):
    release = existing().outputs["release"]

    assert release["distribution"] == "existing"
    assert "chart" not in release
    assert release["versions"] == {
        "operator": "0.85.0",
        "prometheus": "3.5.0",
        "alertmanager": "0.26.0",
        "kubeStateMetrics": "2.18.0",
    }


def test_proofs_are_told_where_everything_is(existing, objects):
    component = existing().one("index:KubePrometheus")

    assert component.inputs["places"] == {
        "namespace": "seldon-monitoring",
        "prometheus": "watch/k8s",
        "alertmanager": "watch/main",
        "operator": "watch/prometheus-operator",
        "kubeStateMetrics": "kube-system/kube-state-metrics",
        "alertmanagerSecret": "alertmanager-main",
    }


def test_labels_that_selectors_ask_for_are_on_ours(existing, objects):
    theirs = there.prometheus(
        podMonitorSelector={"matchLabels": {"team": "ml"}},
        ruleSelector={"matchLabels": {"role": "alerts"}},
        ruleNamespaceSelector={"matchLabels": {"watched": "yes"}},
    )
    objects[f"{GROUP}/prometheuses"] = listed(theirs)

    found = existing()

    def labels(kind, name):
        return found.one(kind, name).inputs["metadata"]["labels"]

    assert labels("PodMonitor", "monitors-seldon-core")["team"] == "ml"
    assert labels("PrometheusRule", "alert-rules-deploy-user-alerts")["role"] == (
        "alerts"
    )
    assert labels("Namespace", "monitoring-namespace-namespace")["watched"] == "yes"
    assert "team" not in labels("PrometheusRule", "alert-rules-deploy-user-alerts")


def test_external_labels_that_are_there_are_on_every_alert(existing, objects):
    theirs = there.prometheus(externalLabels={"cluster": "east"})
    objects[f"{GROUP}/prometheuses"] = listed(theirs)
    matchers = ['cluster = "east"']
    receivers = [
        {
            "kind": "webhook",
            "name": "east",
            "url": "http://a.b",
            "severities": [],
            "matchers": matchers,
        }
    ]

    found = existing(alertmanager={"receivers": receivers})

    reached = found.outputs["routes"]["SeldonDeployDown"]["receivers"]
    assert "east" in reached


def test_what_would_not_do_is_refused_before_anything_is_declared(
    existing, objects, recordings
):
    theirs = there.prometheus(podMonitorSelector=None, ruleSelector=None)
    objects[f"{GROUP}/prometheuses"] = listed(theirs)

    with pytest.raises(pulumi.RunError) as caught:
        existing()

    lines = str(caught.value).splitlines()
    assert lines[0].startswith("Prometheus watch/k8s: spec.podMonitorSelector is not")
    assert lines[1].startswith("Prometheus watch/k8s: spec.ruleSelector is not set")
    assert lines[2] == "nothing was changed"
    assert [item.type for item in recordings[0].resources] == ["pulumi:pulumi:Stack"]


def test_windows_hold_two_scrapes_of_the_prometheus_that_is_there(existing, objects):
    theirs = there.prometheus(scrapeInterval="4m")
    objects[f"{GROUP}/prometheuses"] = listed(theirs)

    with pytest.raises(pulumi.RunError) as caught:
        existing()

    assert "holds fewer than two scrapes at a scrape interval of 4m" in (
        str(caught.value)
    )


def test_a_configuration_of_somebody_elses_is_not_overwritten(existing, objects):
    path = "/api/v1/namespaces/watch/secrets/alertmanager-main"
    objects[path] = {"metadata": {"labels": {"app": "theirs"}}}

    with pytest.raises(pulumi.RunError) as caught:
        existing()

    assert str(caught.value) == (
        "Secret alertmanager-main is already there and was not made by this program: "
        "set cluster.adopt: true to adopt it; nothing was changed"
    )
    existing(cluster={"adopt": True})


def test_deployments_that_are_named_with_their_namespace_are_read_there(
    existing, objects
):
    apps = "/apis/apps/v1"
    objects.pop(f"{apps}/deployments")
    objects[f"{apps}/namespaces/watch/deployments"] = listed(there.operator())
    metrics = listed(there.kube_state_metrics())
    objects[f"{apps}/namespaces/kube-system/deployments"] = metrics
    given = {
        "operator": "watch/prometheus-operator",
        "kubeStateMetrics": "kube-system/kube-state-metrics",
    }

    existing(kubePrometheus={"existing": given})

    assert f"{apps}/deployments" not in objects["asked"]


def test_a_namespace_that_is_named_is_where_is_looked(existing, objects):
    within = f"{GROUP}/namespaces/watch"
    objects[f"{within}/prometheuses"] = objects.pop(f"{GROUP}/prometheuses")
    objects[f"{within}/alertmanagers"] = objects.pop(f"{GROUP}/alertmanagers")

    existing(kubePrometheus={"existing": {"namespace": "watch"}})


def test_agents_alone_are_told(existing, objects):
    objects[f"{GROUP}/prometheuses"] = listed()
    agents = "/apis/monitoring.coreos.com/v1alpha1/prometheusagents"
    objects[agents] = listed(there.prometheus("agent"))

    with pytest.raises(pulumi.RunError, match="only PrometheusAgent watch/agent"):
        existing()


def test_no_secret_but_those_of_our_names_is_read(existing, objects):
    existing()

    assert {path for path in objects["asked"] if "/secrets" in path} == {
        "/api/v1/namespaces/watch/secrets/alertmanager-main"
    }


def test_a_preview_that_cannot_look_takes_what_is_named(existing, objects):
    within = f"{GROUP}/namespaces/watch/prometheuses"
    objects[within] = UnreachableError("does not let us read it")
    given = {"namespace": "watch", "prometheus": "k8s", "alertmanagerService": "main"}

    found = existing(kubePrometheus={"existing": given})

    assert found.outputs["endpoints"] == {
        "prometheus": "http://k8s.watch:9090",
        "alertmanager": "http://main.watch:9093",
    }
    said = [text for text in found.messages if "not checked" in text]
    assert "does not let us read it: not checked: the operator that is there" in said[0]
    assert found.outputs["release"]["versions"] == {}


def test_an_up_that_cannot_look_is_refused(existing, objects):
    objects[f"{GROUP}/prometheuses"] = UnreachableError("does not let us read it")

    with pytest.raises(pulumi.RunError, match="does not let us read it; nothing was"):
        existing(preview=False)


def test_destroying_leaves_what_was_there(existing, objects):
    stays = existing().outputs["staysAfterDestroy"]

    assert set(stays) == {
        "operator, Prometheus, Alertmanager",
        "namespace seldon-monitoring",
    }
    assert json.dumps(stays).count("were there before") == 1


def test_the_services_that_are_there_are_seen_for_the_policies(existing, objects):
    for service in there.seen().services[::2]:
        name = service["metadata"]["name"]
        objects[f"/api/v1/namespaces/watch/services/{name}"] = service

    seen = existing().one(":SeldonDeploy").inputs["seen"]

    assert seen["Service watch/prometheus-k8s"] == "present"
    assert seen["Service watch/alertmanager-main"] == "present"
