import pytest

from policies.guardrails import documented_pair
from policies.guardrails.versions import GUARDRAIL
from tests.policies.judging import SELDON_DEPLOY, UNKNOWN, Given, judge_stack
from tests.policies.manifests import asked, given, release, text, workload

ALERTMANAGER = "quay.io/prometheus/alertmanager"
PROMETHEUS = "quay.io/prometheus/prometheus"
OPERATOR = "quay.io/prometheus-operator/prometheus-operator"
METRICS = "registry.k8s.io/kube-state-metrics/kube-state-metrics"


def alertmanager(**spec):
    return given("Alertmanager", spec=spec)


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("Alertmanager", {"image": f"{ALERTMANAGER}:v0.26.0", "version": "v0.26.0"}),
        (
            "Prometheus",
            {"image": f"{PROMETHEUS}:v3.14.0-distroless", "version": "v3.14.0"},
        ),
        ("Alertmanager", {"image": f"{ALERTMANAGER}@sha256:ab", "version": "0.26.0"}),
        ("Alertmanager", {"version": "v0.26.0"}),
        ("Alertmanager", {}),
    ],
)
def test_a_version_that_is_the_images_passes(kind, spec):
    assert asked(GUARDRAIL, given(kind, spec=spec)) == ([], None)


def test_a_version_that_is_not_the_images_is_refused():
    spec = {"image": f"{ALERTMANAGER}:v0.26.0", "version": "v0.33.1"}

    (said,) = asked(GUARDRAIL, alertmanager(**spec)).complaints

    assert said == (
        "Alertmanager seldon-monitoring/subject: Alertmanager's spec.version is "
        "v0.33.1 but its image's tag is v0.26.0; the operator chooses flags by the "
        "first: set both to the same"
    )


def test_an_image_without_version_is_refused_where_the_operator_is_not_known():
    (said,) = asked(GUARDRAIL, alertmanager(image=f"{ALERTMANAGER}:v0.26.0")).complaints

    assert "has no spec.version" in said
    assert "set it to 0.26.0" in said


@pytest.mark.parametrize(
    ("operator", "tag", "said"),
    [
        ("v0.57.0", "0.24.0-debian-11-r9", None),
        ("0.85.0-debian-12-r0", "0.26.0-debian-12-r26", None),
        ("0.85.0-debian-12-r0", "0.25.0-debian-11-r188", "--cluster.label"),
        ("v0.93.1", "v0.26.0", "--cluster.peer-name"),
    ],
)
def test_the_operator_of_a_release_decides_for_an_image_without_version(
    chart, operator, tag, said
):
    image = f"docker.io/bitnami/alertmanager:{tag}"
    chart.append(text(workload(f"{OPERATOR}:{operator}"), alertmanager(image=image)))

    complaints = asked(GUARDRAIL, release()).complaints

    assert (said is None) == (complaints == [])
    assert said is None or said in complaints[0]


def test_without_an_operator_in_it_a_known_chart_says_which_comes(chart):
    image = "docker.io/bitnami/alertmanager:0.25.0-debian-11-r188"
    chart.append(text(alertmanager(image=image)))

    (said,) = asked(
        GUARDRAIL,
        release(chart="oci://example.com/charts/kube-prometheus", version="11.3.10"),
    ).complaints

    assert "operator 0.85.0 takes it for 0.28.1" in said


def test_what_the_operator_does_not_run_is_refused(chart):
    spec = {"image": f"{PROMETHEUS}:v3.5.0", "version": "v3.5.0"}
    chart.append(text(workload(f"{OPERATOR}:v0.76.0"), given("Prometheus", spec=spec)))

    (said,) = asked(GUARDRAIL, release()).complaints

    assert "operator 0.76.0 takes Prometheus 2.0.0 or newer and below 3.0.0" in said


@pytest.mark.parametrize(
    ("tag", "allowed", "refused"),
    [
        ("v2.0.0", "pods=[*]", True),
        ("v2.1.0", "pods=[*]", False),
        ("v2.0.0", "pods=[app]", False),
        ("v1.9.8", "pods=[app]", True),
    ],
)
def test_kube_state_metrics_must_know_its_flag(tag, allowed, refused):
    subject = workload(f"{METRICS}:{tag}", f"--metric-labels-allowlist={allowed}")

    assert bool(asked(GUARDRAIL, subject).complaints) is refused


def test_an_unknown_version_is_left_to_the_update():
    verdict = asked(GUARDRAIL, alertmanager(version=UNKNOWN))

    assert verdict.complaints == []
    assert verdict.unknown == "spec.version"


@pytest.mark.parametrize("version", [0.26, "latest", ["v0.26.0"], True])
def test_what_is_no_version_is_refused(version):
    assert len(asked(GUARDRAIL, alertmanager(version=version)).complaints) == 1


@pytest.mark.parametrize("spec", [None, "none", [], {"image": None}])
def test_an_object_without_versions_passes(spec):
    assert asked(GUARDRAIL, given("Alertmanager", spec=spec)) == ([], None)


def test_an_alertmanager_of_somebody_elses_kind_is_not_its_business():
    spec = {"image": "a:v1.0.0", "version": "v2.0.0"}

    assert asked(GUARDRAIL, given("Alertmanager", "example.com/v1", spec=spec)) == (
        [],
        None,
    )


def seldon(api):
    url = f"http://alertmanager.seldon-system:9093/api/{api}/alerts"
    return Given(SELDON_DEPLOY, {"values": {"env": {"ALERTMANAGER_URL": url}}})


def pair(*resources):
    return judge_stack(documented_pair.GUARDRAIL, resources)


def documented():
    return release(chart="kube-prometheus", version="9.5.12")


def test_the_documented_pair_is_refused_with_both_ways_out():
    (said,) = pair(documented(), seldon("v1")).complaints

    assert said == (
        "release: chart kube-prometheus 9.5.12 brings its own: Alertmanager 0.27.0 "
        "does not serve API v1, removed in 0.27.0; pin Alertmanager below that or use "
        "API v2"
    )


def test_what_is_rendered_counts_more_than_what_the_chart_brings(chart):
    chart.append(text(alertmanager(image=f"{ALERTMANAGER}:0.26.0")))

    assert pair(documented(), seldon("v1")) == ([], None)


def test_a_rendered_alertmanager_without_the_api_is_refused(chart):
    chart.append(text(alertmanager(image=f"{ALERTMANAGER}:v0.28.1")))

    (said,) = pair(release(), seldon("v1")).complaints

    assert "Alertmanager 0.28.1 does not serve API v1" in said


@pytest.mark.parametrize(
    "resources",
    [
        (documented(), seldon("v2")),
        (documented(),),
        (seldon("v1"),),
        (release(), seldon("v1")),
        (Given("other:index:Thing", documented().properties), seldon("v1")),
        (documented(), Given(SELDON_DEPLOY, {"values": {"env": {}}})),
    ],
)
def test_another_pair_passes(resources):
    assert pair(*resources) == ([], None)


def test_an_unknown_url_is_left_to_the_update():
    unknown = Given(SELDON_DEPLOY, {"values": {"env": {"ALERTMANAGER_URL": UNKNOWN}}})

    assert pair(documented(), unknown).unknown == "values.env.ALERTMANAGER_URL"
