"""Each committed stack through every guardrail, its chart rendered by the real Helm."""

import pytest

from operations import stackfiles
from policies.manifests import manifests
from policies.resources import Resource
from tests.policies.judging import RELEASE, handed
from tests.rendered.recorded import recorded, verdicts

STACKS = stackfiles.names()


@pytest.mark.parametrize("stack", STACKS)
def test_every_committed_stack_passes(stack):
    assert verdicts(recorded(stack), stack) == {}


def test_production_with_a_second_prometheus_passes():
    resources = {"requests": {"memory": "1Gi"}, "limits": {"memory": "2Gi"}}
    mesh = {"enabled": True, "resources": resources}

    assert verdicts(recorded("prod", istioPrometheus=mesh), "prod") == {}


@pytest.mark.parametrize("stack", STACKS)
def test_there_is_something_to_judge(stack):
    (release,) = recorded(stack).every(RELEASE)

    found = manifests(Resource(release.type, release.name, handed(release.inputs)))

    # What Seldon's documents name, in the namespace that they name.
    assert {
        "Prometheus seldon-monitoring/seldon-monitoring-prometheus",
        "Alertmanager seldon-monitoring/seldon-monitoring-alertmanager",
        "Deployment seldon-monitoring/seldon-monitoring-operator",
        "Service seldon-monitoring/seldon-monitoring-prometheus",
        "Service seldon-monitoring/seldon-monitoring-alertmanager",
    } <= {str(item) for item in found}


def test_values_that_the_chart_does_not_take_are_refused():
    values = {"prometheus": {"prometheusSpec": {"remotewrite": "swordfish"}}}

    (name,) = found = verdicts(recorded("dev", kubePrometheus={"values": values}))

    assert name == "releases-can-be-rendered"
    (said,) = found[name].complaints
    assert "additional properties 'remotewrite' not allowed" in said
    assert "swordfish" not in said
