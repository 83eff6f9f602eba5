"""Where the chart's images come from: what each setting becomes, what is refused."""

import pytest

from tests.unit.chart_values import at, built, refused, settings
from tests.unit.sections import refusal

DIGEST = "4f" * 32
OWN = {
    "registry": "registry.example.com:5000",
    "repository": "mirror/it",
    "tag": "v1.2.3",
    "digest": f"sha256:{DIGEST}",
}
VALUE = {
    "registry": "registry.example.com:5000",
    "repository": "mirror/it",
    "tag": "v1.2.3",
    "sha": DIGEST,
}
PATHS = {
    "operator": "prometheusOperator.image",
    "configReloader": "prometheusOperator.prometheusConfigReloader.image",
    "thanos": "prometheusOperator.thanosImage",
    "webhookCertificates": "prometheusOperator.admissionWebhooks.patch.image",
}


@pytest.mark.parametrize(("image", "path"), PATHS.items())
def test_an_image_goes_to_its_own_path(image, path):
    assert at(built(images={image: OWN}), path) == VALUE


@pytest.mark.parametrize("path", PATHS.values())
def test_an_image_of_which_nothing_is_said_is_the_chart_s(path):
    with pytest.raises(KeyError):
        at(built(), path)


def test_kube_state_metrics_digest_keeps_its_algorithm():
    # Its own chart writes @ and the value, where the others write @sha256: and it.
    found = at(built(images={"kubeStateMetrics": OWN}), "kube-state-metrics.image")

    assert found == VALUE | {"sha": f"sha256:{DIGEST}"}


def test_one_registry_and_its_secrets_hold_for_every_image():
    own = {"registry": "registry.example.com/mirror", "pullSecrets": ["one", "two"]}

    assert built(images=own)["global"] == {
        "imageRegistry": "registry.example.com/mirror",
        "imagePullSecrets": ["one", "two"],
    }
    assert "global" not in built()


def test_a_version_is_the_tag_and_what_the_operator_goes_by():
    spec = at(built(prometheus={"version": "3.12.0"}), "prometheus.prometheusSpec")

    assert (spec["image"], spec["version"]) == ({"tag": "v3.12.0"}, "v3.12.0")


def test_a_tag_of_one_s_own_leaves_the_version():
    spec = at(
        built(
            prometheus={"version": "3.12.0"},
            images={"prometheus": {"tag": "v3.12.0-hardened"}},
        ),
        "prometheus.prometheusSpec",
    )

    assert (spec["image"], spec["version"]) == ({"tag": "v3.12.0-hardened"}, "v3.12.0")


def test_without_a_version_prometheus_is_the_chart_s():
    spec = at(built(), "prometheus.prometheusSpec")

    assert spec.keys() & {"image", "version"} == set()


@pytest.mark.parametrize(
    ("images", "line"),
    [
        (
            {"prometheus": {"tag": "v3.12.0-hardened"}},
            "prometheus.tag: v3.12.0-hardened does not say for certain which version "
            "it is, and the operator chooses flags by that; set prometheus.version too",
        ),
        (
            {"alertmanager": {"tag": "0.26.0-debian-12-r26"}},
            "alertmanager.tag: the operator reads the version from "
            "0.26.0-debian-12-r26, and alertmanager.version is 0.26.0; leave the tag "
            "out, or tag the image v0.26.0",
        ),
        (
            {"nodeExporter": {"tag": "v1.12.1"}},
            "nodeExporter: the node exporter is a chart of its own here, whose paths "
            "nobody has listed; use images.registry, or "
            "values.prometheus-node-exporter.image",
        ),
    ],
)
def test_what_an_image_cannot_be_is_refused(images, line):
    expected = f"kubePrometheus.images.{line}; nothing was changed"
    assert refused(settings(images=images)) == expected


@pytest.mark.parametrize("tag", ["0.26.0", "v0.26.0"])
def test_a_tag_that_is_the_version_is_taken(tag):
    spec = at(
        built(images={"alertmanager": {"tag": tag}}), "alertmanager.alertmanagerSpec"
    )

    assert spec["image"] == {"tag": tag}


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        (
            "registry",
            "https://registry.example.com",
            'not a registry; write one like "registry.example.com" or '
            '"registry.example.com:5000/mirror"',
        ),
        (
            "repository",
            "prometheus/prometheus:v3",
            'not a repository; write one like "prometheus/prometheus", without '
            "registry and tag",
        ),
        ("tag", "latest", 'not a tag that stays what it is; write one like "v3.14.0"'),
        (
            "digest",
            DIGEST,
            'not a digest; write "sha256:" and the 64 digits that follow it',
        ),
    ],
)
def test_what_is_no_part_of_an_image_is_refused(key, value, line):
    assert refusal(kubePrometheus={"images": {"operator": {key: value}}}) == (
        f'seldon-monitoring:kubePrometheus.images.operator.{key}: "{value}" is '
        f"refused: {line}"
    )


def test_a_registry_of_one_image_beside_that_of_all_is_refused():
    given = {"registry": "a.example.com", "operator": {"registry": "b.example.com"}}

    assert refusal(kubePrometheus={"images": given}) == (
        "seldon-monitoring:kubePrometheus.images: registry is that of every image, so "
        "operator cannot have one of its own; take out one of the two"
    )
