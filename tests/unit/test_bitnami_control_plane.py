"""Which parts of Kubernetes Bitnami's chart scrapes, and the rules that follow."""

import pytest

from tests.unit.bitnami import NEW, OLD, VERSIONS, built
from tests.unit.chart_values import at, has


@VERSIONS
@pytest.mark.parametrize(
    ("part", "port"), [("kubeControllerManager", 10257), ("kubeScheduler", 10259)]
)
def test_the_control_plane_is_scraped_where_it_listens(version, part, port):
    values = built(version)[part]

    assert values["enabled"] is True
    assert values["service"]["ports"] == values["service"]["targetPorts"]
    assert values["service"]["ports"] == {"http": port}
    assert values["serviceMonitor"] == {"https": True, "insecureSkipVerify": "true"}


@VERSIONS
def test_a_managed_control_plane_is_left_out(version):
    values = built(version, controlPlane={"preset": "gke"})

    parts = {key for key, value in values.items() if value == {"enabled": True}}
    assert parts == {"kubeApiServer", "kubelet"}
    assert values["kubeScheduler"]["enabled"] is False
    assert values["coreDns"] == {"enabled": False}


def test_rules_follow_what_is_scraped():
    managed = built(NEW, controlPlane={"preset": "eks"})
    off = built(NEW, defaultRules=False)

    assert at(managed, "prometheus.defaultRules") == {
        "create": True,
        "rules": {
            "etcd": False,
            "kubeControllerManager": False,
            "kubeProxy": False,
            "kubeSchedulerAlerting": False,
            "kubeSchedulerRecording": False,
            "kubernetesSystem": True,
        },
    }
    assert at(off, "prometheus.defaultRules.create") is False
    alone = built(NEW, controlPlane={"preset": "eks", "kubelet": False})
    assert at(alone, "prometheus.defaultRules.rules.kubernetesSystem") is False
    assert not has(built(OLD, defaultRules=False), "prometheus.defaultRules")
