"""Where the chart comes from: a repository, a registry, a directory of the project."""

import pulumi
import pytest

from components.chart_source import chart_source
from settings.kube_prometheus import ChartSettings

CHART, VERSION = "kube-prometheus-stack", "88.5.3"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {},
            {
                "chart": CHART,
                "version": VERSION,
                "repository_opts": {
                    "repo": "https://prometheus-community.github.io/helm-charts"
                },
            },
        ),
        (
            {"repository": "oci://registry.example.com/charts/"},
            {"chart": f"oci://registry.example.com/charts/{CHART}", "version": VERSION},
        ),
    ],
)
def test_a_chart_comes_from_a_repository_or_a_registry(given, expected):
    assert chart_source(ChartSettings.model_validate(given)) == expected


def test_a_chart_comes_from_a_directory_of_the_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "charts").mkdir()
    (tmp_path / "charts" / "Chart.yaml").write_text(f"version: {VERSION}\n")

    assert chart_source(ChartSettings(path="charts")) == {
        "chart": "charts",
        "version": VERSION,
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            None,
            "kubePrometheus.chart.path: no chart at charts (it has no Chart.yaml); "
            "give the directory of an unpacked chart, relative to the project",
        ),
        (
            "version: 1.2.3\n",
            "kubePrometheus.chart.path: the chart at charts is 1.2.3 but "
            "kubePrometheus.chart.version is 88.5.3; set it to what is there",
        ),
        (
            "a: [\n",
            "kubePrometheus.chart.path: charts/Chart.yaml is not YAML with a version; "
            "give the directory of an unpacked chart, relative to the project",
        ),
        (
            "\xff",
            "kubePrometheus.chart.path: charts/Chart.yaml is not YAML with a version; "
            "give the directory of an unpacked chart, relative to the project",
        ),
        (
            "",
            "kubePrometheus.chart.path: charts/Chart.yaml is not YAML with a version; "
            "give the directory of an unpacked chart, relative to the project",
        ),
    ],
)
def test_a_directory_without_the_chart_is_refused(tmp_path, monkeypatch, text, line):
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / "charts").mkdir()
        (tmp_path / "charts" / "Chart.yaml").write_text(text, encoding="latin-1")

    with pytest.raises(pulumi.RunError) as caught:
        chart_source(ChartSettings(path="charts"))

    assert str(caught.value) == line
