"""What `operations render` writes, for every committed stack file."""

import pytest
import yaml

from operations import render, stackfiles

STACKS = stackfiles.names()
FILES = {
    "alertmanager.yaml",
    "helm-values.yaml",
    "monitors.yaml",
    "routes.md",
    "rules/deploy-infra-alerts.yaml",
    "rules/deploy-user-alerts.yaml",
    "rules/seldon-core-alerts.yaml",
    "rules/seldon-deployment-usage-rules.yaml",
    "rules/seldon-drift-alerts.yaml",
    "rules/seldon-monitor-alerts.yaml",
    "rules/seldon-monitoring-alerts.yaml",
    "rules/seldon-prometheus-alerts.yaml",
    "rules/seldon-user-alerts-quality.yaml",
    "rules/seldon-user-alerts-v2.yaml",
    "seldon-deploy-values.yaml",
}


@pytest.fixture(autouse=True)
def _committed_files(monkeypatch):
    monkeypatch.delenv(stackfiles.CONFIG_FILE, raising=False)
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE", raising=False)


def written(folder):
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("stack", STACKS)
def test_every_committed_stack_renders(stack, tmp_path):
    render.render(stack, tmp_path)
    files = written(tmp_path)
    assert set(files) == FILES
    for name, text in files.items():
        if name.endswith(".yaml"):
            assert list(yaml.safe_load_all(text)), name


def test_two_renders_give_the_same_bytes(tmp_path):
    render.render("dev", tmp_path / "first")
    render.render("dev", tmp_path / "second")
    assert written(tmp_path / "first") == written(tmp_path / "second")


def test_rules_are_in_prometheus_own_layout_with_readable_promql(tmp_path):
    render.render("dev", tmp_path)
    text = (tmp_path / "rules/seldon-deployment-usage-rules.yaml").read_text()
    document = yaml.safe_load(text)
    assert set(document) == {"groups"}
    assert document["groups"][0]["name"] == "model-usage.rules"
    assert "expr: |-\n" in text
    assert "\\n" not in text
    assert "%(" not in text


def test_a_file_of_an_earlier_render_goes_and_a_foreign_one_stays(tmp_path):
    render.render("dev", tmp_path)
    foreign = tmp_path / "rules" / "mine.yaml"
    foreign.write_text("groups: []\n")
    stale = tmp_path / "rules" / "deploy-user-alerts.yaml"
    old = stale.rename(stale.with_name("renamed-since.yaml"))
    render.render("dev", tmp_path)
    assert not old.exists()
    assert stale.exists()
    assert foreign.exists()


def test_monitors_are_whole_manifests(tmp_path):
    render.render("prod", tmp_path)
    manifests = list(yaml.safe_load_all((tmp_path / "monitors.yaml").read_text()))
    assert {manifest["kind"] for manifest in manifests} == {"PodMonitor"}
    assert all(manifest["apiVersion"] for manifest in manifests)
    assert [manifest["metadata"]["name"] for manifest in manifests] == sorted(
        manifest["metadata"]["name"] for manifest in manifests
    )


def test_every_alert_is_in_the_route_table(tmp_path):
    render.render("dev", tmp_path)
    table = (tmp_path / "routes.md").read_text()
    rules = "deploy-infra-alerts"
    row = f"| SeldonDeployDown | critical | infra | deploy-webhook |  | {rules} |"
    assert row in table.splitlines()
