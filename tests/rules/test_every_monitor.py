"""The alerts on targets and monitors under promtool, with every monitor on."""

import shutil
from pathlib import Path

import yaml

from domain import rules
from domain.monitors import MONITORS
from settings.alert_rules import AlertRulesSettings, parameters
from settings.monitors import MonitorsSettings
from tests import tools
from tests.rules.rendering import ROOT

FILES = sorted((Path(__file__).parent / "every_monitor").glob("*_test.yaml"))


def everything():
    """Return how each monitor is watched, all of them on."""
    settings = MonitorsSettings()
    on = {
        monitor.setting: getattr(settings, monitor.setting).model_copy(
            update={"enabled": True}
        )
        for monitor in MONITORS
    }
    return settings.model_copy(update=on).around("seldon-system").watched()


def test_alerts_name_every_monitor(tmp_path):
    values = parameters(
        AlertRulesSettings(),
        monitoring_namespace="seldon-monitoring",
        seldon_namespace="seldon-system",
        seldon_deployment="seldon-deploy",
        monitors=everything(),
    )
    for name in ("monitor-alerts", "infra-alerts"):
        file = rules.load(ROOT / "rules" / f"{name}.yaml")
        text = yaml.safe_dump(rules.render(file, values), sort_keys=False)
        (tmp_path / f"{name}.yaml").write_text(text)
    tests = [shutil.copy(test, tmp_path) for test in FILES]

    assert len(tests) == 2
    tools.output("promtool", "test", "rules", *tests)
