"""What Bitnami's chart cannot honour is refused, each with what to write instead."""

import pytest

from tests.unit.bitnami import DIGEST, IMAGE, NEW, OLD, VERSIONS, refusal, settings
from tests.unit.chart_values import whole


@pytest.mark.parametrize(
    ("version", "given", "line"),
    [
        (
            OLD,
            {"admissionWebhook": True},
            "admissionWebhook: kube-prometheus 8.0.9 has no value for it; take it out, "
            "or use distribution kube-prometheus-stack",
        ),
        (
            OLD,
            {"defaultRules": True},
            "defaultRules: kube-prometheus 8.0.9 has no value for it; take it out, or "
            "use distribution kube-prometheus-stack",
        ),
        (
            NEW,
            {"controlPlane": {"etcd": True}},
            "controlPlane.etcd: kube-prometheus 11.3.10 has no value for it; take it "
            "out, or use distribution kube-prometheus-stack",
        ),
        (
            NEW,
            {"prometheus": {"web": {"tls": {"secret": "tls"}}}},
            "prometheus.web.tls: kube-prometheus 11.3.10 has no value for it; take it "
            "out, or use distribution kube-prometheus-stack",
        ),
        (
            OLD,
            {"grafana": {"enabled": True, "existingSecret": "grafana"}},
            "grafana.enabled: kube-prometheus 8.0.9 has no value for it; take it out, "
            "or use distribution kube-prometheus-stack",
        ),
        (
            OLD,
            {"alertmanager": {"spread": {"zones": "required"}}},
            "alertmanager.spread.zones: kube-prometheus 8.0.9 cannot require it; write "
            "preferred",
        ),
        (
            OLD,
            {"prometheus": {"externalLabels": {"a": "{{ b }}"}}},
            "prometheus.externalLabels: kube-prometheus 8.0.9 takes {{ for a template "
            "of its own; leave it out",
        ),
        (
            OLD,
            {"images": {"source": "mirror"}},
            "images.source: mirror needs images.registry, for docker.io no longer has "
            "the chart's own repositories; set it, or take legacy",
        ),
        (
            OLD,
            {"images": {"configReloader": {"tag": "v0.57.0"}}},
            "images.configReloader: the chart takes repository and tag together, else "
            "the operator's image, which holds the reloader; give both or neither",
        ),
        (
            OLD,
            {"images": {"thanos": {"digest": DIGEST}}},
            "images.thanos.digest: kube-prometheus 8.0.9 has no value for it; use tag",
        ),
        (
            OLD,
            {"images": {"webhookCertificates": {"tag": "1.8.7"}}},
            "images.webhookCertificates: the chart has no webhook; take it out",
        ),
        (
            OLD,
            {"images": {"alertmanager": {"tag": "v0.25.0"}}},
            "images.alertmanager.tag: v0.25.0 is not 0.26.0, which "
            "alertmanager.version says; set both to the same",
        ),
        (
            "11.3.11",
            {},
            "chart.version: 11.3.11 stands in Bitnami's git repository but was never "
            "published; use 11.3.10, which has the same values, or put the chart into "
            "the project and name it in chart.path",
        ),
    ],
)
def test_what_the_chart_cannot_honour_is_refused(version, given, line):
    assert refusal(version, **given) == f"kubePrometheus.{line}; nothing was changed"


@pytest.mark.parametrize(
    ("version", "given", "words"),
    [
        (OLD, {"alertmanager": {"version": "0.27.0"}}, "and below 0.27.0, not 0.27.0"),
        (
            NEW,
            {"alertmanager": {"version": "0.25.0"}},
            "starts it with --cluster.label",
        ),
        (NEW, {"prometheus": {"version": "2.55.1"}}, "what only Prometheus 3 reads"),
        (OLD, {"prometheus": {"version": "3.5.0"}}, "2.0.0 or newer and below 3.0.0"),
        (NEW, {"images": {"prometheus": IMAGE | {"tag": "v2.55.1"}}}, "Prometheus 3"),
        (
            OLD,
            {"alertmanager": {"version": "0.23.0"}},
            "alertmanager.version: no image of 0.23.0 by Bitnami is known, only of "
            "0.24.0, 0.25.0, 0.26.0,",
        ),
    ],
)
def test_a_version_that_the_chart_s_operator_cannot_run_is_refused(
    version, given, words
):
    assert words in refusal(version, **given)


@VERSIONS
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"admissionWebhook": False, "defaultRules": False},
        {"controlPlane": {"etcd": False}},
    ],
)
def test_nothing_is_refused_that_nobody_asked_for(version, given):
    whole(settings(version, **given))
