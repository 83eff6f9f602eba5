"""Families of tools: pinned versions, digests, names, what counts as new enough."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox import tools
from sandbox.errors import SandboxError
from sandbox.families import families, family_of


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SELDON_MONITORING_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def program(tmp_path, monkeypatch):
    folder = tmp_path / "users"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def put(name, answer):
        (folder / name).write_text(f"#!/bin/sh\necho '{answer}'\n")
        (folder / name).chmod(0o755)
        return folder / name

    return put


@pytest.mark.parametrize("family", families().values(), ids=lambda family: family.name)
def test_each_family_is_pinned_by_its_go_mod(family):
    wanted = (family.source / "go.mod").read_text()
    assert (family.source / "go.sum").is_file()
    for binary in family.packages:
        assert re.search(
            rf"^(tool|\t) ?{re.escape(family.import_path(binary))}$",
            wanted,
            re.MULTILINE,
        )


def test_prometheus_counts_its_module_as_its_releases_say():
    family = families()["prometheus"]
    _, minor, patch = family.release.split(".")
    assert family.module_version == f"0.3{int(minor):02}.{patch}"


def test_versions_are_stamped_into_the_binaries():
    flags = " ".join(families()["pulumi"].flags)
    assert f"version.Version=v{families()['pulumi'].module_version}" in flags


def test_a_digest_follows_the_flags():
    family = families()["helm"]
    assert replace(family, stamp={}).digest != family.digest
    assert replace(family).digest == family.digest


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("go.etcd.io/etcd/server/v3", "server"),
        ("k8s.io/kube-state-metrics/v2", "kube-state-metrics"),
        ("helm.sh/helm/v3/cmd/helm", "helm"),
    ],
)
def test_output_names_are_those_of_go_build(path, name):
    assert tools.output_name(path) == name


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v3.231.0", True),
        ("v3.260.1+abc", True),
        ("v3.230.9", False),
        ("v4.0.0", False),
        ("", False),
    ],
)
def test_new_enough_means_the_same_major_and_no_older(version, enough):
    assert tools.new_enough(version, "3.231.0") is enough


@pytest.mark.usefixtures("cache")
def test_a_users_tool_is_taken_when_new_enough(program):
    path = program("helm", "v3.18.4+gd80839c")
    assert tools.ensure(["helm"]) == {"helm": path}


def test_an_old_tool_of_the_user_is_passed_over(cache, program):
    program("helm", "v3.9.0")
    family = family_of("helm")
    ours = cache / "tools" / f"helm-{family.digest}" / "bin" / "helm"
    ours.parent.mkdir(parents=True)
    ours.touch()
    assert tools.ensure(["helm"]) == {"helm": ours}
    assert (cache / "bin" / "helm").readlink() == ours


def test_the_caches_own_links_are_not_the_users_tools(cache, program, monkeypatch):
    (cache / "bin").mkdir(parents=True)
    shutil.copy(program("helm", "v3.18.4"), cache / "bin" / "helm")
    monkeypatch.setenv("PATH", f"{cache / 'bin'}:/usr/bin:/bin")
    assert tools.on_path("helm") is None


@pytest.mark.usefixtures("cache")
def test_what_the_node_is_made_of_is_never_taken_from_path(program):
    program("kubelet", "v1.34.2")
    assert tools.on_path("kubelet") is None


def test_an_unknown_tool_is_named_with_those_known():
    with pytest.raises(
        SandboxError, match=r"no tool is named terraform; known are .*helm"
    ):
        tools.ensure(["terraform"])


def test_a_failed_build_leaves_nothing_but_its_log(cache, tmp_path, monkeypatch):
    if shutil.which("go") is None:
        pytest.fail("go is not on PATH", pytrace=False)
    source = tmp_path / "tools" / "broken"
    source.mkdir(parents=True)
    (source / "go.mod").write_text(
        "module broken\n\nrequire (\n\texample.invalid/x v1.0.0\n)\n"
    )
    (source / "go.sum").write_text("")
    monkeypatch.setattr("sandbox.families.PACKAGE", tmp_path)
    monkeypatch.setenv("GOPROXY", "off")
    family = replace(
        families()["helm"],
        name="broken",
        module="example.invalid/x",
        packages={"x": ""},
    )
    with pytest.raises(SandboxError, match="go build") as failure:
        tools.build(family)
    assert failure.value.log
    assert failure.value.log.read_text()
    assert list((cache / "tools").iterdir()) == []


def test_no_binary_is_in_two_families():
    names = [binary for family in families().values() for binary in family.packages]
    assert len(names) == len(set(names))


def test_commands_are_listed_without_building_anything(cache):
    root = Path(__file__).parents[2]
    answer = subprocess.run(
        [root / ".venv" / "bin" / "python", "-m", "sandbox", "--help"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for command in ("up", "down", "status", "env", "kubeconfig", "tools", "seldon"):
        assert command in answer.stdout
    assert not cache.exists()
