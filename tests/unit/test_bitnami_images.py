"""Where the images of Bitnami's chart come from: its frozen copies, or elsewhere."""

import pytest

from tests.unit.bitnami import NEW, VERSIONS, built
from tests.unit.chart_values import at, has

# The repositories of docker.io/bitnami that each version's values.yaml names.
REPOSITORIES = {
    "operator.image": "prometheus-operator",
    "prometheus.image": "prometheus",
    "prometheus.thanos.image": "thanos",
    "alertmanager.image": "alertmanager",
    "blackboxExporter.image": "blackbox-exporter",
    "kube-state-metrics.image": "kube-state-metrics",
    "node-exporter.image": "node-exporter",
}


@VERSIONS
def test_every_image_comes_from_the_frozen_copies(version):
    values = built(version)

    found = {path: at(values, path)["repository"] for path in REPOSITORIES}
    assert found == {
        path: f"bitnamilegacy/{name}" for path, name in REPOSITORIES.items()
    }
    # The reloader is in the operator's image unless it is given by itself.
    assert not has(values, "operator.prometheusConfigReloader")
    assert not has(values, "global")
    # The ruler that the newer chart renders images of, though it is off.
    assert has(values, "thanosRuler.image") is (version == NEW)


@VERSIONS
@pytest.mark.parametrize(
    ("source", "account"), [("mirror", "bitnami"), ("legacy", "bitnamilegacy")]
)
def test_every_image_comes_from_a_registry_of_one_s_own(version, source, account):
    images = {"source": source, "registry": "registry.example.com/m"}
    values = built(version, images=images | {"pullSecrets": ["one", "two"]})

    found = {path: at(values, path)["repository"] for path in REPOSITORIES}
    assert found == {path: f"{account}/{name}" for path, name in REPOSITORIES.items()}
    assert at(values, "global.imageRegistry") == "registry.example.com/m"
    assert at(values, "global.imagePullSecrets") == ["one", "two"]
    # From 10.2 on the chart refuses to render such images unless it is told to.
    insecure = {"security": {"allowInsecureImages": True}} if version == NEW else {}
    assert values["global"].get("security", {}) == insecure.get("security", {})


def test_one_image_of_another_maker_s_is_allowed_by_the_newer_chart():
    upstream = {
        "registry": "quay.io",
        "repository": "prometheus/alertmanager",
        "tag": "v0.26.0",
    }

    values = built(NEW, images={"alertmanager": upstream})

    assert at(values, "alertmanager.image") == upstream
    assert at(values, "global.security.allowInsecureImages") is True


@pytest.mark.parametrize(
    ("version", "tag"),
    [
        # Of 8.0.9's time, and the last of the chart before each newer Alertmanager.
        ("0.25.0", "0.25.0-debian-11-r188"),
        ("0.26.0", "0.26.0-debian-12-r26"),
    ],
)
def test_alertmanager_s_tag_is_bitnami_s_own(version, tag):
    values = built(alertmanager={"version": version})

    assert at(values, "alertmanager.image.tag") == tag
