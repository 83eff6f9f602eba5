"""The link of objects in the cluster: as declared, or deleted or changed by hand."""

from operations.cluster import Reply
from operations.verify import objects
from operations.verify.compare import differences
from tests.unit.config_maps import FILE


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


def test_files_that_were_changed_by_hand_are_named_and_not_shown():
    item = {"apiVersion": "v1", "kind": "ConfigMap", **FILE}
    changed = {"data": {"deploy-alerts.rules.yml": "secret", "b.yml": ""}}

    link = objects.judge([(item, Reply(200, changed))], objects.CONFIG_MAPS)

    assert link.cause == (
        "ConfigMap deploy-alerts-rules: b.yml was added by hand (and 1 more)"
    )
    assert objects.judge([(item, Reply(200, FILE))]).holds
