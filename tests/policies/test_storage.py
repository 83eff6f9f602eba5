import pytest

from policies.guardrails.storage import ENDURES, RETENTION
from tests.policies.judging import UNKNOWN
from tests.policies.manifests import OPERATORS, asked, given, release, text

RESOURCES = {"requests": {"memory": "4Gi"}, "limits": {"memory": "8Gi"}}


def claim(size="200Gi"):
    return {
        "volumeClaimTemplate": {"spec": {"resources": {"requests": {"storage": size}}}}
    }


def prometheus(kind="Prometheus", **spec):
    whole = {"storage": claim(), "replicas": 1, "resources": RESOURCES, **spec}
    return given(kind, spec=whole)


@pytest.mark.parametrize("kind", ["Prometheus", "Alertmanager"])
def test_what_endures_passes(kind):
    assert asked(ENDURES, prometheus(kind)) == ([], None)


@pytest.mark.parametrize("storage", [None, {}, {"emptyDir": {"medium": "Memory"}}])
@pytest.mark.parametrize("kind", ["Prometheus", "Alertmanager"])
def test_without_a_volume_it_is_refused_in_production(kind, storage):
    (said,) = asked(ENDURES, prometheus(kind, storage=storage)).complaints

    assert said == (
        f"{kind} seldon-monitoring/subject: spec.storage has no volumeClaimTemplate, "
        f"so data ends with the pod; set kubePrometheus.{kind.lower()}.storage"
    )


def test_too_few_replicas_are_refused():
    config = {"prometheusReplicas": 2, "alertmanagerReplicas": 3}

    (said,) = asked(ENDURES, prometheus(), config).complaints

    assert "spec.replicas is 1, and production asks for 2" in said
    assert asked(ENDURES, prometheus(replicas=2), config) == ([], None)
    assert asked(ENDURES, prometheus("Alertmanager", replicas=3), config) == ([], None)
    assert asked(ENDURES, prometheus("Alertmanager", replicas=2), config).complaints


def test_no_replicas_count_as_the_operators_one():
    spec = {"storage": claim(), "resources": RESOURCES}

    assert asked(ENDURES, given("Prometheus", spec=spec)) == ([], None)
    (said,) = asked(ENDURES, prometheus(replicas=0)).complaints
    assert "spec.replicas is 0" in said


@pytest.mark.parametrize("missing", ["requests", "limits"])
def test_without_memory_it_is_refused(missing):
    resources = {key: value for key, value in RESOURCES.items() if key != missing}

    (said,) = asked(ENDURES, prometheus(resources=resources)).complaints

    assert f"spec.resources.{missing}.memory is not set" in said


def test_the_second_prometheus_of_a_mesh_may_lose_its_hours():
    spec = {"resources": RESOURCES}
    subject = given("Prometheus", name="seldon-monitoring-istio", spec=spec)
    bare = given("Prometheus", name="seldon-monitoring-istio", spec={})
    config = {"prometheusReplicas": 2}

    assert asked(ENDURES, subject, config) == ([], None)
    assert len(asked(ENDURES, bare, config).complaints) == 2, "resources alone"
    assert len(asked(ENDURES, subject, {**config, "listed": []}).complaints) == 2
    unreasoned = [{"resource": "Prometheus/*", "reason": ""}]
    assert asked(ENDURES, subject, {**config, "listed": unreasoned}).complaints


def test_outside_production_nothing_of_it_is_asked():
    bare = given("Prometheus", spec={})

    assert asked(ENDURES, bare, {"production": False}) == ([], None)
    assert len(asked(ENDURES, bare).complaints) == 3


def test_a_rendered_object_is_asked(chart):
    chart.append(text(given("Prometheus", spec={})))

    assert len(asked(ENDURES, release()).complaints) == 3


def test_unknown_storage_is_left_to_the_update():
    verdict = asked(ENDURES, prometheus(storage=UNKNOWN))

    assert verdict.complaints == []
    assert verdict.unknown == "spec.storage"


@pytest.mark.parametrize(
    "subject", [given("Deployment", "apps/v1"), given("Prometheus", "x/v1")]
)
def test_another_object_is_not_its_business(subject):
    assert asked(ENDURES, subject) == ([], None)


# 30 d * 86400 s * 10,000 a second * 2 bytes = 51.84 GB = 48.28 GiB.
@pytest.mark.parametrize(
    ("retention", "size", "rate", "passes"),
    [
        ("30d", "49Gi", 10_000, True),
        ("30d", "48Gi", 10_000, False),
        ("30d", "51.9G", 10_000, True),
        ("30d", "48Gi", 9_900, True),
        ("2w", "23Gi", 10_000, True),
        ("1h", "100Mi", 10_000, True),
    ],
)
def test_the_bytes_that_a_retention_needs_have_room(retention, size, rate, passes):
    subject = prometheus(retention=retention, storage=claim(size))

    verdict = asked(RETENTION, subject, {"samplesPerSecond": rate})

    assert (verdict.complaints == []) is passes


def test_a_retention_without_room_is_refused_with_the_figures():
    subject = prometheus(retention="30d", storage=claim("20Gi"))

    assert asked(RETENTION, subject).complaints == [
        "Prometheus seldon-monitoring/subject: spec.retention 30d needs 48.3Gi at "
        "10000 samples a second of 2 bytes, and the volume has 20.0Gi; enlarge "
        "kubePrometheus.prometheus.storage.size, or keep less"
    ]


# Prometheus' units are powers of two: 80 % of 100 GiB is 80GB.
@pytest.mark.parametrize(
    ("bound", "said"),
    [
        ("80GB", None),
        ("80GiB", None),
        ("81GB", "more than 80% of the volume of 100.0Gi"),
        ("1TB", "more than 80%"),
        ("much", "is no size"),
    ],
)
def test_a_bound_by_size_leaves_room_for_the_log(bound, said):
    subject = prometheus(retention="10y", retentionSize=bound, storage=claim("100Gi"))

    complaints = asked(RETENTION, subject).complaints

    assert (complaints == []) is (said is None)
    assert said is None or said in complaints[0]


@pytest.mark.parametrize(
    "spec",
    [
        {"storage": None, "retention": "10y"},
        {"storage": claim("unclear"), "retention": "10y"},
        {"retention": "soon"},
        {},
    ],
)
def test_what_cannot_be_reckoned_passes(spec):
    assert asked(RETENTION, given("Prometheus", spec=spec)) == ([], None)


@pytest.mark.parametrize(
    ("kind", "api"), [("Alertmanager", OPERATORS), ("Prometheus", "example.com/v1")]
)
def test_the_volume_of_another_object_is_not_its_business(kind, api):
    spec = {"storage": claim("1Gi"), "retention": "120h"}

    assert asked(RETENTION, given(kind, api, spec=spec)) == ([], None)


def test_an_unknown_retention_is_left_to_the_update():
    assert asked(RETENTION, prometheus(retention=UNKNOWN)).unknown == "spec.retention"
