"""The links behind Prometheus and Alertmanager, judged from plain data."""

import base64
import copy

import pytest
import yaml

from domain.names import StackNames
from operations.cluster import Cluster, Reply
from operations.deployed import Deployed
from operations.verify import alertmanager, objects, prometheus, seldon, usage
from operations.verify.compare import differences
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


MODELS = {("seldon", "iris")}


def test_missing_pod_labels_are_told_apart_from_a_missing_scrape():
    seen = usage.judge_labels(MODELS, [], any_series=True)
    unseen = usage.judge_labels(MODELS, [], any_series=False)
    assert "leaves out" in seen.cause
    assert "not scraped" in unseen.cause
    assert usage.judge_labels(MODELS, [{}], any_series=True).holds


def test_each_model_needs_its_rows():
    row = {"metric": {"namespace": "seldon", "name": "iris"}}
    assert usage.judge_records(MODELS, [row]).holds
    link = usage.judge_records({*MODELS, ("seldon", "wine")}, [row])
    assert "seldon/wine" in link.cause


CONFIGURATION = {
    "receivers": [
        {"name": "default-receiver"},
        {"name": "deploy-webhook", "webhook_configs": [{"url": "http://a.b:80/c"}]},
    ],
    "route": {
        "group_by": ["alertname"],
        "group_wait": "10s",
        "repeat_interval": "120h",
        "receiver": "default-receiver",
        "routes": [
            {"receiver": "deploy-webhook", "matchers": ['type =~ "user|infra"']}
        ],
    },
}
SHOWN = """
global: {resolve_timeout: 5m}
route:
  receiver: default-receiver
  group_by: [alertname]
  continue: false
  group_wait: 10s
  repeat_interval: 5d
  routes:
    - receiver: monitoring/other/config
      matchers: ['namespace="other"']
    - receiver: deploy-webhook
      matchers: ['type=~"user|infra"']
      continue: false
receivers:
  - name: default-receiver
  - name: deploy-webhook
    webhook_configs: [{send_resolved: true, url: <secret>}]
"""


def loaded(text=SHOWN):
    reply = Reply(200, {"config": {"original": text}})
    return alertmanager.judge_configuration(CONFIGURATION, reply)


def test_what_alertmanager_writes_in_its_own_way_is_as_declared():
    assert loaded().status is Status.OK


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("5d", "3h", "route.repeat_interval is 3h, not 120h"),
        ("user|infra", "user", "route.routes[0].matchers"),
        ("name: deploy-webhook", "name: other", "receivers[deploy-webhook]"),
        ("group_by: [alertname]", "", "route.group_by is missing"),
    ],
)
def test_another_configuration_is_told_by_what_differs(old, new, cause):
    assert cause in loaded(SHOWN.replace(old, new)).cause


def test_a_secret_changed_by_hand_is_found_by_its_url():
    def secret(url):
        text = yaml.safe_dump(CONFIGURATION).replace("http://a.b:80/c", url)
        data = {"alertmanager.yaml": base64.b64encode(text.encode()).decode()}
        return alertmanager.judge_secret(CONFIGURATION, Reply(200, {"data": data}))

    assert secret("http://a.b:80/c").holds
    assert "http://elsewhere" in secret("http://elsewhere").cause
    assert not alertmanager.judge_secret(CONFIGURATION, Reply(404, None)).holds


STOLEN = yaml.safe_dump(CONFIGURATION).replace(
    "  routes:\n", "  routes:\n  - {receiver: own, matchers: ['severity=critical']}\n"
)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("a: [", "it holds no YAML"),
        (STOLEN, "it holds more than was declared, or in another order"),
    ],
)
def test_a_route_that_somebody_put_before_seldon_s_is_found(text, cause):
    data = {"alertmanager.yaml": base64.b64encode(text.encode()).decode()}

    link = alertmanager.judge_secret(CONFIGURATION, Reply(200, {"data": data}))

    assert link.cause == cause


def test_defaults_that_the_server_fills_in_are_no_difference():
    assert not list(differences({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}))
    assert list(differences({"a": {"b": 1}}, {"a": {"b": 2}})) == ["a.b is 2, not 1"]


def test_an_object_deleted_or_changed_by_hand_is_named():
    item = {"kind": "PodMonitor", "metadata": {"name": "core"}, "spec": {"port": "a"}}
    assert objects.judge([(item, Reply(200, item))]).holds
    assert "was deleted" in objects.judge([(item, Reply(404, None))]).cause
    changed = {**item, "spec": {"port": "b"}}
    assert "port is b, not a" in objects.judge([(item, Reply(200, changed))]).cause


def test_a_field_that_an_adopted_object_kept_is_named():
    declared = {"jobLabel": "", "port": "a"}
    item = {"kind": "PodMonitor", "metadata": {"name": "core"}, "spec": declared}

    def cause(**spec):
        reply = Reply(200, {**item, "spec": {**declared, **spec}})
        return objects.judge([(item, reply)]).cause

    assert cause() == ""
    assert cause(jobLabel="app") == (
        "PodMonitor core was changed by hand: jobLabel is app, not empty"
    )
    assert cause(podTargetLabels=["x"]) == (
        "PodMonitor core was changed by hand: podTargetLabels is ['x'] and was not "
        "declared"
    )


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
        ({"ALERTMANAGER_URL": "http://me:hush@old:9093/api"}, "http://…@old:9093/api"),
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


def test_an_inline_credential_is_as_declared_whatever_it_is_and_is_not_told():
    receiver = {"name": "x", "pagerduty_configs": [{"routing_key": "<secret>"}]}
    wanted = {"receivers": [receiver], "route": {"receiver": "x"}}

    def link(**changed):
        found = copy.deepcopy(wanted | changed)
        found["receivers"][0]["pagerduty_configs"][0]["routing_key"] = "hush"
        data = base64.b64encode(yaml.safe_dump(found).encode()).decode()
        reply = Reply(200, {"data": {"alertmanager.yaml": data}})
        return alertmanager.judge_secret(wanted, reply)

    assert link().holds
    assert link(route={"receiver": "y"}).cause == "route.receiver is y, not x"
    more = [receiver, {"name": "y"}]
    assert "hush" not in link(receivers=more).cause


def test_matchers_of_inhibition_are_read_too():
    wanted = {"inhibit_rules": [{"source_matchers": ['severity = "critical"']}]}
    shown = {"inhibit_rules": [{"source_matchers": ['severity="critical"']}]}

    assert not list(differences(wanted, shown))


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
