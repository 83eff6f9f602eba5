"""The alerts on targets and monitors under promtool, with every monitor on."""

import shutil
from pathlib import Path

from domain.monitors import MONITORS
from settings.monitors import MonitorsSettings
from tests import tools
from tests.rules.rendering import write_target_alerts

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
    write_target_alerts(tmp_path, "seldon-monitoring", monitors=everything())
    tests = [shutil.copy(test, tmp_path) for test in FILES]

    assert len(tests) == 2
    tools.output("promtool", "test", "rules", *tests)
