"""What `env` prints, with and without Pulumi's own plugins, proxies and tools."""

import subprocess

import pytest

from sandbox import environment, official
from sandbox.paths import Instance


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("SELDON_MONITORING_CACHE", str(tmp_path / "the cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    for name in (*environment.PROXIES, "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_shell_takes_the_lines_as_they_are_meant(machine):
    lines = "\n".join(environment.lines(Instance(3)))
    script = f'{lines}\necho "$PATH"; echo "$PULUMI_BACKEND_URL"; echo "$KUBECONFIG"'
    told = subprocess.run(
        ["/bin/sh", "-euc", script], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    state = machine / "state" / "seldon-monitoring" / "sandbox-3"
    assert told[0].startswith(f"{machine / 'the cache' / 'bin'}:")
    assert told[0].endswith("/usr/bin:/bin")
    assert told[1] == f"file://{state}/pulumi/state"
    assert told[2] == f"{state}/kubeconfig"
    assert (state / "pulumi" / "state").is_dir()


def test_stand_ins_are_on_path_where_the_official_plugins_are_not():
    values = dict(environment.values(Instance(3)))
    assert str(official.STAND_INS) in values["PATH"].split(":")
    assert values["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true"


def test_official_plugins_need_no_stand_ins(machine, monkeypatch):
    folder = machine / "pulumi"
    folder.mkdir()
    for name in (official.LANGUAGE_HOST, official.PROVIDER):
        (folder / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    values = dict(environment.values(Instance(3)))
    assert str(official.STAND_INS) not in values["PATH"].split(":")
    assert "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION" not in values


def test_a_second_eval_adds_nothing(monkeypatch):
    once = environment.search_path(Instance(3))
    monkeypatch.setenv("PATH", once)
    assert environment.search_path(Instance(3)) == once


def test_the_node_is_reached_past_a_proxy(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "localhost")
    values = dict(environment.values(Instance(3)))
    assert values["NO_PROXY"] == values["no_proxy"] == "localhost,10.199.3.2"


def test_without_a_proxy_nothing_is_said_of_one():
    assert "NO_PROXY" not in dict(environment.values(Instance(3)))
