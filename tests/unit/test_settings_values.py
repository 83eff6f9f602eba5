"""Values that cannot be, refused in one line each: the key, the value, the remedy."""

import pytest

from tests.unit.sections import nested, refusal

DURATION = 'not a duration; write one like "30s", "5m" or "1h30m"'
NAME = (
    "not a Kubernetes name; use at most 63 lower-case letters, digits and dashes, with "
    "a letter or digit at both ends"
)
SECTION = "not a section; write its keys below it, indented"


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
            '"alertname" is refused: not a list; write one entry per line, each '
            "after a dash",
        ),
        (
            "kubePrometheus.fullname",
            "seldon-monitoring-stack-no1",
            '"seldon-monitoring-stack-no1" is refused: it has 27 characters and '
            "the chart cuts every object's name at 26; choose a shorter one",
        ),
        ("kubePrometheus.fullname", "My_Stack", f'"My_Stack" is refused: {NAME}'),
        (
            "kubePrometheus.release",
            # RELEASE-kube-state-metrics is a Service's name: 63 - 19 characters.
            "r" * 45,
            f'"{"r" * 45}" is refused: it has 45 characters and the chart cuts the '
            "names of its parts beyond 44; choose a shorter one",
        ),
        (
            "kubePrometheus.distribution",
            "other",
            "\"other\" is refused: unknown here; write 'kube-prometheus-stack', "
            "'bitnami', 'vanilla' or 'existing'",
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
            '"/srv/chart" is refused: an absolute path differs on each machine; '
            "give it relative to the project",
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
            "kubePrometheus.prometheus.externalLabels",
            {"cluster": "one", "type": "infra", "severity": "warning"},
            "Prometheus would give type, severity to each alert that lacks it, and "
            "routes tell alerts apart by it; rename it",
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
            ('[] is refused: write computed, or a list of label keys such as ["*"]'),
        ),
        (
            "kubePrometheus.podLabels",
            "compute",
            '"compute" is refused: write computed, or a list of label keys such '
            'as ["*"]',
        ),
        (
            "kubePrometheus.podLabels",
            [1],
            ('[1] is refused: write computed, or a list of label keys such as ["*"]'),
        ),
        ("kubePrometheus.values", [], f"[] is refused: {SECTION}"),
        ("kubePrometheus", "default", f'"default" is refused: {SECTION}'),
        ("kubePrometheus.prometheus", None, f"nothing is refused: {SECTION}"),
        ("kubePrometheus.prometheus", True, f"true is refused: {SECTION}"),
        (
            "namespace.podSecurity",
            "strict",
            "\"strict\" is refused: unknown here; write 'privileged', 'baseline' "
            "or 'restricted'",
        ),
        ("namespace.name", "n" * 64, f'"{"n" * 64}" is refused: {NAME}'),
        ("seldon.release", "Seldon", f'"Seldon" is refused: {NAME}'),
        (
            "monitors.seldonCore.path",
            "metrics",
            '"metrics" is refused: not a path of a URL; write one like "/metrics"',
        ),
        (
            "monitors.seldonCore.port",
            "8000",
            '"8000" is refused: not the name of a port; write what pods or '
            'Services call it, like "metrics"',
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
            '"runbooks/" is refused: not a URL; write one like '
            '"https://example.com/path"',
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused(key, value, complaint):
    if key.endswith(".0"):
        sections = nested(key.removesuffix(".0"), [value])
    else:
        sections = nested(key, value)

    assert refusal(**sections) == f"seldon-monitoring:{key}: {complaint}"
