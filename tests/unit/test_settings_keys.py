"""Keys of a stack file that are unknown or missing, each told in one line."""

import pytest

from settings import SettingsError, load
from tests.unit.sections import nested, refusal


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
                "unknown key; known here: cluster, credentials, namespace, "
                "kubePrometheus, alertmanager, monitors, istioPrometheus, alertRules, "
                "customRules, seldon, seldonDeploy, promotion"
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
