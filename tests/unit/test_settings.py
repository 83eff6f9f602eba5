"""Stack files as settings: what loads, and what is there by default."""

from pathlib import Path

import pytest
import yaml

import settings
from operations import stackfiles
from settings import load
from settings.complaints import aliases
from settings.monitors import MonitorSettings
from tests.unit.sections import CLUSTER

ROOT = Path(__file__).parents[2]


def loaded(**sections):
    return load({"cluster": CLUSTER, **sections})


@pytest.mark.parametrize("stack", stackfiles.names(ROOT))
def test_every_committed_stack_file_loads(stack):
    config = stackfiles.read(stackfiles.path(stack, ROOT))
    prefix = f"{settings.PROJECT}:"

    load({key.removeprefix(prefix): config[key] for key in config if prefix in key})


def test_the_project_file_declares_the_keys_that_there_are():
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())

    assert tuple(project["config"]) == settings.keys()


def test_the_project_file_gives_no_default_of_its_own():
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())

    assert project["config"]["cluster"].get("default") is None
    assert {
        key: declared["default"]
        for key, declared in project["config"].items()
        if key != "cluster"
    } == {
        key: [] if declared["type"] == "array" else {}
        for key, declared in project["config"].items()
        if key != "cluster"
    }


def test_the_defaults_are_the_documented_figures():
    found = loaded()

    assert found.namespace.name == "seldon-monitoring"
    assert found.kube_prometheus.fullname == "seldon-monitoring"
    assert found.kube_prometheus.release == "prometheus"
    assert found.kube_prometheus.chart.version == "88.5.3"
    assert found.kube_prometheus.alertmanager.version == "0.26.0"
    assert found.kube_prometheus.pod_labels == ("*",)
    assert found.alertmanager.model_dump(exclude={"inhibit"}) == {
        "group_by": ("alertname",),
        "group_wait": "10s",
        "group_interval": "5m",
        "repeat_interval": "3h",
        "api": "v1",
        "credentials": "files",
        "seldon": {"oauth2": None},
        "receivers": (),
        "time_intervals": (),
        "templates": (),
        "dead_mans_switch": None,
    }
    assert not found.alertmanager.inhibit.warning_by_critical
    assert found.alert_rules.usage.model_dump() == {
        "interval": "2m",
        "window": "2m",
        "servers": False,
    }
    assert found.seldon.release == "seldon-deploy"
    assert found.seldon.namespace == "seldon-system"
    assert found.seldon_deploy.values == {}
    assert found.promotion.from_ is None


def test_the_defaults_of_the_monitors_are_those_of_seldon_s_sources():
    found = loaded().monitors

    assert found.seldon_core == MonitorSettings(
        selector={"app.kubernetes.io/managed-by": "seldon-core"}, path="/prometheus"
    )
    assert found.seldon_deploy == MonitorSettings(
        selector={"app.kubernetes.io/name": "seldon-deploy"},
        path="/metrics",
    )
    detectors = MonitorSettings(
        namespaces=("seldon-logs",), path="/v1/metrics", annotated=True
    )
    assert found.metrics_server == detectors
    assert found.seldon_drift_detector == detectors
    assert detectors.port == "metrics"


def test_a_section_that_is_given_in_part_keeps_the_rest_of_its_default():
    found = loaded(
        monitors={"seldonCore": {"port": "http"}},
        alertRules={"podNotReady": {}},
    )

    assert found.monitors.seldon_core == MonitorSettings(
        selector={"app.kubernetes.io/managed-by": "seldon-core"},
        path="/prometheus",
        port="http",
    )
    assert found.alert_rules.pod_not_ready.for_ == "10m"


def test_settings_cannot_be_changed_once_loaded():
    with pytest.raises(ValueError, match="frozen"):
        loaded().namespace.name = "other"


def test_every_key_is_written_in_camel_case():
    def keys(section):
        for key, below in aliases(section).items():
            yield key
            yield from keys(below) if below else ()

    assert {key for key in keys(settings.Settings) if "_" in key} == set()
