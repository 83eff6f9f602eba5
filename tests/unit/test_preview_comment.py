import json
from typing import Any

from operations.preview.comment import LIMIT, comment, marker
from operations.preview.events import gather
from operations.preview.summary import Subject, headline, lines

STACK = "urn:pulumi:staging::seldon-monitoring::pulumi:pulumi:Stack::s"
RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule"
ALERTS = "deploy-user-alerts"


def step(op: str, kind: str, name: str, old: Any = None, new: Any = None) -> Any:
    urn = f"urn:pulumi:staging::seldon-monitoring::{kind}::{name}"
    metadata: dict[str, Any] = {"op": op, "type": kind, "urn": urn}
    metadata["old"] = None if old is None else {"inputs": old}
    metadata["new"] = None if new is None else {"inputs": new}
    return {"resourcePreEvent": {"metadata": metadata}}


def outputs(old: Any, new: Any) -> Any:
    metadata: dict[str, Any] = {"op": "same", "type": "pulumi:pulumi:Stack"}
    metadata |= {"urn": STACK, "old": {"outputs": old}, "new": {"outputs": new}}
    return {"resOutputsEvent": {"metadata": metadata}}


def said(severity, message):
    return {"diagnosticEvent": {"severity": severity, "message": f"{message}\n"}}


def violation(message, level="mandatory"):
    return {
        "policyEvent": {
            "policyName": "endpoints-stay-in-cluster",
            "resourceUrn": "urn:pulumi:staging::p::t::seldon-deploy",
            "message": f"What it asks\n{message}\n",
            "enforcementLevel": level,
        }
    }


def ended(result="succeeded"):
    return {"summaryEvent": {"result": result}}


PASSED = {"policyAnalyzeSummaryEvent": {"passed": ["endpoints-stay-in-cluster"]}}


def gathered(*events):
    return gather(json.dumps(event) for event in events)


def commented(*events, **subject):
    return comment(Subject("staging", **subject), gathered(*events))


def test_the_first_line_finds_the_earlier_comment():
    assert commented(ended()).splitlines()[0] == marker("staging")


def test_the_headline_counts():
    found = gathered(
        step("create", RULE, "a", new={}),
        step("create", RULE, "b", new={}),
        step("delete", RULE, "c", old={}),
        step("create-replacement", RULE, "d", old={}, new={}),
        step("replace", RULE, "d", old={}, new={}),
        step("same", RULE, "e", old={}, new={}),
        ended(),
    )

    assert headline(found) == "2 to create, 1 to replace, 1 to delete"


def test_a_changed_property_shows_old_and_new():
    old = {"spec": {"groups": [{"name": "g", "rules": [{"alert": "A", "for": "10s"}]}]}}
    new = {"spec": {"groups": [{"name": "g", "rules": [{"alert": "A", "for": "20s"}]}]}}

    text = commented(step("update", RULE, ALERTS, old, new), ended())

    assert (
        "| <code>spec.groups[g].rules[A].for</code> | <code>10s</code> "
        "| <code>20s</code> |"
    ) in text


def test_a_changed_output_shows_old_and_new():
    old = {"alertmanagerConfig": {"route": {"repeat_interval": "3h"}}}
    new = {"alertmanagerConfig": {"route": {"repeat_interval": "4h"}}}

    text = commented(outputs(old, new), ended())

    assert (
        "| <code>alertmanagerConfig.route.repeat_interval</code> | <code>3h</code> "
        "| <code>4h</code> |"
    ) in text
    assert "-  repeat_interval: 3h\n+  repeat_interval: 4h" in text


def test_an_alert_that_goes_elsewhere_says_where_it_went():
    def routes(receiver):
        route = {"receivers": [receiver], "severity": "warning", "type": "user"}
        return {"routes": {"A": route | {"mayReach": ["chat"]}}}

    text = commented(outputs(routes("on-call"), routes("deploy-webhook")), ended())

    assert "| `A` | warning | user | deploy-webhook (was on-call) | chat |" in text


def test_a_violation_is_shown_and_refuses():
    found = gathered(PASSED, violation("it leaves the cluster"), ended("failed"))
    text = comment(Subject("staging"), found)

    assert found.refused
    assert "## `staging`: refused by policy" in text
    assert "⛔ refuses seldon-deploy: it leaves the cluster" in text
    assert "What it asks" not in text


