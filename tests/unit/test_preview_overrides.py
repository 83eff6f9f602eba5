import pytest
import yaml

from operations.errors import OperationError
from operations.preview import overrides

COMMITTED = """\
config:
  seldon-monitoring:cluster:
    server: https://kubernetes.staging.example.com:6443
    context: staging
    uid: 0f0e
  seldon-monitoring:kubePrometheus:
    prometheus: {retention: 3d}
encryptionsalt: v1:salt
"""
KUBECONFIG = """\
current-context: sandbox
contexts: [{name: sandbox, context: {cluster: here, user: me}}]
clusters: [{name: here, cluster: {server: "https://10.0.0.1:6443"}}]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "Pulumi.staging.yaml").write_text(COMMITTED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def derived(chosen):
    found = overrides.derive("staging", chosen)
    return found, yaml.safe_load(found.file.read_text())


def test_without_overrides_it_is_the_committed_file(folder):
    found, document = derived({})

    assert document == yaml.safe_load(COMMITTED)
    assert found.overridden == ()


def test_only_the_named_keys_differ(folder):
    chosen = {overrides.CONTEXT: "sandbox", overrides.CHART: "sandbox/chart"}

    found, document = derived(chosen)

    expected = yaml.safe_load(COMMITTED)
    expected["config"]["seldon-monitoring:cluster"]["context"] = "sandbox"
    chart = {"path": "sandbox/chart"}
    expected["config"]["seldon-monitoring:kubePrometheus"]["chart"] = chart
    assert document == expected
    assert found.overridden == ("cluster.context", "kubePrometheus.chart.path")


def test_another_server_has_neither_the_declared_uid_nor_the_kubeconfig(folder):
    text = COMMITTED.replace("uid: ", "kubeconfig: ~/.kube/staging\n    uid: ", 1)
    (folder / "Pulumi.staging.yaml").write_text(text)
    there = {overrides.SERVER: "https://10.0.0.1:6443"}

    found, document = derived(there)

    left = document["config"]["seldon-monitoring:cluster"].keys()
    assert not {"uid", "kubeconfig"} & left
    assert found.overridden == ("cluster.server", "cluster.kubeconfig", "cluster.uid")

    found, document = derived({**there, overrides.KUBECONFIG: "theirs"})

    assert document["config"]["seldon-monitoring:cluster"]["kubeconfig"] == "theirs"


def test_the_committed_file_stays_as_it_is(folder):
    derived({overrides.SERVER: "https://10.0.0.1:6443"})

    assert (folder / "Pulumi.staging.yaml").read_text() == COMMITTED


def test_an_unknown_stack_is_one_line_with_those_that_there_are(folder):
    with pytest.raises(OperationError, match="there are: staging") as refused:
        overrides.derive("nowhere", {})

    assert refused.value.exit_code == 2


def test_this_cluster_is_the_current_context(tmp_path):
    file = tmp_path / "config"
    file.write_text(KUBECONFIG)

    assert overrides.current_cluster(file) == {
        "cluster.server": "https://10.0.0.1:6443",
        "cluster.context": "sandbox",
        # Which need not have Seldon.
        "seldon.installed": False,
    }


@pytest.mark.parametrize("text", ["", "{}", "current-context: gone", "a: [", "- 1"])
def test_a_kubeconfig_without_a_context_is_one_line(tmp_path, text):
    file = tmp_path / "config"
    file.write_text(text)

    with pytest.raises(OperationError, match="no current context"):
        overrides.current_cluster(file)


def test_no_kubeconfig_is_one_line(tmp_path):
    with pytest.raises(OperationError, match="no kubeconfig"):
        overrides.current_cluster(tmp_path / "none")
