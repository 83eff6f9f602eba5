import pytest

from policies.guardrails.endpoints import GUARDRAIL
from tests.policies.judging import (
    ALERTMANAGER,
    SELDON_DEPLOY,
    UNKNOWN,
    Verdict,
    judge,
    secret,
)

INSIDE = "http://seldon-monitoring-prometheus.seldon-monitoring:9090/api/v1/"
OUTSIDE = "https://prometheus.example.com/api/v1/"
PLACES = {
    "prometheus.seldon.url": lambda url: {"prometheus": {"seldon": {"url": url}}},
    "prometheus.seldon.resourceMetricsUrl": lambda url: {
        "prometheus": {"seldon": {"resourceMetricsUrl": url}}
    },
    "prometheus.knative.url": lambda url: {"prometheus": {"knative": {"url": url}}},
    "env.ALERTMANAGER_URL": lambda url: {"env": {"ALERTMANAGER_URL": url}},
}


def seldon(values: object) -> Verdict:
    return judge(GUARDRAIL, SELDON_DEPLOY, {"values": values})


def receiver(*urls: str, name: str = "deploy-webhook") -> Verdict:
    webhooks = [{"url": url} for url in urls]
    receivers = [
        {"name": "default-receiver"},
        {"name": name, "webhook_configs": webhooks},
    ]
    return judge(GUARDRAIL, ALERTMANAGER, {"configuration": {"receivers": receivers}})


@pytest.mark.parametrize("key", PLACES)
def test_a_service_of_the_cluster_passes(key):
    assert seldon(PLACES[key](INSIDE)) == ([], None)


@pytest.mark.parametrize("key", PLACES)
def test_an_outside_url_is_refused_with_key_host_and_remedy(key):
    (said,) = seldon(PLACES[key](OUTSIDE)).complaints

    assert said == (
        f"seldonDeploy.values.{key} leaves the cluster: prometheus.example.com is not "
        "SERVICE.NAMESPACE; remove it from the stack file, or name a Service of this "
        "cluster"
    )


@pytest.mark.parametrize("key", PLACES)
def test_an_unknown_url_is_left_to_the_update(key):
    assert seldon(PLACES[key](UNKNOWN)) == ([], f"values.{key}")


def test_an_unknown_url_hides_no_other_refusal():
    verdict = seldon(
        {
            "prometheus": {"seldon": {"url": UNKNOWN}, "knative": {"url": OUTSIDE}},
        }
    )

    assert len(verdict.complaints) == 1
    assert verdict.unknown == "values.prometheus.seldon.url"


@pytest.mark.parametrize("values", [None, {}, {"prometheus": {}}, {"env": "none"}])
def test_what_is_not_declared_passes(values):
    assert seldon(values) == ([], None)


def test_an_empty_place_for_another_prometheus_leads_nowhere_and_passes():
    assert seldon(PLACES["prometheus.seldon.resourceMetricsUrl"]("")) == ([], None)


@pytest.mark.parametrize("url", [5, True, {"host": "x"}, ["http://a.b"], ""])
def test_what_is_no_url_is_refused(url):
    assert len(seldon(PLACES["prometheus.seldon.url"](url)).complaints) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://alice:swordfish@prometheus.example.com/api/v1/?token=swordfish",
        "https://alice:sword/swordfish@prometheus.example.com/",
        "https://alice:p@swordfish/x@prometheus.example.com/",
        "https://alice:swordfish@[bad/",
    ],
)
def test_no_credential_of_a_secret_url_is_said(url):
    complaints = seldon(PLACES["prometheus.seldon.url"](secret(url))).complaints

    assert len(complaints) == 1
    assert "swordfish" not in complaints[0]
    assert "alice" not in complaints[0]


def test_a_password_for_a_service_of_the_cluster_passes():
    url = "http://alice:swordfish@thanos-query.monitoring.svc:9090/api/v1/"

    assert seldon(PLACES["prometheus.seldon.url"](secret(url))) == ([], None)


def test_a_webhook_inside_the_cluster_passes():
    assert receiver("http://seldon-deploy.seldon-system:80/hook") == ([], None)


def test_a_webhook_outside_is_refused_by_its_place():
    inside = "http://seldon-deploy.seldon-system:80/a"

    (said,) = receiver(inside, "https://10.0.0.1/").complaints

    assert said == (
        "receiver deploy-webhook, webhook_configs[1].url leaves the cluster: 10.0.0.1 "
        "is an address, not a Service; check seldon.release, seldon.namespace and "
        "seldon.serviceName"
    )


def test_another_receivers_webhook_may_leave():
    assert receiver("https://hooks.example.com/x", name="on-call") == ([], None)


def test_an_unknown_webhook_is_left_to_the_update():
    assert receiver(UNKNOWN).unknown is not None


@pytest.mark.parametrize(
    "configuration", [None, {}, {"receivers": []}, {"receivers": "none"}]
)
def test_no_receiver_passes(configuration):
    assert judge(GUARDRAIL, ALERTMANAGER, {"configuration": configuration}) == (
        [],
        None,
    )


def test_other_resources_are_not_its_business():
    other = {"values": PLACES["prometheus.seldon.url"](OUTSIDE)}

    assert judge(GUARDRAIL, "kubernetes:core/v1:Secret", other) == ([], None)
