"""The chart's values that a user gives: beside ours, and never on a path of ours."""

import pytest

from tests.unit.chart_values import built, refused, settings, whole


def test_values_of_the_user_s_stand_beside_ours():
    found = whole(
        settings(
            values={
                "commonLabels": {"team": "ml"},
                "prometheus": {"prometheusSpec": {"walCompression": True}},
            }
        )
    )

    expected = built()
    del expected["alertmanager"]["alertmanagerSpec"]["secrets"]
    expected["commonLabels"] = {"team": "ml"}
    expected["prometheus"]["prometheusSpec"]["walCompression"] = True
    assert found == expected


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"fullnameOverride": "x"}, "fullnameOverride"),
        (
            {"prometheus": {"prometheusSpec": {"retention": "1d"}}},
            "prometheus.prometheusSpec.retention",
        ),
        # Below a map of ours, and above one.
        (
            {"prometheus": {"prometheusSpec": {"externalLabels": {"a": "b"}}}},
            "prometheus.prometheusSpec.externalLabels",
        ),
        ({"alertmanager": None}, "alertmanager"),
        ({"prometheus": {"prometheusSpec": []}}, "prometheus.prometheusSpec"),
        # Ours, though no setting sets it now.
        (
            {"prometheus": {"prometheusSpec": {"storageSpec": {"emptyDir": {}}}}},
            "prometheus.prometheusSpec.storageSpec",
        ),
    ],
)
def test_a_value_on_a_path_of_ours_is_refused(values, path):
    assert refused(settings(values=values)) == (
        f"kubePrometheus.values.{path} is set by this program; use the setting that "
        "stands for it instead"
    )


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"namespaceOverride": "elsewhere"}, "namespaceOverride"),
        (
            {"alertmanager": {"alertmanagerSpec": {"version": "v0.27.0"}}},
            "alertmanager.alertmanagerSpec.version",
        ),
        (
            {"prometheus": {"prometheusSpec": {"ruleSelector": {"matchLabels": {}}}}},
            "prometheus.prometheusSpec.ruleSelector",
        ),
        ({"prometheus": {"service": {"port": 80}}}, "prometheus.service.port"),
    ],
)
def test_a_value_that_names_and_urls_rest_on_is_refused(values, path):
    assert refused(settings(values=values)) == (
        f"kubePrometheus.values.{path} would move what this program relies on (names, "
        "URLs, selectors, versions); take it out"
    )
