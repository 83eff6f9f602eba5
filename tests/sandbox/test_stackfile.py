import pytest
import yaml

from sandbox import stackfile
from sandbox.paths import Instance


@pytest.fixture
def instance(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    found = Instance(0)
    found.state.mkdir(parents=True)
    return found


def leads_to(instance, server):
    clusters = [{"name": "sandbox", "cluster": {"server": server}}]
    instance.kubeconfig.write_text(yaml.safe_dump({"clusters": clusters}))


def test_the_committed_file_fits_the_cluster_in_namespaces(instance):
    leads_to(instance, "https://10.199.0.2:6443")

    assert stackfile.derived(instance) is None


def test_before_there_is_a_cluster_nothing_is_derived(instance):
    assert stackfile.derived(instance) is None


def test_a_kind_cluster_gets_its_server_and_the_real_chart(instance):
    leads_to(instance, "https://127.0.0.1:40123")

    copy = stackfile.derived(instance)

    assert copy is not None
    config = yaml.safe_load(copy.read_text())["config"]
    committed = yaml.safe_load(stackfile.COMMITTED.read_text())["config"]
    assert config["seldon-monitoring:cluster"] == {
        "server": "https://127.0.0.1:40123",
        "context": "sandbox",
    }
    assert "chart" not in config["seldon-monitoring:kubePrometheus"]
    rules = "seldon-monitoring:alertRules"
    assert config[rules] == committed[rules]
