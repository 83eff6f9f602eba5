"""Which of a cluster's objects are meant: the named ones, else the only ones."""

import pytest

from domain.compatibility import of_tag
from domain.containers import image
from domain.existing.images import running, tagged
from domain.existing.installation import InstallationError
from domain.existing.services import asked
from domain.names import Service
from tests.unit import there


def refusal(given=None, **changes):
    with pytest.raises(InstallationError) as caught:
        there.installation(given, **changes)
    return str(caught.value).splitlines()


def test_the_only_ones_are_taken():
    found = there.installation()

    assert found.prometheus["metadata"]["name"] == "k8s"
    assert found.alertmanager["metadata"]["name"] == "main"
    assert found.operator["metadata"]["name"] == "prometheus-operator"
    assert found.kube_state_metrics["metadata"]["namespace"] == "kube-system"
    assert found.prometheus_service == Service("prometheus-k8s", "watch", 9090)
    assert found.alertmanager_service == Service("alertmanager-main", "watch", 9093)
    assert found.alertmanager_secret == "alertmanager-main"  # noqa: S105  the name of a Secret
    assert found.operator_version == (0, 85, 0)
    assert found.kube_state_metrics_version == (2, 18, 0)


def test_the_configurations_secret_is_the_one_that_the_object_names():
    found = there.with_alertmanager(configSecret="routes")

    assert found.alertmanager_secret == "routes"  # noqa: S105  the name of a Secret


@pytest.mark.parametrize("named", ["b", "other/b"])
def test_of_several_the_named_one_is_taken(named):
    two = (there.prometheus(), there.prometheus("b", "other"))
    services = (*there.seen().services, there.service("b", "prometheus/b"))
    services[-1]["metadata"]["namespace"] = "other"

    found = there.installation(
        {"prometheus": named}, prometheuses=two, services=services
    )

    assert found.prometheus_service == Service("b", "other", 9090)


def test_several_are_listed_to_be_named():
    two = (there.prometheus(), there.prometheus("b", "other"))

    assert refusal(prometheuses=two) == [
        "kubePrometheus.existing.prometheus: there are several, other/b, watch/k8s: "
        "each a Prometheus; name the one that Seldon is to rest on"
    ]


def test_a_name_that_is_not_there_is_answered_with_those_that_are():
    assert refusal({"alertmanager": "mian"}) == [
        "kubePrometheus.existing.alertmanager: there is no Alertmanager called mian, "
        "only watch/main; correct it, or leave it out"
    ]


def test_each_part_that_is_missing_has_a_line():
    lines = refusal(prometheuses=(), alertmanagers=(), deployments=())

    assert [line.split(":")[0] for line in lines] == [
        "kubePrometheus.existing.prometheus",
        "kubePrometheus.existing.alertmanager",
        "kubePrometheus.existing.operator",
        "kubePrometheus.existing.kubeStateMetrics",
    ]
    assert all("install it first" in line for line in lines)


def test_agents_alone_are_refused():
    (line,) = refusal(prometheuses=(), agents=(there.prometheus("agent"),))

    assert "only PrometheusAgent watch/agent" in line
    assert "make an object of kind Prometheus" in line


def test_a_deployment_that_is_named_may_run_an_image_of_another_name():
    theirs = there.deployment("op", "registry/ose-operator@sha256:1", namespace="ops")
    metrics = there.kube_state_metrics()

    found = there.installation({"operator": "ops/op"}, deployments=(theirs, metrics))

    assert found.operator["metadata"]["name"] == "op"
    assert found.operator_version is None


@pytest.mark.parametrize(
    ("labels", "version"),
    [
        ({"app.kubernetes.io/version": "0.76.0"}, (0, 76, 0)),
        ({}, None),
        # A chart's label is its own version.
        ({"app.kubernetes.io/version": "88.5.3", "chart": "x-88.5.3"}, None),
        ({"app.kubernetes.io/version": "88.5.3", "helm.sh/chart": "x"}, None),
    ],
)
def test_an_operator_by_digest_says_its_version_in_a_label(labels, version):
    image = "quay.io/prometheus-operator/prometheus-operator@sha256:1"
    theirs = there.deployment("operator", image)
    theirs["metadata"]["labels"] = labels

    found = there.installation(deployments=(theirs, there.kube_state_metrics()))

    assert found.operator_version == version


