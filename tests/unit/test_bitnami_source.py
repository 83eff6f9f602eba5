"""Where Bitnami's chart still is, and where else it may be looked for."""

import pytest

from components.chart_source import chart_source
from components.distributions import bitnami
from settings.kube_prometheus import KubePrometheusSettings
from tests.unit.bitnami import settings


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        (
            {},
            {
                "chart": "kube-prometheus",
                "version": "8.0.9",
                "repository_opts": {
                    "repo": "https://raw.githubusercontent.com/bitnami/charts/"
                    "archive-full-index/bitnami"
                },
            },
        ),
        (
            {"version": "11.3.10"},
            {
                "chart": "oci://registry-1.docker.io/bitnamicharts/kube-prometheus",
                "version": "11.3.10",
            },
        ),
        (
            {"repository": "https://charts.example.com/kube-prometheus-8.0.9.tgz"},
            {
                "chart": "https://charts.example.com/kube-prometheus-8.0.9.tgz",
                "version": "8.0.9",
            },
        ),
    ],
)
def test_the_chart_comes_from_where_it_still_is(chart, expected):
    given = KubePrometheusSettings.model_validate(
        {"distribution": "bitnami", "chart": chart}
    )

    assert chart_source(given.chart) == expected


def test_where_else_the_chart_may_be_is_said_unless_it_is_at_hand():
    said = bitnami.source_note(settings())

    assert said
    assert "https://charts.bitnami.com/bitnami/kube-prometheus-8.0.9.tgz" in said
    assert "archive-full-index/bitnami" in said
    assert "kubePrometheus.chart.path" in said
    assert bitnami.source_note(settings(chart={"path": "charts/bitnami"})) is None
