"""The links behind Prometheus and Alertmanager, judged from plain data."""

import base64

import pytest
import yaml

from operations.cluster import Reply
from operations.verify import alertmanager, monitors, objects, prometheus, seldon, usage
from operations.verify.compare import differences
from operations.verify.links import Status

MONITOR = {
    "kind": "PodMonitor",
    "name": "seldon-core",
    "namespace": "monitoring",
    "selector": {"matchLabels": {"app": "model"}},
    "namespaceSelector": {"any": True},
    "endpoints": [{"port": "metrics"}],
}
POOL = "podMonitor/monitoring/seldon-core/0"
KEEP = {
    "action": "keep",
    "regex": "true",
    "sourceLabels": ["__meta_kubernetes_pod_annotation_prometheus_io_scrape"],
}


def pod(name="iris-0", port="metrics", phase="Running", **meta):
    ports = [{"name": port, "containerPort": 8000}]
    return {
        "metadata": {"name": name, "namespace": "seldon", **meta},
        "spec": {"containers": [{"ports": ports}]},
        "status": {"phase": phase},
    }


def target(name="iris-0", health="up", error="", pool=POOL):
    return {
        "scrapePool": pool,
        "scrapeUrl": "http://10.0.0.1:8000/prometheus",
        "labels": {"namespace": "seldon", "pod": name},
        "health": health,
        "lastError": error,
    }


def judged(pods, targets, pools=(POOL,), monitor=MONITOR):
    return monitors.judge(monitor, pods, targets, pools)


def test_every_matching_pod_scraped_is_ok():
    link = judged([pod()], [target()])
    assert link.status is Status.OK
    assert link.found == "1 pods, 1 of 1 targets up"


def test_no_matching_pod_is_nothing_yet_and_holds():
    link = judged([], [target(pool="podMonitor/monitoring/seldon-core-2/0")])
    assert link.status is Status.NOTHING
    assert link.holds


@pytest.mark.parametrize("gone", [{"phase": "Succeeded"}, {"deletionTimestamp": "now"}])
def test_a_pod_that_ended_is_not_waited_for(gone):
    assert judged([pod(**gone)], []).status is Status.NOTHING


def test_a_port_of_another_name_is_named():
    link = judged([pod(port="http")], [])
    assert link.status is Status.BROKEN
    assert "none has a port named metrics; they have http" in link.cause


def test_a_monitor_that_prometheus_has_not_loaded_is_told_as_such():
    assert "does not have this monitor yet" in judged([pod()], [], pools=()).cause


def test_the_last_scrape_error_is_the_cause():
    link = judged([pod()], [target(health="down", error="connection refused")])
    assert "connection refused" in link.cause


def test_a_pod_without_its_target_is_not_passed_over():
    link = judged([pod(), pod(name="iris-1")], [target()])
    assert link.status is Status.BROKEN
    assert "iris-1" in link.cause


def test_pods_that_a_relabelling_drops_do_not_count():
    monitor = {**MONITOR, "endpoints": [{"port": "metrics", "relabelings": [KEEP]}]}
    kept = pod(annotations={"prometheus.io/scrape": "true"})
    assert judged([pod()], [], monitor=monitor).status is Status.NOTHING
    assert judged([kept], [], monitor=monitor).status is Status.BROKEN


def test_selectors_are_written_as_the_api_takes_them():
    selector = {
        "matchLabels": {"a": "b"},
        "matchExpressions": [
            {"key": "c", "operator": "In", "values": ["d", "e"]},
            {"key": "f", "operator": "Exists"},
            {"key": "g", "operator": "DoesNotExist"},
        ],
    }
    assert monitors.label_selector(selector) == "a=b,c in (d,e),f,!g"


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


def test_an_api_that_is_gone_says_which_settings_go_together():
    url = "http://watch-alertmanager.monitoring:9093/api/v1/alerts"
    link = seldon.judge_url(seldon.ALERTS, url, Reply(410, None, "removed"))
    assert "alertmanager.api to v2" in link.remedy
    assert seldon.judge_url(seldon.ALERTS, url, Reply(200, {})).holds


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
