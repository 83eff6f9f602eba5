"""The rules as promtool reads them, with the default settings, and their tests.

Each test stands there a second time, with every series scraped by a second job as well.
"""

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from domain import rules
from settings.alert_rules import AlertRulesSettings, parameters
from settings.alert_rules.slo import SloSettings
from settings.istio_prometheus import IstioPrometheusSettings

# Deployments and a model with objectives of their own, beside the defaults.
_OBJECTIVES = SloSettings.model_validate(
    {
        "availability": {
            "overrides": [
                {"namespace": "seldon", "deployment": "strict", "objective": 0.999}
            ]
        },
        "latency": {
            "overrides": [
                {
                    "namespace": "seldon",
                    "deployment": "quick",
                    "objective": 0.95,
                    "thresholdSeconds": 0.25,
                }
            ]
        },
        "modelAvailability": {
            "overrides": [
                {"namespace": "seldon-mesh", "model": "strict", "objective": 0.999}
            ]
        },
    }
)
TESTED = AlertRulesSettings(slo=_OBJECTIVES)
ROOT = Path(__file__).parents[2]
FILES = sorted(Path(__file__).parent.glob("*_test.yaml"))
TWICE = "twice-"


def values(
    settings: AlertRulesSettings, namespace: str = "seldon-monitoring", **watched: Any
) -> dict[str, str]:
    """Return what is filled into the rules beside a Seldon of the documented names.

    watched: `monitors` or `jobs`, as the parameters of alert rules take them.
    """
    own = parameters(
        settings,
        monitoring_namespace=namespace,
        seldon_namespace="seldon-system",
        seldon_deployment="seldon-deploy",
        **watched,
    )
    return own | IstioPrometheusSettings().rule_parameters


def rendered(settings: AlertRulesSettings = TESTED) -> dict[str, list[rules.Group]]:
    """Return the groups of each rule file by its name."""
    filled = values(settings)
    files = rules.load_all(ROOT / "rules")
    return {file.name: rules.render(file, filled)["groups"] for file in files}


def write(folder: Path) -> None:
    """Write every rule file and every test, once and scraped twice, into a folder."""
    for name, groups in rendered().items():
        text = yaml.safe_dump({"groups": groups}, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text)
    for test in FILES:
        shutil.copy(test, folder)
        (folder / f"{TWICE}{test.name}").write_text(_scraped_twice(test.read_text()))


def write_target_alerts(folder: Path, namespace: str, **watched: Any) -> None:
    """Write the alerts on targets and monitors for some of either into a folder.

    watched: as above.
    """
    filled = values(AlertRulesSettings(), namespace, **watched)
    for name in ("monitor-alerts", "infra-alerts"):
        file = rules.load(ROOT / "rules" / f"{name}.yaml")
        text = yaml.safe_dump(rules.render(file, filled), sort_keys=False)
        (folder / f"{name}.yaml").write_text(text)


def _scraped_twice(tests: str) -> str:
    """Add, to each series of the tests, the same series by a second job.

    Done on the text: promtool's "0x60" (sixty times 0) is a number to YAML.
    """
    series = re.compile(
        r'^( +- series: .*job=")(.*?)(".*\n +values: .*\n)', re.MULTILINE
    )
    doubled, count = series.subn(r"\1\2\3\1\2-2\3", tests)
    assert count == tests.count("- series:"), "a series without a job, or out of shape"
    return doubled.replace("- name: ", "- name: Scraped twice - ")
