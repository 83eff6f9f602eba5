"""Which Alertmanager serves which API (Alertmanager's changelog, Seldon's pages)."""

import pytest

from domain import compatibility
from domain.compatibility import alertmanager_api_problem, version


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.26.0", (0, 26, 0)),
        ("v0.27.1", (0, 27, 1)),
        ("1.0.0-rc.1", (1, 0, 0)),
    ],
)
def test_a_version_is_three_numbers(text, expected):
    assert version(text) == expected


@pytest.mark.parametrize(
    ("alertmanager", "api"),
    [
        ("0.24.0", "v1"),
        ("0.26.0", "v1"),
        ("0.26.99", "v1"),
        ("0.24.0", "v2"),
        ("0.27.0", "v2"),
        ("1.0.0", "v2"),
    ],
)
def test_a_pair_that_works_is_left_alone(alertmanager, api):
    assert alertmanager_api_problem(alertmanager, api) is None


@pytest.mark.parametrize(
    ("alertmanager", "api", "problem"),
    [
        (
            "0.27.0",
            "v1",
            (
                "Alertmanager 0.27.0 does not serve API v1, removed in 0.27.0; pin "
                "Alertmanager below that or use API v2"
            ),
        ),
        (
            "v1.2.3",
            "v1",
            (
                "Alertmanager v1.2.3 does not serve API v1, removed in 0.27.0; pin "
                "Alertmanager below that or use API v2"
            ),
        ),
        (
            "0.23.9",
            "v1",
            "Alertmanager 0.23.9 is too old; Seldon needs 0.24.0 or newer",
        ),
        (
            "0.9.0",
            "v2",
            "Alertmanager 0.9.0 is too old; Seldon needs 0.24.0 or newer",
        ),
        ("0.26.0", "v3", "Alertmanager has no API v3; use v1 or v2"),
    ],
)
def test_a_pair_that_cannot_work_is_told_with_both_ways_out(alertmanager, api, problem):
    assert alertmanager_api_problem(alertmanager, api) == problem


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("v3.14.0-distroless", (3, 14, 0)),
        ("0.26.0-debian-12-r26", (0, 26, 0)),
        ("v0.26.0", (0, 26, 0)),
        ("latest", None),
        ("main", None),
        ("v3.14", None),
    ],
)
def test_a_tag_says_a_version_or_none(tag, expected):
    assert compatibility.of_tag(tag) == expected


def test_the_documented_pair_is_refused_with_both_ways_out():
    said = compatibility.chart_api_problem("kube-prometheus", "9.5.12", "v1")

    assert said == (
        "chart kube-prometheus 9.5.12 brings its own: Alertmanager 0.27.0 does not "
        "serve API v1, removed in 0.27.0; pin Alertmanager below that or use API v2"
    )


@pytest.mark.parametrize(
    ("name", "at", "api"),
    [
        ("kube-prometheus", "9.5.12", "v2"),
        ("kube-prometheus", "8.0.9", "v1"),
        ("kube-prometheus", "8.29.0", "v1"),
        ("kube-prometheus-stack", "56.17.0", "v1"),
        ("kube-prometheus-stack", "1.0.0", "v1"),
    ],
)
def test_a_chart_that_serves_the_api_or_is_not_known_is_left_alone(name, at, api):
    assert compatibility.chart_api_problem(name, at, api) is None


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("kube-prometheus", "8.29.1"),
        ("kube-prometheus", "11.3.10"),
        ("kube-prometheus-stack", "56.18.0"),
        ("kube-prometheus-stack", "88.5.3"),
    ],
)
def test_a_chart_with_a_newer_alertmanager_does_not_serve_the_first_api(name, at):
    assert compatibility.chart_api_problem(name, at, "v1")


# What Bitnami's charts do: they write no version into the object.
@pytest.mark.parametrize(
    ("tag", "operator"),
    [
        ("0.24.0-debian-11-r9", "0.57.0"),
        ("0.26.0-debian-12-r26", "0.57.0"),
        ("0.26.0-debian-12-r26", "0.85.0"),
        ("v0.33.1", "0.93.1"),
        ("v0.30.0", "0.93.0"),
    ],
)
def test_an_image_without_version_passes_where_no_flag_is_too_new(tag, operator):
    assert (
        compatibility.spec_version_problem("Alertmanager", tag, None, operator) is None
    )


@pytest.mark.parametrize(
    ("product", "tag", "operator", "said"),
    [
        ("Alertmanager", "0.25.0-debian-11-r188", "0.85.0", "--cluster.label"),
        ("Alertmanager", "v0.26.0", "0.93.1", "--cluster.peer-name"),
        ("Alertmanager", "v0.26.0", "0.93.0", "run Alertmanager 0.30.0 or newer"),
        ("Prometheus", "v2.50.1", "0.85.0", "only Prometheus 3 reads"),
        ("Prometheus", "v3.5.0", "0.93.1", "retention"),
        ("Alertmanager", "v0.26.0", None, "a default of its own; set it to 0.26.0"),
        ("Alertmanager", "v0.26.0", "0.94.0", "a default of its own"),
        ("Prometheus", "stable", "0.93.1", "says no version"),
    ],
)
def test_an_image_that_the_operator_takes_for_another_is_refused(
    product, tag, operator, said
):
    problem = compatibility.spec_version_problem(product, tag, None, operator)

    assert said in (problem or "")


