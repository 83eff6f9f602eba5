"""Production's replicas as its chart renders them: apart, protected, asked steadily."""

import pytest

from policies.manifests import manifests
from policies.resources import Resource
from tests.policies.judging import RELEASE, handed
from tests.rendered.recorded import recorded

REPLICAS = {"prometheus": 2, "alertmanager": 3}


@pytest.fixture(scope="module")
def production():
    (release,) = recorded("prod").every(RELEASE)
    found = manifests(Resource(release.type, release.name, handed(release.inputs)))
    return {str(item): item.body for item in found}


def spec(production, kind, name):
    return production[f"{kind} seldon-monitoring/seldon-monitoring-{name}"]["spec"]


@pytest.mark.parametrize("name", REPLICAS)
def test_no_two_are_on_one_node_and_zones_share_them(production, name):
    found = spec(production, name.capitalize(), name)

    assert found["replicas"] == REPLICAS[name]
    apart = found["affinity"]["podAntiAffinity"]
    (term,) = apart["requiredDuringSchedulingIgnoredDuringExecution"]
    assert term["topologyKey"] == "kubernetes.io/hostname"
    (zones,) = found["topologySpreadConstraints"]
    assert zones["topologyKey"] == "topology.kubernetes.io/zone"
    # Of its own pods: what the operator labels them with.
    assert zones["labelSelector"]["matchLabels"] == {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/instance": f"seldon-monitoring-{name}",
    }


@pytest.mark.parametrize("name", REPLICAS)
def test_one_at_most_is_taken_away(production, name):
    budget = spec(production, "PodDisruptionBudget", name)

    assert budget["minAvailable"] == REPLICAS[name] - 1


def test_seldon_stays_with_one_prometheus(production):
    assert spec(production, "Service", "prometheus")["sessionAffinity"] == "ClientIP"
