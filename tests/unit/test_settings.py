"""Stack files as settings: what loads, what is refused and in which words."""

from pathlib import Path

import pytest
import yaml

import settings
from operations import stackfiles
from settings import SettingsError, load
from settings.complaints import aliases
from settings.monitors import MonitorSettings

ROOT = Path(__file__).parents[2]
CLUSTER = {"server": "https://dev.example.com:6443", "context": "dev"}
DURATION = 'not a duration; write one like "30s", "5m" or "1h30m"'
NAME = (
    "not a Kubernetes name; use at most 63 lower-case letters, digits and dashes, with "
    "a letter or digit at both ends"
)
SECTION = "not a section; write its keys below it, indented"


def loaded(**sections):
    return load({"cluster": CLUSTER, **sections})


def refusal(**sections):
    with pytest.raises(SettingsError) as caught:
        loaded(**sections)
    return str(caught.value)


def nested(key, value):
    """Return {"a": {"b": value}} for "a.b"."""
    for part in reversed(key.split(".")):
        value = {part: value}
    return value


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
    } == {key: {} for key in project["config"] if key != "cluster"}


def test_the_defaults_are_the_documented_figures():
    found = loaded()

    assert found.namespace.name == "seldon-monitoring"
    assert found.kube_prometheus.fullname == "seldon-monitoring"
    assert found.kube_prometheus.release == "prometheus"
    assert found.kube_prometheus.chart.version == "88.5.3"
    assert found.kube_prometheus.alertmanager.version == "0.26.0"
    assert found.kube_prometheus.pod_labels == ("*",)
    assert found.alertmanager.model_dump() == {
        "group_by": ("alertname",),
        "group_wait": "10s",
        "group_interval": "5m",
        "repeat_interval": "3h",
        "api": "v1",
    }
    assert found.alert_rules.usage.model_dump() == {"interval": "2m", "window": "2m"}
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


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("kubePromtheus", "unknown key; did you mean kubePrometheus?"),
        ("kube_prometheus", "unknown key; did you mean kubePrometheus?"),
        (
            "kubePrometheus.prometheus.retenton",
            "unknown key; did you mean retention?",
        ),
        ("kubePrometheus.pod_labels", "unknown key; did you mean podLabels?"),
        ("alertRules.podNotReady.form", "unknown key; did you mean for?"),
        ("promotion.form", "unknown key; did you mean from?"),
        (
            "secrets",
            (
                "unknown key; known here: cluster, namespace, kubePrometheus, "
                "alertmanager, monitors, alertRules, seldon, seldonDeploy, promotion"
            ),
        ),
        (
            "namespace.quota",
            "unknown key; known here: name, create, podSecurity",
        ),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(key, line):
    assert refusal(**nested(key, {})) == f"seldon-monitoring:{key}: {line}"


def test_a_missing_cluster_is_refused():
    with pytest.raises(SettingsError) as caught:
        load({})

    assert str(caught.value) == (
        "seldon-monitoring:cluster: missing; set it in the stack file"
    )


