"""What the alerts on monitors ask: which pods a monitor should have, which jobs."""

import promql_parser
import pytest

from domain.dark_monitors import Watched, jobs, pods, theirs
from settings.monitors import MonitorsSettings


def watched(name, **sections):
    """Return how one monitor is watched; it alone is on."""
    every = MonitorsSettings.model_validate(
        {key: {"enabled": True, **given} for key, given in sections.items()}
    )
    (found,) = [monitor for monitor in every.watched() if monitor.name == name]
    return found


def test_a_monitor_that_selects_by_labels_is_held_against_the_pods_that_have_them():
    assert watched("seldon-core") == Watched(
        name="seldon-core",
        matchers=('label_app_kubernetes_io_managed_by="seldon-core"',),
        remembered=False,
    )
    assert watched("agent", agent={"namespaces": ["a", "b"]}) == Watched(
        name="agent",
        matchers=(
            'label_app_kubernetes_io_name="seldon-server"',
            'namespace=~"a|b"',
        ),
        remembered=False,
    )


def test_a_monitor_by_annotations_is_known_by_the_targets_that_it_had():
    found = watched("metrics-server")

    assert (found.matchers, found.remembered) == ((), True)
    # Also where it narrows down what labels select.
    found = watched("metrics-server", metricsServer={"selector": {"app": "x"}})
    assert (found.matchers, found.remembered) == ((), True)


def test_a_monitor_of_services_is_known_by_both():
    assert watched("envoy", envoy={}) == Watched(
        name="envoy",
        matchers=(
            'label_app_kubernetes_io_name="seldon-envoy"',
            'namespace=~"seldon-mesh"',
        ),
        remembered=True,
    )
    # Knative's selects by the name of a port alone.
    found = watched("knative-serving", knativeServing={})
    assert (found.matchers, found.remembered) == ((), True)


POD_MONITOR = {
    "selector": {
        "matchLabels": {"app": 'a"b'},
        "matchExpressions": [
            {"key": "tier", "operator": "In", "values": ["x.y", "z"]},
            {"key": "env", "operator": "NotIn", "values": ["dev"]},
            {"key": "is", "operator": "Exists"},
            {"key": "not", "operator": "DoesNotExist"},
        ],
    },
    "podMetricsEndpoints": [{"port": "metrics"}],
}


def test_a_monitor_of_theirs_is_read_as_the_operator_reads_it():
    found = theirs("PodMonitor", "watch", "own", POD_MONITOR)

    assert found == Watched(
        name="own",
        matchers=(
            'label_app="a\\"b"',
            'label_tier=~"x\\\\.y|z"',
            'label_env!~"dev"',
            'label_is!=""',
            'label_not=""',
            # Without namespaces it looks into its own.
            'namespace=~"watch"',
        ),
        remembered=False,
    )
    promql_parser.parse(pods([found]))


def test_a_monitor_of_theirs_that_narrows_or_finds_services_is_remembered():
    keep = {"action": "keep", "sourceLabels": ["a"], "regex": "b"}
    narrowed = [{"port": "metrics", "relabelings": [keep]}]
    renamed = {"targetLabel": "job", "replacement": "watch/own"}
    services = {"selector": {}, "endpoints": [{"relabelings": [renamed]}]}

    expected = Watched(name="own", matchers=(), remembered=True)
    own = {**POD_MONITOR, "podMetricsEndpoints": narrowed}
    assert theirs("PodMonitor", "watch", "own", own) == expected
    assert theirs("ServiceMonitor", "watch", "own", services) == expected


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("ServiceMonitor", {"endpoints": [{"port": "http"}]}),
        ("PodMonitor", {**POD_MONITOR, "jobLabel": "app"}),
    ],
)
def test_a_monitor_whose_job_is_not_its_name_cannot_be_watched(kind, own):
    assert theirs(kind, "watch", "own", own) is None


def test_pods_of_several_monitors_keep_their_monitor():
    found = [watched("seldon-core"), watched("agent", agent={})]

    assert pods(found) == (
        'label_replace(kube_pod_labels{label_app_kubernetes_io_managed_by="seldon-core"'
        '}, "monitor", "seldon-core", "", "")\n'
        "or\n"
        'label_replace(kube_pod_labels{label_app_kubernetes_io_name="seldon-server", '
        'namespace=~"seldon-mesh"}, "monitor", "agent", "", "")'
    )


def test_without_a_monitor_the_expressions_still_parse():
    assert pods([]) == 'kube_pod_labels{pod=""}'
    assert jobs("watch/", []) == "watch/()"
    promql_parser.parse(f'{pods([])} or up{{job=~"{jobs("watch/", [])}"}}')
