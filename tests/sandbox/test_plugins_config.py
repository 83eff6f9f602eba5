"""The provider's own configuration: kubeconfigs, options, and another cluster."""

import base64
import json

import pytest
import yaml
from pulumi.runtime.proto import provider_pb2 as pb

from sandbox.plugins import kubeconfig, options
from sandbox.plugins.kubeconfig import KubeconfigError
from sandbox.plugins.wire import UNKNOWN, Secret

URN = "urn:pulumi:dev::shop::pulumi:providers:kubernetes::cluster"
DEFAULT = "urn:pulumi:dev::shop::pulumi:providers:kubernetes::default_4_34_2"


def config(server="https://10.0.0.1:6443", **user):
    return yaml.safe_dump(
        {
            "current-context": "one",
            "contexts": [
                {"name": "one", "context": {"cluster": "c", "user": "u"}},
                {"name": "two", "context": {"cluster": "c", "namespace": "ns"}},
            ],
            "clusters": [{"name": "c", "cluster": {"server": server}}],
            "users": [{"name": "u", "user": user or {"token": "t"}}],
        }
    )


def named(urn, args):
    return [failure.property for failure in options.failures(urn, args)]


def test_a_kubeconfigs_text_gives_server_and_login():
    access = kubeconfig.read(config())
    assert access.server == "https://10.0.0.1:6443"
    assert access.headers == {"Authorization": "Bearer t"}
    assert (access.context, access.namespace) == ("one", "default")


def test_a_context_is_chosen_by_name():
    access = kubeconfig.read(config(), "two")
    assert (access.namespace, access.headers) == ("ns", {})


def test_a_kubeconfigs_path_is_read_and_its_files_are_beside_it(tmp_path):
    (tmp_path / "token").write_text("from-file\n")
    (tmp_path / "config").write_text(config(tokenFile="token"))
    access = kubeconfig.read(str(tmp_path / "config"))
    assert access.headers == {"Authorization": "Bearer from-file"}
    assert str(tmp_path / "token") in access.text


@pytest.mark.parametrize(
    ("text", "context", "words"),
    [
        ("a: [", "", "neither|No such file"),
        ("a: [\n", "", "not YAML"),
        ("just\nwords", "", "neither a file"),
        ("/no/such/file", "", "kubeconfig /no/such/file: No such file"),
        (config(), "three", "context 'three' does not exist"),
        (config(exec={"command": "aws"}), "", "cannot log in by 'exec'"),
        (config(username="x"), "", "cannot log in by 'username'"),
        (config(tokenFile="/no/such"), "", "unusable: .*No such file"),
    ],
)
def test_what_is_wrong_with_a_kubeconfig_is_one_line(text, context, words):
    with pytest.raises(KubeconfigError, match=words) as caught:
        kubeconfig.read(text, context)
    assert "\n" not in str(caught.value)


def test_a_bad_certificate_is_one_line():
    broken = yaml.safe_load(config())
    data = base64.b64encode(b"no certificate").decode()
    broken["clusters"][0]["cluster"]["certificate-authority-data"] = data
    with pytest.raises(KubeconfigError, match="unusable"):
        kubeconfig.read(yaml.safe_dump(broken))


def test_options_come_as_text_as_the_sdk_sends_them():
    read = options.Options.read(
        {
            "kubeconfig": Secret("k"),
            "enableSecretMutable": "true",
            "upsertExistingObjects": "false",
            "kubeClientSettings": json.dumps({"timeout": 5}),
        }
    )
    assert (read.kubeconfig, read.secret_mutable, read.upsert) == ("k", True, False)
    assert read.timeout == 5


def test_options_that_nothing_would_honour_are_refused_by_name():
    args = {
        "kubeconfig": "k",
        "renderYamlToDirectory": "d",
        "skipUpdateUnreachable": "",
    }
    assert named(URN, args) == ["renderYamlToDirectory"]
    assert named(URN, {"enableServerSideApply": "false"}) == ["enableServerSideApply"]
    assert named(URN, {"enableServerSideApply": "true", "version": "4.34.2"}) == []


def test_strict_mode_wants_kubeconfig_and_context(monkeypatch):
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"strictMode": "true"}))
    assert named(URN, {"kubeconfig": "k"}) == ["context"]
    assert named(URN, {"kubeconfig": "k", "context": "c"}) == []
    assert named(DEFAULT, {"kubeconfig": "k", "context": "c"}) == [""]


OTHER = config("https://10.0.0.2:6443")


@pytest.mark.parametrize(
    ("old", "new", "replaces"),
    [
        ({"kubeconfig": config()}, {"kubeconfig": config()}, []),
        ({"kubeconfig": config()}, {"kubeconfig": config(tokenFile="f")}, []),
        ({"kubeconfig": config()}, {"kubeconfig": OTHER}, ["kubeconfig"]),
        ({"kubeconfig": config()}, {"kubeconfig": UNKNOWN}, ["kubeconfig"]),
        (
            {"kubeconfig": config(), "clusterIdentifier": "a"},
            {"kubeconfig": OTHER, "clusterIdentifier": "a"},
            [],
        ),
        (
            {"kubeconfig": config(), "clusterIdentifier": "a"},
            {"kubeconfig": UNKNOWN, "clusterIdentifier": "a"},
            [],
        ),
        (
            {"kubeconfig": config(), "clusterIdentifier": "a"},
            {"kubeconfig": config(), "clusterIdentifier": "b"},
            ["clusterIdentifier"],
        ),
        (
            {"kubeconfig": config()},
            {"kubeconfig": config(), "clusterIdentifier": "b"},
            [],
        ),
    ],
)
def test_only_another_cluster_replaces_the_provider(old, new, replaces):
    answer = options.changes(old, new)
    assert list(answer.replaces) == replaces
    same = old == new
    expected = pb.DiffResponse.DIFF_NONE if same else pb.DiffResponse.DIFF_SOME
    assert answer.changes == expected
