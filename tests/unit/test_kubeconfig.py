"""One context of a kubeconfig: the declared cluster's, with its files embedded."""

import pytest
import yaml

from domain import kubeconfig

SERVER = "https://dev.example.com:6443"


def written(folder, **changes):
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {"name": "one", "cluster": {"server": SERVER}},
            {"name": "two", "cluster": {"server": "https://prod.example.com"}},
        ],
        "users": [{"name": "me", "user": {"token": "t"}}],
        "contexts": [
            {"name": "dev", "context": {"cluster": "one", "user": "me"}},
            {"name": "prod", "context": {"cluster": "two", "user": "me"}},
        ],
        "current-context": "prod",
        **changes,
    }
    file = folder / "config"
    file.write_text(yaml.safe_dump(config))
    return file


def refusal(file, context="dev", server=SERVER):
    with pytest.raises(kubeconfig.KubeconfigError) as caught:
        kubeconfig.select(file, context, server)
    return str(caught.value)


@pytest.mark.parametrize(
    ("named", "server"),
    [
        ((), "https://prod.example.com"),
        (("dev",), SERVER),
        (("dev", "two"), "https://prod.example.com"),
        ((None, "one"), SERVER),
        (("nowhere",), None),
        ((None, "none"), None),
    ],
)
def test_a_server_is_found_by_context_and_cluster(tmp_path, named, server):
    config = yaml.safe_load(written(tmp_path).read_text())

    assert kubeconfig.server(config, *named) == server


def test_the_declared_context_alone_is_taken(tmp_path):
    assert kubeconfig.select(written(tmp_path), "dev", SERVER) == {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "one", "cluster": {"server": SERVER}}],
        "users": [{"name": "me", "user": {"token": "t"}}],
        "contexts": [{"name": "dev", "context": {"cluster": "one", "user": "me"}}],
        "current-context": "dev",
    }


def test_a_slash_at_the_end_makes_no_other_server(tmp_path):
    kubeconfig.select(written(tmp_path), "dev", f"{SERVER}/")


def test_files_beside_the_kubeconfig_become_data(tmp_path):
    for name in ("ca", "cert", "key"):
        (tmp_path / name).write_text(name)
    (tmp_path / "token").write_text("secret\n")
    file = written(
        tmp_path,
        clusters=[
            {
                "name": "one",
                "cluster": {"server": SERVER, "certificate-authority": "ca"},
            }
        ],
        users=[
            {
                "name": "me",
                "user": {
                    "client-certificate": "cert",
                    "client-key": "key",
                    "tokenFile": "token",
                },
            }
        ],
    )

    found = kubeconfig.select(file, "dev", SERVER)

    assert found["clusters"][0]["cluster"] == {
        "server": SERVER,
        "certificate-authority-data": "Y2E=",
    }
    assert found["users"][0]["user"] == {
        "client-certificate-data": "Y2VydA==",
        "client-key-data": "a2V5",
        "token": "secret",
    }


def test_another_server_is_refused(tmp_path):
    file = written(tmp_path)

    assert refusal(file, "prod") == (
        f"cluster.server is {SERVER} but context 'prod' of {file} points at "
        "https://prod.example.com; choose the context of this stack's cluster"
    )


def test_an_unknown_context_is_refused_with_those_that_there_are(tmp_path):
    file = written(tmp_path)

    assert refusal(file, "staging") == (
        f"{file} has no context 'staging', only dev, prod; set cluster.context"
    )


def test_a_context_without_its_cluster_is_refused(tmp_path):
    file = written(tmp_path, clusters=[])

    assert refusal(file) == (
        f"{file} has no cluster 'one', only none; set cluster.context"
    )


def test_no_kubeconfig_is_refused(tmp_path):
    file = tmp_path / "none"

    assert refusal(file) == (
        f"no kubeconfig at {file} (No such file or directory); set cluster.kubeconfig "
        "or KUBECONFIG to the file that leads there"
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: [", "is not YAML"),
        ("- a", "is not a kubeconfig"),
        ("", "is not a kubeconfig"),
        ("\xff", "is not YAML"),
    ],
)
def test_another_file_than_a_kubeconfig_is_refused(tmp_path, text, complaint):
    file = tmp_path / "config"
    file.write_text(text, encoding="latin-1")

    assert refusal(file) == (
        f"{file} {complaint}; set cluster.kubeconfig or KUBECONFIG to the file that "
        "leads there"
    )


@pytest.mark.parametrize(
    "contexts",
    [
        5,
        "dev",
        ["dev"],
        [{"name": "dev"}],
        [{"name": "dev", "context": None}],
        [{"name": "dev", "context": "one"}],
        [{"name": "dev", "context": ["one"]}],
    ],
)
def test_a_broken_entry_is_refused_and_not_a_traceback(tmp_path, contexts):
    file = written(tmp_path, contexts=contexts)

    assert refusal(file).startswith(f"{file} has no ")
    assert kubeconfig.server(yaml.safe_load(file.read_text()), "dev") is None


@pytest.mark.parametrize("cluster", [None, "one", 5, [SERVER]])
def test_a_cluster_that_is_no_map_leads_nowhere(tmp_path, cluster):
    file = written(tmp_path, clusters=[{"name": "one", "cluster": cluster}])

    assert "points at no server;" in refusal(file)
    assert kubeconfig.server(yaml.safe_load(file.read_text()), "dev") is None


def test_a_missing_certificate_is_refused(tmp_path):
    file = written(
        tmp_path,
        users=[{"name": "me", "user": {"client-certificate": "gone.crt"}}],
    )

    assert refusal(file) == (
        f"the kubeconfig names {tmp_path / 'gone.crt'}, which cannot be read "
        "(No such file or directory); log in to the cluster again"
    )
