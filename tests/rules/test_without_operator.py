"""What a Prometheus and an Alertmanager without operator load, by their own tools."""

import shutil
from pathlib import Path

import pytest
import yaml

from components.delivery.files import JOBS
from tests import tools
from tests.program.conftest import recorded_without
from tests.rules.rendering import ROOT, write_target_alerts

TEST = Path(__file__).parent / "without_operator" / "alerts_test.yaml"
MAIN = {
    "rule_files": ["*.rules.yml"],
    "scrape_config_files": ["seldon-scrape-jobs.yml"],
}
TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token"  # noqa: S105  a path
EVERY_MONITOR = [
    "agent",
    "server",
    "pipelineGateway",
    "envoy",
    "controllerManager",
    "controllerManagerV2",
    "knativeServing",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of all files that the ConfigMaps hold, with every monitor on."""
    found = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        recording = recorded_without(
            "kubePrometheus",
            "namespace",
            kubePrometheus={"distribution": "vanilla"},
            monitors={name: {"enabled": True} for name in EVERY_MONITOR},
        )
    for config_map in recording.every("v1:ConfigMap"):
        for key, text in config_map.inputs["data"].items():
            # promtool looks whether a file that is named is there.
            (found / key).write_text(text.replace(TOKEN, str(found / "token")))
    (found / "token").write_text("")
    (found / "prometheus.yml").write_text(yaml.safe_dump(MAIN))
    return found


def test_promtool_accepts_rules_and_scrape_jobs(folder):
    said = tools.output("promtool", "check", "config", folder / "prometheus.yml")

    assert said.count("SUCCESS") == 4
    tools.output(
        "promtool", "check", "rules", "--lint=all", *folder.glob("*.rules.yml")
    )


def test_promtool_reads_each_scrape_job(folder):
    jobs = yaml.safe_load((folder / "seldon-scrape-jobs.yml").read_text())
    pasted = folder / "pasted.yml"
    pasted.write_text(yaml.safe_dump(jobs))

    tools.output("promtool", "check", "config", pasted)

    assert len(jobs["scrape_configs"]) == len(EVERY_MONITOR) + 4 + 2


def test_amtool_accepts_the_configuration(folder):
    said = tools.output("amtool", "check-config", folder / "alertmanager.yml")

    assert "2 receivers" in said


def test_alerts_on_targets_follow_the_names_of_the_jobs(tmp_path):
    write_target_alerts(tmp_path, "seldon-system", jobs=JOBS)

    tools.output("promtool", "test", "rules", shutil.copy(TEST, tmp_path))
