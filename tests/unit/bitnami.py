"""Bitnami's kube-prometheus for a test: its versions, values and refusals."""

import pytest

from components.distributions import bitnami
from components.kube_prometheus import stack_names
from settings.kube_prometheus import KubePrometheusSettings
from tests.unit.chart_values import refused

CHART, OLD, NEW = "kube-prometheus", "8.0.9", "11.3.10"
VERSIONS = pytest.mark.parametrize("version", [OLD, NEW])
IMAGE = {"registry": "one.example.com", "repository": "own/image", "tag": "9.9.9"}
DIGEST = f"sha256:{'0' * 64}"


def settings(version=OLD, **values):
    """Return settings for a version of Bitnami's chart."""
    return KubePrometheusSettings.model_validate(
        {"distribution": "bitnami", "chart": {"version": version}, **values}
    )


def built(version=OLD, secrets=(), **values):
    """Return the adapter's values."""
    given = settings(version, **values)
    return bitnami.chart_values(given, stack_names(given, "monitoring"), secrets)


def refusal(version=OLD, **values):
    """Return the complaints about what a version of the chart cannot honour."""
    return refused(settings(version, **values))
