"""Versions of the chart: what one lacks, which have a table, and paths in none."""

import pytest

from domain import chart_paths
from tests.unit.chart_values import (
    CHART,
    NEWER,
    OLDER,
    VERSION,
    refused,
    settings,
    whole,
)

TABLE = chart_paths.table(CHART, VERSION)


@pytest.mark.parametrize(
    ("key", "path", "asked"),
    [
        ("crds.upgradeJob", "crds.upgradeJob.enabled", {"crds": NEWER["crds"]}),
        (
            "grafana.existingSecret",
            "grafana.admin.existingSecret",
            {"grafana": NEWER["grafana"]},
        ),
    ],
)
def test_what_an_older_chart_lacks_is_refused(key, path, asked):
    assert refused(settings(chart={"version": OLDER}, **asked)) == (
        f"kubePrometheus.{key}: kube-prometheus-stack 56.17.0 has no value {path}; "
        "take it out, or use a newer chart; nothing was changed"
    )
    whole(settings(**asked))


def test_a_chart_version_without_a_table_is_refused_with_those_that_have_one():
    assert refused(settings(chart={"version": "89.0.0"})) == (
        "kubePrometheus.chart.version: no table of value paths for "
        f"kube-prometheus-stack-89.0.0; known: {', '.join(chart_paths.known())}; pin "
        "one of them; nothing was changed"
    )


def test_a_path_that_the_chart_does_not_have_is_an_error(monkeypatch):
    shorter = {path: TABLE[path] for path in TABLE if path != "crds.enabled"}
    monkeypatch.setattr(chart_paths, "table", lambda *_: shorter)

    assert refused(settings()) == (
        "kubePrometheus: crds.enabled is not in the table of value paths of "
        "kube-prometheus-stack-88.5.3"
    )