def test_two_services_that_lead_there_are_to_be_told_apart():
    more = there.service("public", "prometheus/k8s")

    (line,) = refusal(services=(*there.seen().services, more))

    assert line.startswith(
        "kubePrometheus.existing.prometheusService: there are several, "
        "watch/prometheus-k8s, watch/public"
    )


def test_a_service_that_is_named_need_not_select_prometheus_itself():
    thanos = there.service("query", "prometheus/k8s", selector={"app": "thanos"})
    thanos["spec"]["ports"] = [{"name": "http", "port": 10902, "targetPort": 10902}]

    found = there.installation(
        {"prometheusService": "query"}, services=(*there.seen().services, thanos)
    )

    assert found.prometheus_service == Service("query", "watch", 10902)


@pytest.mark.parametrize(
    ("ports", "port"),
    [
        ([{"name": "http-web", "port": 80, "targetPort": 9090}], 80),
        ([{"name": "x", "port": 9090}, {"name": "y", "port": 1}], 9090),
        ([{"name": "grpc", "port": 1}, {"name": "web", "port": 81}], 81),
        ([{"name": "grpc", "port": 1}, {"name": "http", "port": 2}], None),
    ],
)
def test_the_port_is_the_one_that_leads_to_the_api(ports, port):
    found = asked(
        "Prometheus",
        there.prometheus(),
        {"metadata": there.meta("s"), "spec": {"ports": ports}},
    )

    assert (found.port if found else None) == port


def test_a_service_without_the_apis_port_is_refused():
    ports = [{"name": "grpc", "port": 1}, {"name": "http", "port": 2}]
    wrong = there.service("prometheus-k8s", "prometheus/k8s", ports=ports)

    (line,) = refusal(services=(wrong, *there.seen().services[1:]))

    assert "has no port of Prometheus's API" in line


def test_a_service_of_tls_is_asked_by_https():
    found = there.of(web={"tlsConfig": {"cert": {}}})

    assert found.prometheus_service.url == "https://prometheus-k8s.watch:9090"


@pytest.mark.parametrize(
    ("reference", "last", "version"),
    [
        ("quay.io/prometheus/prometheus:v3.14.0-distroless", "prometheus", (3, 14, 0)),
        ("host:5000/a/alertmanager:0.26.0-debian-12-r26", "alertmanager", (0, 26, 0)),
        ("host:5000/a/alertmanager", "alertmanager", None),
        ("alertmanager:latest", "alertmanager", None),
        ("a/b:v1.2.3@sha256:00", "b", (1, 2, 3)),
        ("a/b@sha256:00", "b", None),
    ],
)
def test_an_image_is_read(reference, last, version):
    assert (image(reference).name, tagged(reference)) == (last, version)


IMAGE = "quay.io/prometheus/alertmanager"


@pytest.mark.parametrize(
    ("spec", "operator", "version", "problem"),
    [
        ({"image": f"{IMAGE}:v0.26.0", "version": "0.26.0"}, "0.93.0", "0.26.0", None),
        ({"version": "v0.26.0"}, None, "0.26.0", None),
        ({"image": IMAGE, "version": "v0.26.0"}, None, "0.26.0", None),
        ({"image": f"{IMAGE}@sha256:0", "version": "v0.26.0"}, None, "0.26.0", None),
        ({}, "0.85.0", "0.28.1", None),
        ({"baseImage": IMAGE, "tag": "v0.26.0"}, "0.71.0", "0.26.0", None),
        ({}, "0.94.0", None, "spec.version is not set"),
        ({}, None, None, "spec.version is not set"),
        ({"image": f"{IMAGE}@sha256:0"}, "0.85.0", None, "says no version"),
        ({"sha": "00"}, "0.85.0", None, "says no version"),
        (
            {"image": f"{IMAGE}:v0.26.0", "version": "0.28.1"},
            "0.85.0",
            "0.26.0",
            "spec.version is 0.28.1 but its image's tag is v0.26.0",
        ),
        # What broke others: the operator's default is 0.33, the image knows no
        # --cluster.peer-name.
        (
            {"image": f"{IMAGE}:v0.26.0"},
            "0.93.0",
            "0.26.0",
            "starts it with --cluster.peer-name, which it does not know",
        ),
    ],
)
def test_what_runs_is_told_from_image_and_version(spec, operator, version, problem):
    found = running("Alertmanager", spec, operator and of_tag(operator))

    assert found.version == (version and of_tag(version))
    assert (problem or "") in (found.problem or "")
    assert bool(found.problem) is bool(problem)
