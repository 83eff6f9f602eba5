"""https for Prometheus and Alertmanager: served, asked, watched, and told to Seldon."""

import pytest

from components.kube_prometheus import stack_names
from domain import endpoints
from settings.kube_prometheus import KubePrometheusSettings
from tests.unit.chart_values import at, built
from tests.unit.sections import refusal

TLS = {"secret": "web-tls", "certificate": "cert.pem", "key": "key.pem", "ca": "ca.pem"}
ASKED = {
    "prometheus": {
        "ca": {"secret": {"name": "web-tls", "key": "ca.pem"}},
        # As the Service is called, because a pod is asked by its address.
        "serverName": "seldon-monitoring-prometheus.monitoring",
    },
    "alertmanager": {
        "ca": {"secret": {"name": "web-tls", "key": "ca.pem"}},
        "serverName": "seldon-monitoring-alertmanager.monitoring",
    },
}
SPECS = {
    "prometheus": "prometheus.prometheusSpec",
    "alertmanager": "alertmanager.alertmanagerSpec",
}
PORTS = {"prometheus": 9090, "alertmanager": 9093}


@pytest.mark.parametrize("instance", SPECS)
def test_the_certificate_comes_from_a_secret_that_is_there(instance):
    values = built(**{instance: {"web": {"tls": TLS}}})

    assert at(values, SPECS[instance])["web"] == {
        "tlsConfig": {
            "cert": {"secret": {"name": "web-tls", "key": "cert.pem"}},
            "keySecret": {"name": "web-tls", "key": "key.pem"},
        }
    }
    assert at(values, SPECS[instance])["externalUrl"] == (
        f"https://seldon-monitoring-{instance}.monitoring:{PORTS[instance]}"
    )


@pytest.mark.parametrize("instance", SPECS)
def test_its_own_metrics_are_asked_for_by_https(instance):
    values = built(**{instance: {"web": {"tls": TLS}}})

    assert values[instance]["serviceMonitor"] == {
        "scheme": "https",
        "tlsConfig": ASKED[instance],
    }
    (other,) = SPECS.keys() - {instance}
    assert "serviceMonitor" not in values[other]


def test_prometheus_sends_alerts_by_https():
    spec = at(built(alertmanager={"web": {"tls": TLS}}), SPECS["alertmanager"])

    assert (spec["scheme"], spec["tlsConfig"]) == ("https", ASKED["alertmanager"])


@pytest.mark.parametrize("instance", SPECS)
def test_without_a_certificate_nothing_of_it_is_set(instance):
    spec = at(built(), SPECS[instance])

    assert spec.keys() & {"web", "scheme", "tlsConfig", "externalUrl"} == set()


@pytest.mark.parametrize("instance", SPECS)
def test_links_may_lead_elsewhere(instance):
    url = "https://monitoring.example.com/it"

    values = built(**{instance: {"web": {"externalUrl": url}}})

    assert at(values, SPECS[instance])["externalUrl"] == url


def test_seldon_s_urls_follow():
    given = KubePrometheusSettings.model_validate(
        {"prometheus": {"web": {"tls": TLS}}, "alertmanager": {"web": {"tls": TLS}}}
    )

    names = stack_names(given, "monitoring")

    assert endpoints.query_url(names) == (
        "https://seldon-monitoring-prometheus.monitoring:9090/api/v1/"
    )
    assert endpoints.alerts_url(names, "v1") == (
        "https://seldon-monitoring-alertmanager.monitoring:9093/api/v1/alerts"
    )


@pytest.mark.parametrize("instance", SPECS)
def test_basic_auth_is_refused_with_the_reason(instance):
    given = {"basicAuth": {"username": "seldon", "password": "tellnobody"}}

    line = refusal(kubePrometheus={instance: {"web": given}})

    assert line == (
        f"seldon-monitoring:kubePrometheus.{instance}.web: basicAuth is refused: the "
        "operator passes no users to the web server, whose probes and reloads would be "
        "turned away, and Seldon takes a password only inside its URL; use tls, and a "
        "NetworkPolicy for who may connect"
    )