@pytest.mark.parametrize(
    ("tag", "spec"),
    [
        ("v0.26.0", "v0.26.0"),
        ("v0.26.0", "0.26.0"),
        ("v3.14.0-distroless", "v3.14.0"),
        (None, "v0.26.0"),
        ("internal-build", "v0.26.0"),
        (None, None),
    ],
)
def test_a_version_that_agrees_with_the_image_passes(tag, spec):
    assert compatibility.spec_version_problem("Alertmanager", tag, spec) is None


def test_a_version_that_is_not_the_images_is_refused():
    said = compatibility.spec_version_problem("Alertmanager", "v0.26.0", "v0.33.1")

    assert said == (
        "Alertmanager's spec.version is v0.33.1 but its image's tag is v0.26.0; the "
        "operator chooses flags by the first: set both to the same"
    )


def test_a_version_that_is_none_is_refused():
    said = compatibility.spec_version_problem("Prometheus", None, "latest")

    assert said == (
        "Prometheus's spec.version is 'latest', which is none; write one like 1.2.3"
    )


@pytest.mark.parametrize(
    ("operator", "what", "found", "passes"),
    [
        ("0.93.1", "Alertmanager", "0.15.0", True),
        ("0.93.1", "Alertmanager", "0.14.0", False),
        ("0.93.1", "Alertmanager", "1.0.0", False),
        ("0.76.2", "Prometheus", "2.54.0", True),
        ("0.76.2", "Prometheus", "3.0.1", False),
        ("0.77.0", "Prometheus", "3.0.1", True),
        ("0.93.1", "Prometheus", "1.8.0", False),
        ("0.83.0", "Kubernetes", "1.16.0", True),
        ("0.84.0", "Kubernetes", "1.24.9", False),
        ("0.84.0", "Kubernetes", "1.25.0", True),
    ],
)
def test_an_operator_takes_what_its_source_says(operator, what, found, passes):
    assert (compatibility.operator_problem(operator, what, found) is None) is passes


def test_what_an_operator_takes_is_said():
    assert compatibility.operator_problem("0.76.0", "Prometheus", "3.0.1") == (
        "operator 0.76.0 takes Prometheus 2.0.0 or newer and below 3.0.0, not 3.0.1"
    )


@pytest.mark.parametrize(
    ("name", "at", "kubernetes", "said"),
    [
        ("kube-prometheus-stack", "88.5.3", "1.24.0", "needs Kubernetes 1.25.0"),
        ("kube-prometheus", "11.3.10", "1.24.0", "operator 0.85.0 takes Kubernetes"),
        ("kube-prometheus-stack", "88.5.3", "1.25.0", None),
        ("kube-prometheus", "8.0.9", "1.24.0", None),
        ("unknown", "1.0.0", "1.0.0", None),
    ],
)
def test_a_chart_goes_where_it_and_its_operator_can(name, at, kubernetes, said):
    problem = compatibility.kubernetes_problem(name, at, kubernetes)

    assert (problem is None) if said is None else said in (problem or "")


@pytest.mark.parametrize(
    ("found", "feature", "passes"),
    [
        ("2.0.0", "pods=[*]", False),
        ("2.1.0", "pods=[*]", True),
        ("1.9.8", "--metric-labels-allowlist", False),
        ("2.0.0", "--metric-labels-allowlist", True),
        ("1.0.0", "something else", True),
    ],
)
def test_kube_state_metrics_has_its_features_since_a_version(found, feature, passes):
    problem = compatibility.kube_state_metrics_problem(found, feature)

    assert (problem is None) is passes


def test_every_row_has_a_source():
    sources = (
        *(row.source for row in compatibility.ALERTMANAGER_APIS),
        *(row.source for row in compatibility.CREDENTIAL_FILES),
        *(row.source for row in compatibility.CHARTS),
        *(row.source for row in compatibility.OPERATORS),
        *(row.source for row in compatibility.OPERATOR_NEEDS),
        *(row.source for row in compatibility.OPERATOR_GATES),
        *(row.source for row in compatibility.NEEDS),
    )

    assert all(len(source) > 10 for source in sources)


def test_the_operator_of_a_chart_runs_what_the_chart_brings():
    for row in compatibility.CHARTS:
        for what, found in (
            ("Prometheus", row.prometheus),
            ("Alertmanager", row.alertmanager),
        ):
            assert compatibility.operator_problem(row.operator, what, found) is None
