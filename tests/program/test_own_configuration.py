"""The installation's own monitors and rules stand in for ours, by object name."""

from typing import Any

import pulumi
import pytest
import yaml

MONITOR: dict[str, Any] = {
    "apiVersion": "monitoring.coreos.com/v1",
    "kind": "ServiceMonitor",
    "metadata": {"name": "seldon-core", "namespace": "elsewhere"},
    "spec": {
        "selector": {"matchLabels": {"app": "own"}},
        "endpoints": [{"port": "http"}],
    },
}
RULE = {
    "apiVersion": "monitoring.coreos.com/v1",
    "kind": "PrometheusRule",
    "metadata": {"name": "deploy-user-alerts"},
    "spec": {
        "groups": [
            {
                "name": "own",
                "rules": [
                    {
                        "alert": "OwnAlert",
                        "expr": "up == 0",
                        "labels": {"severity": "warning", "type": "user"},
                    },
                    {"alert": "Quiet", "expr": "up == 0"},
                ],
            }
        ]
    },
}


@pytest.fixture
def own(tmp_path, run):
    """Record dev with the installation's files."""

    def record(*documents):
        (tmp_path / "metrics.yaml").write_text(yaml.safe_dump_all(documents))
        return run(seldon={"referenceConfiguration": str(tmp_path)})

    return record


def test_a_monitor_of_theirs_takes_the_place_of_ours(own):
    recording = own(MONITOR)

    found = recording.one("v1:ServiceMonitor")

    assert found.name == "monitors-seldon-core"
    assert found.inputs["spec"] == MONITOR["spec"]
    # In our namespace, with our labels: it is ours to change and to delete.
    assert found.inputs["metadata"]["namespace"] == "seldon-monitoring"
    assert len(recording.every("v1:PodMonitor")) == 3
    (described,) = [
        monitor
        for monitor in recording.outputs["monitors"]
        if monitor["name"] == "seldon-core"
    ]
    assert described["kind"] == "ServiceMonitor"
    assert described["endpoints"] == [{"port": "http"}]
    # Each of its Services gives its name to the job, and a `service` to every target.
    assert described["job"] is None
    values = recording.outputs["seldonDeployValues"]["prometheus"]["seldon"]
    assert values["serviceMetricName"] == "exported_service"


def test_a_monitor_of_theirs_that_no_alert_can_name_is_told(own, committed):
    told = (
        "seldon.referenceConfiguration: targets of seldon-core take their job from "
        "their Service or a label, so alerts on targets and monitors do not see them; "
        "relabel job to seldon-monitoring/NAME in the monitor"
    )
    relabelled = {
        **MONITOR["spec"],
        "endpoints": [
            {
                "port": "http",
                "relabelings": [
                    {
                        "targetLabel": "job",
                        "replacement": "seldon-monitoring/seldon-core",
                    }
                ],
            }
        ],
    }

    assert told in own(MONITOR).messages
    recording = own({**MONITOR, "spec": relabelled})
    assert told not in recording.messages
    (described,) = [
        monitor
        for monitor in recording.outputs["monitors"]
        if monitor["name"] == "seldon-core"
    ]
    assert described["job"] == "seldon-monitoring/seldon-core"
    dark = recording.one("v1:PrometheusRule", "alert-rules-seldon-monitor-alerts")
    (expression, _) = [
        rule["expr"] for rule in dark.inputs["spec"]["groups"][0]["rules"]
    ]
    # Its Services' labels say nothing of pods: it is known by the targets that it had.
    assert "seldon-monitoring/(seldon-core|seldon-drift-detector|" in expression
    assert "label_app_kubernetes_io_managed_by" not in expression


def test_rules_of_theirs_take_the_place_of_ours_and_are_routed(own):
    recording = own(RULE)

    found = recording.one("v1:PrometheusRule", "alert-rules-deploy-user-alerts")

    assert found.inputs["spec"] == RULE["spec"]
    assert len(recording.every("v1:PrometheusRule")) == 10
    routes = recording.outputs["routes"]
    assert routes["OwnAlert"]["receivers"] == ["deploy-webhook"]
    assert routes["Quiet"]["receivers"] == ["default-receiver"]
    assert "SeldonModelPodNotReady" not in routes


def test_what_stands_in_for_ours_belongs_to_the_release(own, committed):
    ours = committed("dev").outputs["release"]
    theirs = own(RULE).outputs["release"]

    assert ours["reference"] == {}
    assert list(theirs["reference"]) == ["deploy-user-alerts"]
    assert theirs["digest"] != ours["digest"]


def test_an_object_that_stands_in_for_none_of_ours_is_told(own):
    recording = own(RULE, {**RULE, "metadata": {"name": "extra"}})

    assert (
        "seldon.referenceConfiguration: no object of this program is called extra; not "
        "deployed, rename it or apply it yourself"
    ) in recording.messages


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (
            {**RULE, "metadata": {"name": "seldon-core"}},
            "seldon.referenceConfiguration: seldon-core is a PrometheusRule, not a "
            "PodMonitor or ServiceMonitor; remove it from the directory",
        ),
        (
            {**MONITOR, "metadata": {"name": "deploy-user-alerts"}},
            "seldon.referenceConfiguration: deploy-user-alerts is a ServiceMonitor, "
            "not a PrometheusRule; remove it from the directory",
        ),
    ],
)
def test_an_object_of_another_kind_is_refused_before_anything(
    own, recordings, document, line
):
    with pytest.raises(pulumi.RunError) as caught:
        own(document)

    assert str(caught.value) == line
    assert [item.type for item in recordings[-1].resources] == ["pulumi:pulumi:Stack"]
