"""The links to and from Seldon: what it was told, its webhook and its Deployment."""

import copy

import pytest

from domain.names import StackNames
from operations.cluster import Cluster, Reply
from operations.deployed import Deployed
from operations.verify import seldon
from operations.verify.links import Status
from tests.unit.alertmanager import CONFIGURATION


def test_an_api_that_is_gone_says_which_settings_go_together():
    url = "http://watch-alertmanager.monitoring:9093/api/v1/alerts"
    link = seldon.judge_url(seldon.ALERTS, url, Reply(410, None, "removed"))
    assert "alertmanager.api to v2" in link.remedy
    assert seldon.judge_url(seldon.ALERTS, url, Reply(200, {})).holds


TOLD = {"ALERTMANAGER_URL": "http://am.monitoring:9093/api/v1/alerts"}


def seldon_deployment(**environment):
    env = [{"name": name, "value": value} for name, value in environment.items()]
    pod = {"spec": {"containers": [{"name": "server", "env": env}]}}
    metadata = {"name": "seldon-deploy", "namespace": "seldon-system"}
    return {"metadata": metadata, "spec": {"template": pod}}


def test_seldon_that_runs_with_its_values_was_told():
    assert seldon.judge_told(TOLD, ()).status is Status.NOTHING
    assert seldon.judge_told(TOLD, [seldon_deployment(**TOLD, OTHER="x")]).holds


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, "not set"),
        (
            {"ALERTMANAGER_URL": "http://me:hush/hush@old:9093/api"},
            "http://***@old:9093/api",
        ),
    ],
)
def test_seldon_that_was_not_told_its_values_is_broken(environment, found):
    link = seldon.judge_told(TOLD, [seldon_deployment(**environment)])

    assert link.status is Status.BROKEN
    assert link.cause == (
        f"ALERTMANAGER_URL is {found}, not {TOLD['ALERTMANAGER_URL']}"
    )
    assert "seldonDeployValues" in link.remedy


URL = "http://seldon-deploy.seldon-system:80/seldon-deploy/webhook"
SERVICE = {"spec": {"ports": [{"port": 80}]}}


def test_seldon_not_installed_is_nothing_yet():
    assert seldon.judge_webhook(URL, None, (), 0).status is Status.NOTHING


@pytest.mark.parametrize(
    ("service", "others", "ready", "cause"),
    [
        (None, ("other.seldon-system",), 0, "is called other.seldon-system"),
        ({"spec": {"ports": [{"port": 8000}]}}, (), 1, "it has 8000"),
        (SERVICE, (), 0, "no ready pod"),
    ],
)
def test_a_webhook_that_cannot_be_delivered_is_broken(service, others, ready, cause):
    link = seldon.judge_webhook(URL, service, others, ready)
    assert link.status is Status.BROKEN
    assert cause in link.cause


def test_a_webhook_with_ready_pods_holds():
    assert seldon.judge_webhook(URL, SERVICE, (), 1).holds
    assert seldon.webhooks(CONFIGURATION) == ["http://a.b:80/c"]


def test_only_seldon_s_own_webhooks_are_its_links():
    receivers = [
        {"name": "pager", "webhook_configs": [{"url": "http://pager"}]},
        {"name": "deploy-webhook", "webhook_configs": [{"url": "http://seldon"}]},
    ]

    assert seldon.webhooks({"receivers": receivers}) == ["http://seldon"]


class SeldonsCluster(Cluster):
    """Answers for Seldon's Deployment; every Service answers, no pod is there."""

    def __init__(self, deployment):
        self.deployment = deployment

    def get(self, path, **query):
        if path == "/apis/apps/v1/namespaces/seldon-system/deployments/seldon-deploy":
            found = self.deployment
            return Reply(200, found) if found else Reply(404, None, "NotFound")
        return Reply(200, {})

    def items(self, path, **query):
        return []


DEPLOYMENT = {
    "metadata": {"name": "seldon-deploy", "generation": 2},
    "spec": {"replicas": 1, "selector": {}},
    "status": {
        "readyReplicas": 1,
        "observedGeneration": 2,
        "updatedReplicas": 1,
        "replicas": 1,
    },
}
MANAGED = {
    "seldonRelease": {"namespace": "seldon-system", "deployment": "seldon-deploy"}
}
USAGE_URL = "http://usage.monitoring:9090/api/v1/"


def seldons_links(deployment=DEPLOYMENT, usage_url=None, **outputs):
    values = {
        "prometheus": {
            "seldon": {
                "url": "http://p.monitoring:9090/api/v1/",
                **({"resourceMetricsUrl": usage_url} if usage_url else {}),
            }
        },
        "env": {"ALERTMANAGER_URL": "http://a.monitoring:9093/api/v1/alerts"},
    }
    names = StackNames(namespace="monitoring", fullname="x", release="x")
    found = Deployed(
        "dev",
        {"seldonDeployValues": values, "alertmanagerConfig": {}, **outputs},
        names,
    )
    return {link.name: link for link in seldon.look(SeldonsCluster(deployment), found)}


def test_seldon_s_deployment_is_a_link_where_its_release_is_ours():
    assert seldons_links(**MANAGED)[seldon.DEPLOYMENT].status is Status.OK
    assert seldon.DEPLOYMENT not in seldons_links()


@pytest.mark.parametrize(
    "deployment",
    [None, copy.deepcopy(DEPLOYMENT) | {"status": {"readyReplicas": 0}}],
)
def test_a_seldon_that_does_not_run_is_broken(deployment):
    link = seldons_links(deployment, **MANAGED)[seldon.DEPLOYMENT]

    assert link.status is Status.BROKEN


def test_the_prometheus_of_usage_is_asked_where_it_is_another():
    found = seldons_links(usage_url=USAGE_URL)

    assert found[seldon.USAGE].found == USAGE_URL
    assert seldon.USAGE not in seldons_links()
