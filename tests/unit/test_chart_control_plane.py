"""Which parts of Kubernetes the chart scrapes: a preset, and exceptions from it."""

import pytest

from tests.unit.chart_values import built

API, KUBELET, MANAGER = "kubeApiServer", "kubelet", "kubeControllerManager"
SCHEDULER, ETCD, PROXY = "kubeScheduler", "kubeEtcd", "kubeProxy"
CORE_DNS, KUBE_DNS = "coreDns", "kubeDns"
PARTS = {API, KUBELET, MANAGER, SCHEDULER, ETCD, PROXY, CORE_DNS, KUBE_DNS}


@pytest.mark.parametrize(
    ("preset", "scraped"),
    [
        ("self-managed", PARTS - {KUBE_DNS}),
        ("eks", {API, KUBELET, CORE_DNS}),
        ("aks", {API, KUBELET, CORE_DNS}),
        # Google's clusters run kube-dns.
        ("gke", {API, KUBELET, KUBE_DNS}),
        ("none", set()),
    ],
)
def test_a_preset_scrapes_what_can_be_scraped(preset, scraped):
    values = built(controlPlane={"preset": preset})

    assert {part for part in PARTS if values[part] == {"enabled": True}} == scraped
    assert {part for part in PARTS if values[part] == {"enabled": False}} == (
        PARTS - scraped
    )


def test_a_preset_has_exceptions():
    chosen = {"preset": "eks", "scheduler": True, "kubelet": False}
    values = built(controlPlane=chosen)

    assert values[SCHEDULER] == {"enabled": True}
    assert values[KUBELET] == {"enabled": False}
    assert values[API] == {"enabled": True}
