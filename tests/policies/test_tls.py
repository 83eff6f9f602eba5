import pytest

from policies.guardrails.tls import GUARDRAIL
from tests.policies.judging import ALERTMANAGER, UNKNOWN, judge
from tests.policies.manifests import asked, given, release, text


def oauth2(**tls):
    http = {"oauth2": {"tls_config": tls}}
    webhook = {"url": "http://seldon-deploy.seldon-system", "http_config": http}
    receivers = [{"name": "deploy-webhook", "webhook_configs": [webhook]}]
    return {"configuration": {"receivers": receivers}}


def test_the_documented_shortcut_is_refused_in_production():
    (said,) = judge(
        GUARDRAIL, ALERTMANAGER, oauth2(insecure_skip_verify=True)
    ).complaints

    assert said == (
        "configuration.receivers[0].webhook_configs[0].http_config.oauth2.tls_config."
        "insecure_skip_verify leaves a certificate unverified; take it out and name "
        "the certificate authority instead (ca, caFile)"
    )


@pytest.mark.parametrize(
    "tls", [{}, {"ca_file": "/etc/ca"}, {"insecure_skip_verify": False}]
)
def test_a_verified_certificate_passes(tls):
    assert judge(GUARDRAIL, ALERTMANAGER, oauth2(**tls)) == ([], None)


def test_outside_production_it_passes():
    found = oauth2(insecure_skip_verify=True)

    assert judge(GUARDRAIL, ALERTMANAGER, found, {"production": False}) == ([], None)


@pytest.mark.parametrize(
    "spec",
    [
        {"remoteWrite": [{"tlsConfig": {"insecureSkipVerify": True}}]},
        {"alerting": {"alertmanagers": [{"tlsConfig": {"insecureSkipVerify": True}}]}},
        {"remoteWrite": [{"tls_config": {"insecure_skip_verify": "true"}}]},
    ],
)
def test_an_object_is_asked(spec):
    (said,) = asked(GUARDRAIL, given("Prometheus", spec=spec)).complaints

    assert said.startswith("Prometheus seldon-monitoring/subject: spec.")


def monitor(name):
    endpoints = [{"tlsConfig": {"insecureSkipVerify": True}}]
    return given("ServiceMonitor", name=name, spec={"endpoints": endpoints})


def test_the_kubelets_certificate_need_not_be_verified(chart):
    chart.append(text(monitor("seldon-monitoring-kubelet")))

    assert asked(GUARDRAIL, release()) == ([], None)
    assert asked(GUARDRAIL, release(), {"listed": []}).complaints != []


def test_another_monitor_is_let_through_only_with_a_reason():
    named = {"resource": "ServiceMonitor/mine", "reason": "a self-signed appliance"}

    assert asked(GUARDRAIL, monitor("mine")).complaints != []
    assert asked(GUARDRAIL, monitor("mine"), {"listed": [named]}) == ([], None)
    named["reason"] = ""
    assert asked(GUARDRAIL, monitor("mine"), {"listed": [named]}).complaints != []


FILES = {
    "caFile": "/etc/prom-certs/root-cert.pem",
    "certFile": "/etc/prom-certs/cert-chain.pem",
    "keyFile": "/etc/prom-certs/key.pem",
    "insecureSkipVerify": True,
}


def scraping(tls, name="istio-mtls"):
    classes = [{"name": name, "tlsConfig": tls}]
    return given("Prometheus", spec={"scrapeClasses": classes})


def test_a_mesh_s_certificates_name_no_address_and_need_not_be_verified():
    assert asked(GUARDRAIL, scraping(FILES)) == ([], None)


@pytest.mark.parametrize(
    "tls",
    [
        {"insecureSkipVerify": True},
        FILES | {"caFile": "/etc/elsewhere/ca.pem"},
        {key: value for key, value in FILES.items() if key != "certFile"},
    ],
)
def test_only_istio_s_own_certificates_are_let_through(tls):
    (said,) = asked(GUARDRAIL, scraping(tls)).complaints

    assert "spec.scrapeClasses[0].tlsConfig.insecureSkipVerify" in said


# What both programs' YAML takes for true.
@pytest.mark.parametrize("yes", ["true", "True", "yes", "on", "y"])
def test_a_configuration_in_a_text_is_read(yes):
    held = f"tls_config:\n  insecure_skip_verify: {yes}\n"
    subject = given("ConfigMap", "v1", data={"prometheus.yml": held})

    (said,) = asked(GUARDRAIL, subject).complaints

    assert "data.prometheus.yml leaves a certificate unverified" in said


def test_an_unknown_value_hides_no_other():
    verdict = judge(
        GUARDRAIL,
        ALERTMANAGER,
        {"configuration": {"a": UNKNOWN, "insecure_skip_verify": True}},
    )

    assert len(verdict.complaints) == 1
    assert verdict.unknown == "configuration.a"


@pytest.mark.parametrize("properties", [{}, {"configuration": None}])
def test_what_is_not_declared_passes(properties):
    assert judge(GUARDRAIL, ALERTMANAGER, properties) == ([], None)
