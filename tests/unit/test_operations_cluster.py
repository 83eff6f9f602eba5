"""Which cluster an operation talks to, what stays after destroy, what a user sees."""

import subprocess
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from domain.names import OURS
from operations import cli, destroy, engine, stackfiles, summary
from operations.cluster import connect, proxied
from operations.errors import OperationError
from operations.leftovers import is_left

SERVER = "https://cluster.example.com:6443"


def kubeconfig(folder, server=SERVER):
    file = folder / "kubeconfig"
    config = {
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
        "contexts": [{"name": "dev", "context": {"cluster": "c", "user": "u"}}],
    }
    file.write_text(yaml.safe_dump(config))
    return str(file)


@pytest.fixture
def stack_file(tmp_path, monkeypatch):
    section = {"server": SERVER, "context": "dev"}
    config = {"config": {"seldon-monitoring:cluster": section}}
    file = tmp_path / "Pulumi.whatever.yaml"
    file.write_text(yaml.safe_dump(config))
    monkeypatch.setenv(stackfiles.CONFIG_FILE, str(file))
    monkeypatch.setenv("KUBECONFIG", kubeconfig(tmp_path))
    return file


def test_the_stack_file_of_the_environment_is_read(stack_file):
    assert stackfiles.current("whatever") == stack_file
    assert connect("whatever").server == SERVER


def test_another_cluster_is_refused(stack_file, monkeypatch, tmp_path):
    other = kubeconfig(tmp_path, "https://other.example.com")
    monkeypatch.setenv("KUBECONFIG", other)
    with pytest.raises(OperationError, match="points at https://other"):
        connect("whatever")


def test_a_file_that_is_called_after_another_stack_is_passed_over(
    tmp_path, monkeypatch
):
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(stackfiles.CONFIG_FILE, "/elsewhere/Pulumi.sandbox.yaml")

    assert stackfiles.current("dev") == Path("Pulumi.dev.yaml")


def test_a_stack_file_that_is_missing_is_named(monkeypatch):
    monkeypatch.setenv(stackfiles.CONFIG_FILE, "nowhere.yaml")
    with pytest.raises(stackfiles.StackFileError, match=r"nowhere\.yaml"):
        stackfiles.current("dev")


def test_a_qualified_stack_has_the_file_of_its_last_part(monkeypatch):
    monkeypatch.delenv(stackfiles.CONFIG_FILE, raising=False)
    found = stackfiles.current("organization/seldon-monitoring/dev")
    assert found.name == "Pulumi.dev.yaml"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://a.b:9090/api/v1/", "/services/a:9090/proxy/api/v1"),
        ("http://a.b", "/services/a:80/proxy"),
        ("https://a.b.svc.cluster.local/x", "/services/https:a:443/proxy/x"),
    ],
)
def test_a_services_url_goes_through_the_api_server(url, path):
    assert proxied(url) == f"/api/v1/namespaces/b{path}"


def item(name, **meta):
    return {"metadata": {"name": name, **meta}}


def test_what_kubernetes_itself_puts_into_a_namespace_is_nobodys():
    assert not is_left("ConfigMap", item("kube-root-ca.crt"))
    assert not is_left("ServiceAccount", item("default"))
    assert not is_left("Pod", item("web-0", ownerReferences=[{}]))
    assert not is_left("Pod", item("web-0", deletionTimestamp="now"))
    assert is_left("ConfigMap", item("mine"))


def test_a_namespace_goes_only_where_it_is_ours_and_empty():
    ours = item("watch", labels=dict(OURS))
    assert destroy.why_kept(ours, []) == ""
    assert destroy.why_kept(item("watch"), []) == "it is not ours"
    assert destroy.why_kept(ours, ["ConfigMap/mine"]) == "it holds ConfigMap/mine"
    many = [f"Secret/{number}" for number in range(9)]
    assert destroy.why_kept(ours, many).endswith("and 4 more")
    assert "may not read" in destroy.why_kept(None, [])


@pytest.mark.parametrize(
    ("image", "version"),
    [
        ("host:5000/web:v1", "v1"),
        ("host:5000/web:v1@sha256:00", "v1"),
        ("host:5000/web@sha256:00", ""),
        ("host:5000/web", ""),
    ],
)
def test_a_version_is_the_tag_of_the_first_container(image, version):
    found = {
        "spec": {
            "replicas": 2,
            "template": {"spec": {"containers": [{"image": image}]}},
        },
        "status": {"readyReplicas": 1},
    }
    assert summary.row("web", found, "") == ("web", version, "1/2", "")
    assert summary.row("web", None, "").ready == "not there"


def test_a_refusal_is_one_line_and_an_exit_code(monkeypatch, capsys):
    def refuse(stack):
        raise engine.NoStackError(f"no stack named {stack!r}")

    monkeypatch.setattr(engine, "export", refuse)
    monkeypatch.setattr("sys.argv", ["operations", "summary", "--stack", "nope"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 1
    assert capsys.readouterr().err == "error: no stack named 'nope'\n"


def test_without_a_name_no_other_stack_is_taken(monkeypatch):
    monkeypatch.setattr(destroy, "destroy", lambda *_, **__: None)

    asked = CliRunner().invoke(cli.app, ["destroy", "--stack", ""])

    assert asked.exit_code == 2
    assert "name a stack" in asked.output


def test_a_name_that_no_stack_has_is_told_with_those_that_have_files(
    monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).touch()
    refused = subprocess.CompletedProcess([], 255, "", "error: no stack named 'dve'")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: refused)

    with pytest.raises(engine.NoStackError, match="there are files of dev: deploy it"):
        engine.export("dve")


def test_every_command_is_offered():
    shown = CliRunner().invoke(cli.app, ["--help"]).output
    for name in ("verify", "render", "heal", "destroy", "summary"):
        assert name in shown
