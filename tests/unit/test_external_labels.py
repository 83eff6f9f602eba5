"""Prometheus' own labels: names that every version takes of them."""

import pytest

from settings.kube_prometheus import PrometheusSettings
from tests.unit.sections import nested, refusal

KEY = "kubePrometheus.prometheus.externalLabels"


def test_names_that_every_version_takes_pass():
    labels = {"cluster": "one", "_zone2": "größe", "Ab_9": ""}

    settings = PrometheusSettings.model_validate({"externalLabels": labels})

    assert settings.external_labels == labels


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("my-cluster", "my-cluster"),
        ("a.b", "a.b"),
        ("größe", "größe"),
        ("1st", "1st"),
        ("__cluster", "__cluster"),
        ("cluster\n", r"cluster\n"),
        ("", ""),
    ],
)
def test_a_name_that_older_ones_refuse_or_keep_for_themselves_is_refused(name, shown):
    assert refusal(**nested(KEY, {"cluster": "one", name: "two"})) == (
        f'seldon-monitoring:{KEY}: "{shown}" is no name of a label that every '
        "Prometheus and Alertmanager takes; write letters, digits and _, no digit and "
        "no __ first"
    )
