"""Control groups of an instance, on made-up hierarchies of both versions."""

import pytest

from sandbox import cgroups
from sandbox.paths import Instance


@pytest.fixture
def mounted(tmp_path, monkeypatch):
    def mount(kind, *names):
        rows = [f"none {tmp_path / name} {kind} rw 0 0" for name in names]
        (tmp_path / "mounts").write_text("\n".join([*rows, "proc /proc proc rw 0 0"]))
        monkeypatch.setattr(cgroups, "MOUNTS", tmp_path / "mounts")
        for name in names:
            (tmp_path / name).mkdir()
        return [tmp_path / name for name in names]

    return mount


def test_version_1_gives_a_group_in_each_hierarchy(mounted):
    hierarchies = mounted("cgroup", "cpuset", "memory")
    joined = cgroups.create(Instance(7))
    assert joined == [str(one / "seldon-sandbox-7" / "node") for one in hierarchies]


def test_version_1_hands_down_processors_and_memory(mounted):
    (cpuset,) = mounted("cgroup", "cpuset")
    group = cpuset / "seldon-sandbox-7"
    (group / "node").mkdir(parents=True)
    for folder, text in ((cpuset, "0-3"), (group, "\n"), (group / "node", "\n")):
        (folder / "cpuset.cpus").write_text(text)
    cgroups.create(Instance(7))
    assert (group / "node" / "cpuset.cpus").read_text() == "0-3"


def test_version_2_hands_down_its_controllers(mounted):
    (unified,) = mounted("cgroup2", "unified")
    group = unified / "seldon-sandbox-7"
    group.mkdir()
    for folder in (unified, group):
        (folder / "cgroup.controllers").write_text("memory\n")
        (folder / "cgroup.subtree_control").touch()
    assert cgroups.create(Instance(7)) == [str(group / "node")]
    for folder in (unified, group):
        assert (folder / "cgroup.subtree_control").read_text() == "+memory"


def test_groups_are_removed_from_the_inside(mounted):
    hierarchies = mounted("cgroup", "cpu", "memory")
    for hierarchy in hierarchies:
        (hierarchy / "seldon-sandbox-7" / "kubepods" / "pod1" / "c").mkdir(parents=True)
        (hierarchy / "seldon-sandbox-70").mkdir()
    assert cgroups.exist(Instance(7))
    cgroups.remove(Instance(7))
    assert not cgroups.exist(Instance(7))
    assert cgroups.exist(Instance(70))


def test_processes_are_those_of_all_groups_inside(mounted):
    (memory,) = mounted("cgroup", "memory")
    pod = memory / "seldon-sandbox-7" / "kubepods" / "pod1"
    pod.mkdir(parents=True)
    (pod / "cgroup.procs").write_text("41\n42\n0\n")
    (pod.parent / "cgroup.procs").write_text("43\n")
    (memory / "cgroup.procs").write_text("1\n")
    assert cgroups.processes(Instance(7)) == [41, 42, 43]


def test_a_system_without_control_groups_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr(cgroups, "MOUNTS", tmp_path / "none")
    assert cgroups.hierarchies() == []
