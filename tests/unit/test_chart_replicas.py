"""Replicas: where they go, what protects them, and how they are asked."""

import pytest

from tests.unit.chart_values import at, built
from tests.unit.sections import refusal

INSTANCES = {
    "prometheus": ("prometheus.prometheusSpec", 2),
    "alertmanager": ("alertmanager.alertmanagerSpec", 3),
}


def spec(instance, **values):
    path, replicas = INSTANCES[instance]
    return at(built(**{instance: {"replicas": replicas, **values}}), path)


@pytest.mark.parametrize("instance", INSTANCES)
@pytest.mark.parametrize(
    ("nodes", "value"), [("required", "hard"), ("preferred", "soft"), ("none", "")]
)
def test_replicas_keep_to_nodes_of_their_own(instance, nodes, value):
    found = spec(instance, spread={"nodes": nodes})

    assert found["podAntiAffinity"] == value
    assert found["podAntiAffinityTopologyKey"] == "kubernetes.io/hostname"


@pytest.mark.parametrize("instance", INSTANCES)
@pytest.mark.parametrize(
    ("zones", "otherwise"),
    [("required", "DoNotSchedule"), ("preferred", "ScheduleAnyway")],
)
def test_replicas_are_spread_over_zones(instance, zones, otherwise):
    # The labels are those that the operator gives the pods, by the object's name.
    assert spec(instance, spread={"zones": zones})["topologySpreadConstraints"] == [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": otherwise,
            "labelSelector": {
                "matchLabels": {
                    "app.kubernetes.io/name": instance,
                    "app.kubernetes.io/instance": f"seldon-monitoring-{instance}",
                }
            },
        }
    ]


@pytest.mark.parametrize("instance", INSTANCES)
def test_zones_need_not_be_looked_at(instance):
    assert "topologySpreadConstraints" not in spec(instance, spread={"zones": "none"})


@pytest.mark.parametrize(
    ("instance", "least"), [("prometheus", 1), ("alertmanager", 2)]
)
def test_one_replica_at_most_is_taken_away_at_a_time(instance, least):
    replicas = INSTANCES[instance][1]

    assert built(**{instance: {"replicas": replicas}})[instance][
        "podDisruptionBudget"
    ] == {"enabled": True, "minAvailable": least}


def test_a_budget_is_not_wanted():
    values = built(prometheus={"replicas": 2, "disruptionBudget": False})

    assert "podDisruptionBudget" not in values["prometheus"]


@pytest.mark.parametrize("instance", INSTANCES)
def test_a_single_replica_is_neither_spread_nor_protected(instance):
    # A budget for one would keep a node from ever being drained.
    values = built()[instance]

    assert "podDisruptionBudget" not in values
    assert (
        at(built(), INSTANCES[instance][0]).keys()
        & {
            "podAntiAffinity",
            "topologySpreadConstraints",
        }
        == set()
    )


@pytest.mark.parametrize(("replicas", "value"), [(1, None), (2, "ClientIP")])
def test_seldon_stays_with_one_of_several_prometheus(replicas, value):
    values = built(prometheus={"replicas": replicas})["prometheus"]

    assert values.get("service", {}).get("sessionAffinity") == value


def test_blocks_go_beyond_a_size():
    found = at(built(prometheus={"retentionSize": "45GB"}), "prometheus.prometheusSpec")

    assert (found["retention"], found["retentionSize"]) == ("10d", "45GB")


def test_the_sidecar_takes_its_store_from_a_secret_that_is_there():
    store = {"secret": "objects", "key": "store.yml"}
    values = built(prometheus={"thanos": {"objectStorage": store}})["prometheus"]

    assert values["prometheusSpec"]["thanos"] == {
        "objectStorageConfig": {
            "existingSecret": {"name": "objects", "key": "store.yml"}
        }
    }
    assert values["thanosService"] == {"enabled": True}


def test_shards_are_refused_with_the_reason():
    assert refusal(kubePrometheus={"prometheus": {"shards": 2}}) == (
        "seldon-monitoring:kubePrometheus.prometheus.shards: 2 is refused: each shard "
        "would evaluate every rule on its own part of the targets, so sums and joins "
        "over models would be wrong and alerts on missing targets would fire; use "
        "replicas against failures, and remoteWrite or thanos for more data than one "
        "Prometheus holds"
    )


def test_grafana_needs_credentials_that_are_there():
    assert refusal(kubePrometheus={"grafana": {"enabled": True}}) == (
        "seldon-monitoring:kubePrometheus.grafana: existingSecret is missing: the "
        "chart would make another password each time; name a Secret with admin-user "
        "and admin-password"
    )
    on = {"enabled": True, "existingSecret": "grafana-admin"}
    assert built(grafana=on)["grafana"] == {
        "enabled": True,
        "admin": {"existingSecret": "grafana-admin"},
    }
