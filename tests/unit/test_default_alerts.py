"""The table of a chart's own alerts, held to the chart where it is at hand.

The environment variable KUBE_PROMETHEUS_STACK names an unpacked chart of the version of
the table; its sub-charts are not needed.
"""

import os
import re
import shutil
import subprocess
import warnings
from collections import Counter
from pathlib import Path

import pytest
import yaml

from components.chart_alerts import chart_alerts
from domain import default_alerts
from domain.names import StackNames
from settings.kube_prometheus import KubePrometheusSettings
from tests.project import ROOT

CHART, VERSION = "kube-prometheus-stack", "88.5.3"
TABLE = default_alerts.table(CHART, VERSION) or {}
# The folder of templates that holds them.
RULES = "rules-1.14"
REAL = os.environ.get("KUBE_PROMETHEUS_STACK")


def names(alerts):
    return Counter((alert.name, alert.labels["severity"]) for alert in alerts)


def rendered(folder):
    """Return the alerts that Helm renders of the rules alone, by name and severity."""
    for file in filter(Path.is_file, folder.glob("templates/**/*")):
        if file.suffix != ".tpl" and RULES not in file.parts:
            file.unlink()
    done = subprocess.run(
        ["helm", "template", "x", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return Counter(
        (rule["alert"], rule["labels"]["severity"])
        for document in yaml.safe_load_all(done.stdout)
        if document and document["kind"] == "PrometheusRule"
        for group in document["spec"]["groups"]
        for rule in group["rules"]
        if "alert" in rule
    )


if REAL:

    def test_the_table_is_what_the_chart_renders(tmp_path):
        chart = tmp_path / CHART
        shutil.copytree(str(REAL), chart)
        about = yaml.safe_load((chart / "Chart.yaml").read_text())
        assert about["version"] == VERSION
        about.pop("dependencies")
        (chart / "Chart.yaml").write_text(yaml.safe_dump(about))

        assert rendered(chart) == names(
            default_alerts.alerts(TABLE, TABLE.keys(), CHART)
        )

else:
    # Not green in silence: pytest shows it in its summary of warnings.
    warnings.warn(
        f"the table of the alerts of {CHART} {VERSION} is not held against the chart: "
        "KUBE_PROMETHEUS_STACK names none",
        stacklevel=1,
    )


def test_the_alerts_of_the_pinned_chart_were_counted():
    # Counted in what the chart renders with every part on, and without etcd, scheduler,
    # controller manager and proxy, as on the managed ones.
    managed = set(TABLE) - {
        "kubeEtcd",
        "kubeScheduler",
        "kubeControllerManager",
        "kubeProxy",
    }

    assert default_alerts.count(TABLE) == 155
    assert len(list(default_alerts.alerts(TABLE, managed, CHART))) == 155 - 21


def test_the_sandbox_s_chart_says_its_own():
    text = (ROOT / "sandbox/chart/templates/default-rules.yaml").read_text()
    rules = re.findall(r"alert: (\w+).*?severity: (\w+)", text, re.DOTALL)
    table = default_alerts.table(CHART, VERSION, str(ROOT / "sandbox/chart"))
    assert table

    assert names(default_alerts.alerts(table, (), CHART)) == Counter(rules)


def test_a_chart_in_a_directory_without_its_own_is_the_pinned_one(tmp_path):
    assert default_alerts.table(CHART, VERSION, str(tmp_path)) == TABLE
    assert default_alerts.table(CHART, "1.0.0", str(tmp_path)) is None


NAMES = StackNames(namespace="monitoring", fullname="stack", release="prometheus")


def settings(**values):
    return KubePrometheusSettings.model_validate(values)


def test_alerts_follow_what_of_the_control_plane_is_scraped():
    preset = settings(controlPlane={"preset": "none", "scheduler": True})

    found = {alert.name for alert in chart_alerts(preset, NAMES)}

    assert "KubeSchedulerDown" in found
    assert "Watchdog" in found
    assert not {"KubeAPIDown", "etcdMembersDown", "KubeProxyDown"} & found


def test_the_overlay_leaves_alerts_out_and_gives_labels():
    overlay = {"disabled": {"Watchdog": True}, "additionalRuleLabels": {"team": "ml"}}

    found = chart_alerts(settings(values={"defaultRules": overlay}), NAMES)

    assert "Watchdog" not in {alert.name for alert in found}
    assert all(alert.labels["team"] == "ml" for alert in found)
    assert {alert.file for alert in found} == {"kube-prometheus-stack-88.5.3"}


@pytest.mark.parametrize("off", [{"defaultRules": False}])
def test_without_the_chart_s_rules_there_are_none(off):
    assert chart_alerts(settings(**off), NAMES) == ()


def of_bitnami(version, preset="self-managed", **values):
    """Return the alerts that Bitnami's chart brings."""
    chart = {"distribution": "bitnami", "chart": {"version": version}}
    given = settings(**chart, controlPlane={"preset": preset}, **values)
    return chart_alerts(given, NAMES)


@pytest.mark.parametrize("version", ["11.3.10", "11.3.11"])
def test_the_alerts_of_bitnami_s_newest_chart_were_counted(version):
    # `- alert:` stands 149 times in its templates, 15 times in that of etcd, and once
    # in those of controller manager, kube-proxy and scheduler.
    assert len(of_bitnami(version)) == 149 - 15
    assert len(of_bitnami(version, "eks")) == 149 - 15 - 3
    assert not {alert.name for alert in of_bitnami(version, "none")} & {
        *("KubeAPIDown", "KubeletDown", "KubeSchedulerDown"),
    }


def test_the_documented_chart_of_bitnami_s_brings_no_alerts():
    assert of_bitnami("8.0.9") == ()
