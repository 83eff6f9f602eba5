"""Which way a cluster is had, and what `up` and `down` do with what they find."""

import pytest

from sandbox import (
    cgroups,
    cleanup,
    cluster,
    images,
    kind,
    lifecycle,
    network,
    node,
)
from sandbox.errors import SandboxError
from sandbox.paths import Instance


class Machine:
    """A machine with nothing on it but programs that write down their arguments."""

    def __init__(self, folder):
        self.log = folder / "calls"
        self.programs = folder / "bin"
        self.programs.mkdir()

    def put(self, name, script):
        text = f'#!/bin/sh\necho "{name} $*" >> {self.log}\n{script}\n'
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def calls(self):
        return self.log.read_text().splitlines()


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("SELDON_MONITORING_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    # Never the real ones: an instance of that number may run here.
    monkeypatch.setattr(cgroups, "MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr(network, "DEVICES", tmp_path / "devices")
    made = Machine(tmp_path)
    made.put("docker", "exit 1")
    return made


def test_a_docker_client_without_an_engine_is_no_docker(machine):
    machine.put("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1")
    assert not kind.usable()
    assert machine.calls() == ["docker info"]


def test_an_engine_that_cannot_have_the_image_is_not_used(machine):
    machine.put("docker", '[ "$1" = info ]')
    assert not kind.usable()
    assert machine.calls()[-1] == f"docker pull {kind.IMAGE}"


def test_an_engine_with_the_image_is_used(machine):
    machine.put("docker", "exit 0")
    assert kind.usable()


def test_a_kind_cluster_is_called_sandbox_and_removed_by_name(machine, monkeypatch):
    monkeypatch.setattr(images, "workloads", list)
    machine.put("kind", "echo kind v0.30.0 go1.26 linux/amd64")
    machine.put("kubectl", "echo Client Version: v1.34.2")
    instance = Instance(5)
    kind.start(instance)
    kind.remove(instance)
    create, rename, delete = [call for call in machine.calls() if "version" not in call]
    assert create.startswith("kind create cluster --name=seldon-sandbox-5 ")
    assert f"--kubeconfig={instance.kubeconfig}" in create
    assert rename.endswith("config rename-context kind-seldon-sandbox-5 sandbox")
    assert delete.startswith("kind delete cluster --name=seldon-sandbox-5 ")


def test_namespaces_need_root(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SandboxError, match="namespaces need root"):
        lifecycle.up(Instance(5))


@pytest.mark.parametrize(
    ("wanted", "docker", "way"),
    [
        ("", "exit 0", lifecycle.KIND),
        ("namespaces", "exit 0", lifecycle.NAMESPACES),
        ("kind", "exit 0", lifecycle.KIND),
        ("", "exit 1", lifecycle.NAMESPACES),
    ],
)
def test_the_caller_may_ask_for_a_way(machine, monkeypatch, wanted, docker, way):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setenv(lifecycle.WAY, wanted)
    machine.put("docker", docker)

    assert lifecycle._choose() == way  # noqa: SLF001  the choice alone, without a cluster


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        ("docker", "SELDON_SANDBOX_WAY is docker; write kind or namespaces"),
        ("kind", "SELDON_SANDBOX_WAY is kind, but no Docker engine has kindest/node"),
    ],
)
def test_a_way_that_cannot_be_taken_is_refused(monkeypatch, wanted, complaint):
    monkeypatch.setenv(lifecycle.WAY, wanted)

    with pytest.raises(SandboxError, match=complaint):
        lifecycle.up(Instance(5))


def test_down_says_when_there_is_nothing(capsys):
    lifecycle.down(Instance(5))
    assert "seldon-sandbox-5 is not up" in capsys.readouterr().err


def test_down_takes_what_a_crash_left():
    instance = Instance(5)
    instance.state.mkdir(parents=True)
    (instance.state / "way").write_text(lifecycle.NAMESPACES)
    node.holder(instance).write_text('{"pid": 1, "start": 0, "boot": "another"}')
    lifecycle.down(instance)
    assert not cleanup.anything(instance)
    assert not instance.state.parent.exists()


def test_a_node_that_ended_tells_why_and_where_to_look():
    instance = Instance(5)
    instance.state.mkdir(parents=True)
    (instance.state / "ended").write_text("kubelet: ended with exit code 1\n")
    with pytest.raises(
        SandboxError, match="kubelet: ended with exit code 1"
    ) as failure:
        cluster.wait(instance, lambda: False, 1, "kube-apiserver")
    assert failure.value.log == instance.logs / "kubelet.log"
    assert not lifecycle.healthy(instance)


def test_a_healthy_instance_is_left_as_it_is(monkeypatch):
    instance = Instance(5)
    instance.state.mkdir(parents=True)
    (instance.state / "complete").touch()
    answers = iter([False, True])
    monkeypatch.setattr(node, "running", lambda _: True)
    monkeypatch.setattr(cluster, "ready", lambda _: next(answers))
    monkeypatch.setattr(lifecycle, "_prepare", lambda _: None)
    monkeypatch.setattr(cluster, "load_images", lambda _: [])
    monkeypatch.setattr(cleanup, "remove", lambda _: pytest.fail("it was removed"))
    monkeypatch.setattr("time.sleep", lambda _: None)
    lifecycle.up(instance)
