"""Releases through a helm that writes down how it was called."""

import json
import subprocess

import pytest
from pulumi.runtime.proto import provider_pb2 as pb

from sandbox.plugins.helm import Helm, HelmError
from sandbox.plugins.kubeconfig import Access
from sandbox.plugins.lifetime import Children
from sandbox.plugins.release import Releases
from sandbox.plugins.session import RefusedError, Session, UnfinishedError
from sandbox.plugins.wire import UNKNOWN, Secret, decode, encode

URN = "urn:pulumi:dev::shop::kubernetes:helm.sh/v3:Release::prometheus"
INPUTS = {"name": "r", "namespace": "n", "chart": "./c", "version": "1.0.0"}

HELM = """#!/usr/bin/env python3
import json, os, pathlib, sys
here = pathlib.Path(os.environ["FAKE_HELM"])
call = {"argv": sys.argv[1:], "stdin": ""}
revisions = here / "revisions"
name = sys.argv[1]
if name in ("install", "upgrade"):
    call["stdin"] = sys.stdin.read()
with (here / "calls").open("a") as calls:
    calls.write(json.dumps(call) + "\\n")
if name == "show":
    print("name: c\\nversion: 1.0.7")
elif name in ("install", "upgrade"):
    if (here / "refuse").exists():
        sys.exit("Error: INSTALLATION FAILED: cannot re-use a name that is in use")
    revisions.write_text(str(int(revisions.read_text() or 0) + 1))
    if (here / "fail").exists():
        sys.exit("Error: INSTALLATION FAILED: context deadline exceeded")
elif not revisions.read_text():
    sys.exit("Error: release: not found")
elif name == "status":
    revision = int(revisions.read_text())
    print(json.dumps({"name": "r", "namespace": "n", "version": revision,
                      "info": {"status": "deployed"}, "config": {"a": 1}}))
elif name == "get":
    print(json.dumps({"chart": "c", "version": "1.0.7", "appVersion": "9"}))
"""


ACCESS = Access(
    server="https://127.0.0.1:1",
    namespace="default",
    headers={},
    trust=True,
    text="kubeconfig-with-a-token",
    context="sandbox",
)


@pytest.fixture
def helm(tmp_path, monkeypatch):
    """A helm on PATH that writes down how it was called."""
    (tmp_path / "helm").write_text(HELM)
    (tmp_path / "helm").chmod(0o755)
    (tmp_path / "revisions").write_text("")
    monkeypatch.setenv("FAKE_HELM", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return tmp_path


@pytest.fixture
def releases(helm, monkeypatch):
    session = Session()
    monkeypatch.setattr(Releases, "_helm", lambda _: Helm(ACCESS, session.children))
    return Releases(session)


def calls(helm):
    return [json.loads(line) for line in (helm / "calls").read_text().splitlines()]


def create(releases):
    news = INPUTS | {"values": {"pw": Secret("s3cret")}}
    return releases.create(pb.CreateRequest(urn=URN, properties=encode(news)))


def test_values_and_credentials_are_in_no_argument(helm, releases):
    create(releases)
    made = calls(helm)
    install = next(call for call in made if call["argv"][0] == "install")
    assert install["stdin"] == "pw: s3cret\n"
    arguments = json.dumps([call["argv"] for call in made])
    assert "s3cret" not in arguments
    assert "token" not in arguments


def test_a_created_release_has_its_status(helm, releases):
    answer = create(releases)
    state = decode(answer.properties)
    assert answer.id == "n/r"
    assert state["status"]["revision"] == 1
    assert state["values"] == {"pw": Secret("s3cret"), "a": 1}


def test_a_name_in_use_is_refused_and_nothing_is_kept(helm, releases):
    (helm / "revisions").write_text("3")
    (helm / "refuse").touch()
    with pytest.raises(RefusedError, match="n/r: cannot re-use a name"):
        create(releases)


def test_a_release_that_failed_on_the_way_is_kept(helm, releases):
    (helm / "fail").touch()
    with pytest.raises(UnfinishedError, match="context deadline exceeded") as caught:
        create(releases)
    assert caught.value.identity == "n/r"
    assert '"revision": 1' in json.dumps(caught.value.state["status"])


def test_check_learns_the_version_from_the_chart(helm, releases):
    news = {"name": "r", "chart": "./c", "version": "1.x"}
    answer = releases.check(pb.CheckRequest(urn=URN, news=encode(news)))
    assert decode(answer.inputs)["version"] == "1.0.7"
    assert calls(helm)[0]["argv"] == ["show", "chart", "./c", "--version", "1.x"]


def test_check_loads_nothing_while_values_are_unknown(helm, releases):
    news = {"name": "r", "chart": "./c", "values": {"a": UNKNOWN}}
    answer = releases.check(pb.CheckRequest(urn=URN, news=encode(news)))
    assert not answer.failures
    assert not (helm / "calls").exists()


def test_a_release_that_is_gone_reads_as_nothing(releases):
    assert releases.read(pb.ReadRequest(urn=URN, id="n/r")).id == ""


def test_a_release_is_imported_by_its_id(helm, releases):
    (helm / "revisions").write_text("2")
    answer = releases.read(pb.ReadRequest(urn=URN, id="n/r"))
    inputs = decode(answer.inputs)
    assert answer.id == "n/r"
    assert inputs["values"] == {"a": 1}
    assert inputs["chart"] == "c"


def test_a_missing_helm_says_where_to_get_it(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(HelmError, match="not on PATH: run `python -m sandbox tools`"):
        Helm(None, Children()).run(["version"])


def test_the_fake_is_run_as_a_command(helm):
    assert subprocess.run([helm / "helm", "show"], check=True).returncode == 0
