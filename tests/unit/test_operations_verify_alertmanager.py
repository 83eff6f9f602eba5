"""The links of Alertmanager's configuration: its Secret, and what it shows."""

import base64
import copy

import pytest
import yaml

from operations.cluster import Reply
from operations.verify import alertmanager
from operations.verify.compare import differences
from operations.verify.links import Status
from tests.unit.alertmanager import CONFIGURATION

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


def secret(text, wanted=CONFIGURATION):
    """Return what is said of a Secret that holds a text."""
    data = {"alertmanager.yaml": base64.b64encode(text.encode()).decode()}
    return alertmanager.judge_secret(wanted, Reply(200, {"data": data}))


def test_a_secret_changed_by_hand_is_found_by_its_url():
    def link(url):
        return secret(yaml.safe_dump(CONFIGURATION).replace("http://a.b:80/c", url))

    assert link("http://a.b:80/c").holds
    assert "http://elsewhere" in link("http://elsewhere").cause
    assert not alertmanager.judge_secret(CONFIGURATION, Reply(404, None)).holds


STOLEN = yaml.safe_dump(CONFIGURATION).replace(
    "  routes:\n", "  routes:\n  - {receiver: own, matchers: ['severity=critical']}\n"
)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("a: [", "it holds no configuration"),
        ("the route and the receivers", "it holds no configuration"),
        ("[route, receivers]", "it holds no configuration"),
        (STOLEN, "it holds more than was declared, or in another order"),
    ],
)
def test_a_route_that_somebody_put_before_seldon_s_is_found(text, cause):
    assert secret(text).cause == cause


def test_an_inline_credential_is_as_declared_whatever_it_is_and_is_not_told():
    receiver = {"name": "x", "pagerduty_configs": [{"routing_key": "<secret>"}]}
    wanted = {"receivers": [receiver], "route": {"receiver": "x"}}

    def link(**changed):
        found = copy.deepcopy(wanted | changed)
        found["receivers"][0]["pagerduty_configs"][0]["routing_key"] = "hush"
        return secret(yaml.safe_dump(found), wanted)

    assert link().holds
    assert link(route={"receiver": "y"}).cause == "route.receiver is y, not x"
    more = [receiver, {"name": "y"}]
    assert "hush" not in link(receivers=more).cause


def test_matchers_of_inhibition_are_read_too():
    wanted = {"inhibit_rules": [{"source_matchers": ['severity = "critical"']}]}
    shown = {"inhibit_rules": [{"source_matchers": ['severity="critical"']}]}

    assert not list(differences(wanted, shown))
