"""The node's files: rendered for an instance, apart from every other instance's."""

import json
import subprocess
import tomllib

import pytest
import yaml

from sandbox import certificates, node
from sandbox.errors import SandboxError
from sandbox.paths import Instance


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("SELDON_MONITORING_CACHE", str(tmp_path / "cache"))
    made = Instance(7)
    made.state.mkdir(parents=True)
    return made


def test_instances_share_no_name_and_no_address():
    one, other = Instance(0), Instance(1)
    for name in (
        "name",
        "link",
        "host_address",
        "node_address",
        "pod_network",
        "service_network",
        "dns_address",
        "api_service_address",
        "server",
        "state",
        "kubeconfig",
    ):
        assert getattr(one, name) != getattr(other, name)


@pytest.mark.parametrize("number", [-1, 100])
def test_an_instance_has_a_small_number(number):
    with pytest.raises(SandboxError, match="give a number from 0 to 99"):
        Instance(number)


def test_interface_names_fit_the_kernels_limit():
    assert len(Instance(99).link) <= 15


def test_every_template_is_filled_and_parses(instance):
    values = node.template_values(instance)
    containerd = tomllib.loads(node.render("containerd.toml", values))
    assert containerd["version"] == 2
    kubelet = yaml.safe_load(node.render("kubelet.yaml", values))
    assert kubelet["cgroupRoot"] == "/seldon-sandbox-7"
    assert kubelet["clusterDNS"] == ["10.96.7.10"]
    network = json.loads(node.render("cni.json", values))
    assert network["plugins"][0]["ipam"]["ranges"] == [[{"subnet": "10.244.7.0/24"}]]
    dns = list(yaml.safe_load_all(node.render("coredns.yaml", values)))
    assert dns[-1]["spec"]["clusterIP"] == "10.96.7.10"


def test_processes_start_in_order_and_wait_for_what_they_need(instance):
    rows = node.processes(node.template_values(instance))
    assert [row["name"] for row in rows] == [
        "etcd",
        "containerd",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
        "kubelet",
        "kube-proxy",
    ]
    needs = {row["name"]: row["needs"] for row in rows}
    assert needs["etcd"] == ""
    assert needs["kubelet"] == "https://10.199.7.2:6443/readyz"


def test_the_api_server_is_where_pods_can_reach_it(instance):
    (server,) = [
        row["command"]
        for row in node.processes(node.template_values(instance))
        if row["name"] == "kube-apiserver"
    ]
    assert "--advertise-address=10.199.7.2" in server
    assert "--authorization-mode=Node,RBAC" in server


def test_kubeconfigs_trust_our_authority_and_hold_tokens_of_their_own(instance):
    pki = instance.state / "pki"
    pki.mkdir()
    (pki / "ca.crt").write_text("AUTHORITY")
    node.write_kubeconfigs(instance)
    config = yaml.safe_load(instance.kubeconfig.read_text())
    assert config["current-context"] == "sandbox"
    assert config["clusters"][0]["cluster"] == {
        "server": "https://10.199.7.2:6443",
        "certificate-authority-data": "QVVUSE9SSVRZ",
    }
    assert instance.kubeconfig.stat().st_mode & 0o077 == 0
    rows = (pki / "tokens.csv").read_text().splitlines()
    assert len({row.split(",")[0] for row in rows}) == len(rows) == 5
    assert config["users"][0]["user"]["token"] in rows[0]


def test_the_servers_certificate_names_every_address_it_is_reached_at(instance):
    folder = instance.state / "pki"
    certificates.create(instance, folder, "sandbox")
    shown = subprocess.run(
        ["openssl", "x509", "-in", folder / "apiserver.crt", "-noout", "-text"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in (
        "IP Address:10.199.7.2",
        "IP Address:10.96.7.1",
        "IP Address:127.0.0.1",
    ):
        assert name in shown
    assert "DNS:kubernetes.default.svc.cluster.local" in shown
    subprocess.run(
        ["openssl", "verify", "-CAfile", folder / "ca.crt", folder / "apiserver.crt"],
        check=True,
        capture_output=True,
    )
    assert folder.stat().st_mode & 0o077 == 0
