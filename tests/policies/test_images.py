import pytest

from policies.guardrails.images import GUARDRAIL
from tests.policies.judging import UNKNOWN
from tests.policies.manifests import asked, given, release, text, workload

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    "image",
    [
        "quay.io/prometheus/prometheus:v3.14.0-distroless",
        f"quay.io/prometheus/prometheus@{DIGEST}",
        f"quay.io/prometheus/prometheus:latest@{DIGEST}",
        "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0",
        "bitnamilegacy/alertmanager:0.26.0-debian-12-r26",
        "nginx:1.27.0",
    ],
)
def test_a_pinned_image_of_an_allowed_registry_passes(image):
    assert asked(GUARDRAIL, workload(image)) == ([], None)


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        ("quay.io/prometheus/prometheus", "quay.io/prometheus/prometheus"),
        (
            "quay.io/prometheus/prometheus:latest",
            "quay.io/prometheus/prometheus:latest",
        ),
        ("quay.io/a/b:main", "quay.io/a/b:main"),
        ("busybox:latest", "docker.io/library/busybox:latest"),
    ],
)
def test_an_image_that_moves_is_refused(image, shown):
    assert asked(GUARDRAIL, workload(image)).complaints == [
        "Deployment seldon-monitoring/workload: the image of container main is "
        f"{shown}, which moves; pin a version or a digest"
    ]


def test_an_image_from_elsewhere_is_refused():
    (said,) = asked(
        GUARDRAIL,
        workload("registry.example.com:5000/a/b:v1.0.0"),
        {"registries": ["quay.io", "docker.io/bitnamilegacy"]},
    ).complaints

    assert said == (
        "Deployment seldon-monitoring/workload: the image of container main is "
        "registry.example.com:5000/a/b:v1.0.0, which is from none of quay.io, "
        "docker.io/bitnamilegacy; mirror it there, or add its registry to the "
        "parameter registries"
    )


@pytest.mark.parametrize(
    ("image", "passes"),
    [
        ("bitnamilegacy/alertmanager:0.26.0", True),
        ("bitnami/alertmanager:0.26.0", False),
        ("docker.io/bitnamilegacy-copy/alertmanager:0.26.0", False),
        ("quay.io.example.com/a:1.0.0", False),
    ],
)
def test_a_registry_may_be_a_path(image, passes):
    verdict = asked(
        GUARDRAIL,
        workload(image),
        {"registries": ["quay.io", "docker.io/bitnamilegacy"]},
    )

    assert (verdict.complaints == []) is passes


def test_no_list_allows_every_registry():
    assert asked(GUARDRAIL, workload("a.example.com/b:1.0.0"), {"registries": []}) == (
        [],
        None,
    )


@pytest.mark.parametrize("key", ["containers", "initContainers"])
@pytest.mark.parametrize("kind", ["DaemonSet", "StatefulSet", "Job"])
def test_each_container_of_each_workload_is_asked(kind, key):
    pod = {
        key: [
            {"name": "first", "image": "quay.io/a:1.0.0"},
            {"name": "x", "image": "a"},
        ]
    }
    subject = given(kind, "apps/v1", spec={"template": {"spec": pod}})

    (said,) = asked(GUARDRAIL, subject).complaints

    assert "container x is docker.io/library/a" in said


@pytest.mark.parametrize(
    ("spec", "refused"),
    [
        ({"image": "quay.io/prometheus/alertmanager"}, True),
        ({"image": "quay.io/prometheus/alertmanager", "tag": "v0.26.0"}, False),
        ({"image": "quay.io/prometheus/alertmanager", "sha": "ab" * 32}, False),
        ({"image": "quay.io/prometheus/alertmanager:v0.26.0"}, False),
        ({}, False),
    ],
)
def test_the_image_of_an_object_of_the_operator_is_asked(spec, refused):
    verdict = asked(GUARDRAIL, given("Alertmanager", spec=spec))

    assert bool(verdict.complaints) is refused


def test_a_container_whose_image_is_the_operators_to_choose_passes():
    reloader = {"name": "config-reloader", "args": ["--watch-interval=10s"]}

    assert asked(GUARDRAIL, given("Prometheus", spec={"containers": [reloader]})) == (
        [],
        None,
    )


def test_the_thanos_sidecar_is_asked():
    subject = given("Prometheus", spec={"thanos": {"image": "quay.io/thanos/thanos"}})

    assert "spec.thanos.image" in asked(GUARDRAIL, subject).complaints[0]


def test_what_the_operator_starts_is_asked():
    subject = workload(
        "quay.io/prometheus-operator/prometheus-operator:v0.93.1",
        "--prometheus-config-reloader=quay.io/prometheus-operator/reloader:latest",
    )

    (said,) = asked(GUARDRAIL, subject).complaints

    assert "the operator's --prometheus-config-reloader is" in said


def test_a_rendered_image_is_asked(chart):
    chart.append(text(workload("quay.io/a/b:latest")))

    assert len(asked(GUARDRAIL, release()).complaints) == 1


def test_an_unknown_image_hides_no_other():
    pod = {
        "containers": [
            {"name": "a", "image": "quay.io/a"},
            {"name": "b", "image": UNKNOWN},
        ]
    }
    verdict = asked(
        GUARDRAIL, given("Deployment", "apps/v1", spec={"template": {"spec": pod}})
    )

    assert len(verdict.complaints) == 1
    assert verdict.unknown is not None


@pytest.mark.parametrize(
    "spec", [None, {}, {"template": None}, {"template": {"spec": []}}]
)
def test_what_has_no_containers_passes(spec):
    assert asked(GUARDRAIL, given("Deployment", "apps/v1", spec=spec)) == ([], None)