def test_a_missing_part_of_an_optional_section_is_refused_beside_its_misspelling():
    storage = {"size_": "50Gi"}

    assert refusal(
        kubePrometheus={"prometheus": {"storage": storage}}
    ).splitlines() == [
        (
            "seldon-monitoring:kubePrometheus.prometheus.storage.size: missing; set it "
            "in the stack file"
        ),
        (
            "seldon-monitoring:kubePrometheus.prometheus.storage.size_: unknown key; "
            "did you mean size?"
        ),
    ]


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("alertmanager.groupWait", "soon", f'"soon" is refused: {DURATION}'),
        ("alertmanager.groupWait", "5 m", f'"5 m" is refused: {DURATION}'),
        ("alertmanager.groupWait", "1m1h", f'"1m1h" is refused: {DURATION}'),
        ("alertmanager.groupWait", "1.5h", f'"1.5h" is refused: {DURATION}'),
        ("alertmanager.groupWait", "", f'"" is refused: {DURATION}'),
        ("alertmanager.groupWait", "5m\n", f'"5m\\n" is refused: {DURATION}'),
        ("alertmanager.groupWait", 10, f"10 is refused: {DURATION}"),
        (
            # Alertmanager itself refuses both at zero.
            "alertmanager.groupInterval",
            "0s",
            '"0s" is refused: an interval of at least 1s is needed',
        ),
        (
            "alertmanager.repeatInterval",
            "0",
            '"0" is refused: an interval of at least 1s is needed',
        ),
        (
            "alertmanager.api",
            "v3",
            "\"v3\" is refused: unknown here; write 'v1' or 'v2'",
        ),
        (
            "alertmanager.groupBy",
            "alertname",
            (
                '"alertname" is refused: not a list; write one entry per line, each '
                "after a dash"
            ),
        ),
        (
            "kubePrometheus.fullname",
            "seldon-monitoring-stack-no1",
            (
                '"seldon-monitoring-stack-no1" is refused: it has 27 characters and '
                "the chart cuts every object's name at 26; choose a shorter one"
            ),
        ),
        ("kubePrometheus.fullname", "My_Stack", f'"My_Stack" is refused: {NAME}'),
        (
            "kubePrometheus.release",
            "r" * 54,
            (
                f'"{"r" * 54}" is refused: it has 54 characters and Helm takes 53 at '
                "most; choose a shorter one"
            ),
        ),
        (
            "kubePrometheus.distribution",
            "bitnami",
            "\"bitnami\" is refused: unknown here; write 'kube-prometheus-stack'",
        ),
        (
            "kubePrometheus.chart.version",
            "latest",
            '"latest" is refused: not one version; pin one like "88.5.3"',
        ),
        (
            "kubePrometheus.chart.version",
            "88.5.3 || 89",
            '"88.5.3 || 89" is refused: not one version; pin one like "88.5.3"',
        ),
        (
            "kubePrometheus.chart.path",
            "/srv/chart",
            (
                '"/srv/chart" is refused: an absolute path differs on each machine; '
                "give it relative to the project"
            ),
        ),
        (
            "kubePrometheus.alertmanager.version",
            "v0.26",
            '"v0.26" is refused: not one version; pin one like "0.26.0"',
        ),
        (
            "kubePrometheus.alertmanager.retention",
            "5d",
            '"5d" is refused: not a duration in hours or less; write one like "120h"',
        ),
        (
            "kubePrometheus.prometheus.scrapeInterval",
            "0s",
            '"0s" is refused: an interval of at least 1s is needed',
        ),
        (
            "kubePrometheus.prometheus.replicas",
            "two",
            '"two" is refused: not a whole number; write one like 3',
        ),
        (
            "kubePrometheus.prometheus.replicas",
            1.5,
            "1.5 is refused: not a whole number; write one like 3",
        ),
        (
            "kubePrometheus.prometheus.replicas",
            0,
            "0 is refused: too small; write 1 or more",
        ),
        (
            "kubePrometheus.timeout",
            7200,
            "7200 is refused: too large; write 3600 or less",
        ),
        (
            "kubePrometheus.prometheus.storage.size",
            "much",
            '"much" is refused: not a size; write one like "50Gi"',
        ),
        (
            "kubePrometheus.prometheus.externalLabels.rank",
            1,
            "1 is refused: not text; put it in quotes",
        ),
        (
            "kubePrometheus.nodeExporter",
            "perhaps",
            '"perhaps" is refused: neither true nor false; write one of the two',
        ),
        (
            "kubePrometheus.controlPlane.kubelet",
            [],
            "[] is refused: neither true nor false; write one of the two",
        ),
        (
            "kubePrometheus.podLabels",
            [],
            (
                "[] is refused: an empty list; write one entry at least, or leave the "
                "key out"
            ),
        ),
        ("kubePrometheus.values", [], f"[] is refused: {SECTION}"),
        ("kubePrometheus", "default", f'"default" is refused: {SECTION}'),
        ("kubePrometheus.prometheus", None, f"nothing is refused: {SECTION}"),
        ("kubePrometheus.prometheus", True, f"true is refused: {SECTION}"),
        (
            "namespace.podSecurity",
            "strict",
            (
                "\"strict\" is refused: unknown here; write 'privileged', 'baseline' "
                "or 'restricted'"
            ),
        ),
        ("namespace.name", "n" * 64, f'"{"n" * 64}" is refused: {NAME}'),
        ("seldon.release", "Seldon", f'"Seldon" is refused: {NAME}'),
        (
            "monitors.seldonCore.path",
            "metrics",
            '"metrics" is refused: not a path of a URL; write one like "/metrics"',
        ),
        ("monitors.seldonCore.namespaces.0", "-a", f'"-a" is refused: {NAME}'),
        (
            "alertRules.errorRate.warning",
            "often",
            '"often" is refused: not a number; write one like 0.5',
        ),
        (
            "alertRules.errorRate.critical",
            20,
            "20 is refused: too large; write less than 1",
        ),
        (
            "alertRules.latency.p99Seconds",
            0,
            "0 is refused: too small; write more than 0",
        ),
        (
            "alertRules.runbookUrl",
            "runbooks/",
            (
                '"runbooks/" is refused: not a URL; write one like '
                '"https://example.com/path"'
            ),
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused(key, value, complaint):
    if key.endswith(".0"):
        sections = nested(key.removesuffix(".0"), [value])
    else:
        sections = nested(key, value)

    assert refusal(**sections) == f"seldon-monitoring:{key}: {complaint}"


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        (
            "server",
            "http://dev.example.com",
            (
                '"http://dev.example.com" is refused: not the URL of an API server; '
                "copy `server` from the kubeconfig, it starts with https://"
            ),
        ),
        (
            "context",
            "",
            (
                '"" is refused: not the name of a context; `kubectl config '
                "get-contexts` has it"
            ),
        ),
    ],
)
def test_a_cluster_that_cannot_be_is_refused(key, value, complaint):
    assert refusal(cluster={**CLUSTER, key: value}) == (
        f"seldon-monitoring:cluster.{key}: {complaint}"
    )


def test_a_check_of_a_whole_section_names_the_section_and_its_keys():
    assert refusal(alertRules={"errorRate": {"warning": 0.3}}) == (
        "seldon-monitoring:alertRules.errorRate: warning 0.3 is not below critical "
        "0.2; lower it"
    )


def test_a_check_across_sections_gives_each_key_a_line_of_its_own():
    windows = {"errorRate": {"window": "30s"}, "latency": {"window": "45s"}}
    remedy = (
        "holds fewer than two scrapes at a scrape interval of 30s; make it 60s or "
        "longer"
    )

    assert refusal(alertRules=windows).splitlines() == [
        f"seldon-monitoring:alertRules.errorRate.window: 30s {remedy}",
        f"seldon-monitoring:alertRules.latency.window: 45s {remedy}",
    ]


def test_settings_cannot_be_changed_once_loaded():
    with pytest.raises(ValueError, match="frozen"):
        loaded().namespace.name = "other"


def test_every_key_is_written_in_camel_case():
    def keys(section):
        for key, below in aliases(section).items():
            yield key
            yield from keys(below) if below else ()

    assert {key for key in keys(settings.Settings) if "_" in key} == set()