def test_an_advice_does_not_refuse():
    found = gathered(PASSED, violation("not known yet", "advisory"), ended())

    assert not found.refused
    assert "⚠️ advises" in comment(Subject("staging"), found)


def test_a_policy_without_complaint_passes():
    assert "| `endpoints-stay-in-cluster` | ✅ passes |" in commented(PASSED, ended())


def test_a_policy_on_the_whole_stack_passes_too():
    whole = {"policyAnalyzeStackSummaryEvent": {"passed": ["usage-is-measured"]}}

    assert "| `usage-is-measured` | ✅ passes |" in commented(PASSED, whole, ended())
    assert "Not asked" in commented(whole, ended())


def test_a_program_that_ends_early_was_not_judged():
    urn = "urn:pulumi:staging::p::pulumi:pulumi:Stack::p-staging"
    passed = {"resourceUrn": urn, "passed": ["endpoints-stay-in-cluster"]}

    routes = {"routes": {"A": {"receivers": [], "severity": "", "type": ""}}}

    text = commented(
        {"policyAnalyzeSummaryEvent": passed},
        outputs(routes, routes),
        said("error", "cluster.server is wrong"),
        ended("failed"),
    )

    assert "## `staging`: failed\n" in text
    assert "- ⛔ cluster.server is wrong" in text
    assert "Not asked" in text
    assert "No change" not in text
    assert "alerts goes" not in text


def test_warnings_are_said_once_and_plugin_paths_never():
    text = commented(
        said("warning", "waits for dev: it was never deployed"),
        said("warning", "waits for dev: it was never deployed"),
        said("warning", "using pulumi-language-python from $PATH at /somewhere"),
        said("debug", "beginning rpc invoke"),
        ended(),
    )

    assert text.count("waits for dev") == 1
    assert "/somewhere" not in text
    assert "rpc" not in text


def test_it_says_what_is_not_as_committed():
    text = commented(ended(), overridden=("cluster.server",), deployed=False)

    assert "> not as committed, for this preview only: cluster.server" in text
    assert "> staging is not in this backend" in text
    assert "> exactly as committed" in commented(ended())


def test_nothing_leaves_its_cell():
    old, new = {"a": "|\n</details>"}, {"a": "`x` @everyone <b>"}

    text = commented(step("update", RULE, ALERTS, old, new), ended())

    assert "<code>&#124;<br>&lt;/details&gt;</code>" in text
    assert "<b>" not in text


def test_no_credential_of_a_url_is_shown():
    url = "https://alice:swordfish@prometheus.example.com/"
    values = {"values": {"prometheus": {"seldon": {"url": url}}}}

    text = commented(
        step("update", RULE, ALERTS, {}, values),
        step("update", RULE, ALERTS, {"values": {}}, values),
        outputs({"seldonDeployValues": {}}, {"seldonDeployValues": values}),
        outputs({}, {"alertmanagerConfig": {"receivers": [{"url": url}]}}),
        violation(f"{url} is outside"),
        said("error", f"cannot ask {url}"),
        ended(),
    )

    assert "swordfish" not in text


def test_a_huge_preview_is_cut_and_says_so():
    old = {f"key{number}": "x" * 1000 for number in range(500)}
    new = {f"key{number}": "y" * 1000 for number in range(500)}
    changes = [step("update", RULE, f"rule-{n}", old, new) for n in range(20)]

    text = commented(violation("it leaves the cluster"), *changes, ended())

    assert len(text) <= LIMIT
    assert "Left out" in text
    assert "it leaves the cluster" in text
    assert text.count("<details>") == text.count("</details>")


def test_the_terminal_gets_plain_lines():
    found = gathered(
        PASSED,
        step("update", RULE, ALERTS, {"for": "1m"}, {"for": "2m"}),
        said("warning", "waits for dev"),
        ended(),
    )

    assert list(lines(Subject("staging", ("cluster.server",)), found)) == [
        "not as committed, for this preview only: cluster.server",
        f"update   {RULE} {ALERTS}",
        "         for: 1m -> 2m",
        "warning: waits for dev",
        "policy endpoints-stay-in-cluster passes",
        "staging: 1 to update",
    ]


def test_what_is_no_event_is_passed_over():
    assert gather(["", "not JSON", "[1]"]).failed
