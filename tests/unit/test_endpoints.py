"""URLs as the documents print them, and which of a user's leave the cluster."""

from dataclasses import replace

import pytest

from domain import endpoints
from domain.names import Service, StackNames

NEWER = StackNames(
    namespace="seldon-monitoring", fullname="seldon-monitoring", release="prometheus"
)
OLDER = StackNames(
    namespace="seldon-system", fullname="seldon-monitoring", release="prometheus"
)


def test_prometheus_is_called_as_documented():
    assert NEWER.prometheus_service.url == (
        "http://seldon-monitoring-prometheus.seldon-monitoring:9090"
    )
    assert endpoints.query_url(OLDER) == (
        "http://seldon-monitoring-prometheus.seldon-system:9090/api/v1/"
    )


def test_services_that_somebody_else_named_are_called_by_their_names():
    theirs = replace(
        NEWER,
        given_prometheus=Service("prometheus-operated", "monitoring", 9091, "https"),
        given_alertmanager=Service("alerts", "monitoring", 80),
    )

    assert endpoints.query_url(theirs) == (
        "https://prometheus-operated.monitoring:9091/api/v1/"
    )
    assert endpoints.alerts_url(theirs, "v2") == (
        "http://alerts.monitoring:80/api/v2/alerts"
    )


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_alertmanager_is_called_at_the_api_that_was_chosen(api):
    assert endpoints.alerts_url(OLDER, api) == (
        f"http://seldon-monitoring-alertmanager.seldon-system:9093/api/{api}/alerts"
    )


def test_seldon_s_webhook_is_the_documented_url():
    assert endpoints.webhook_url("seldon-deploy", "seldon-system") == (
        "http://seldon-deploy.seldon-system:80"
        "/seldon-deploy/api/v1alpha1/webhooks/firing-alert"
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://seldon-monitoring-prometheus.seldon-system:9090/api/v1/",
        "https://seldon-monitoring-prometheus.seldon-system:9090/api/v1/",
        "http://prometheus.monitoring",
        "http://prometheus.monitoring:80",
        "http://prometheus.monitoring.svc:9090/api/v1/",
        "http://prometheus.monitoring.svc.cluster.local/",
        "http://prometheus.monitoring.svc.cluster.local./",
        "HTTP://Prometheus.Monitoring.SVC:9090/",
        "http://reader:password@prometheus.monitoring:9090/",
        # A namespace may be called like a public domain: .svc says which is meant.
        "http://prometheus.com.svc:9090/",
        "http://prometheus.io.svc.cluster.local/",
        "http://prometheus.v2:9090/",
    ],
)
def test_a_service_of_the_cluster_is_inside(url):
    assert endpoints.outside(url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.7:9090/api/v1/", "10.0.0.7 is an address, not a Service"),
        ("http://127.0.0.1/", "127.0.0.1 is an address, not a Service"),
        ("http://[::1]:9090/", "::1 is an address, not a Service"),
        (
            "http://[2001:db8::7]/api/v1/",
            "2001:db8::7 is an address, not a Service",
        ),
        (
            "http://[::ffff:10.0.0.7]/",
            "::ffff:10.0.0.7 is an address, not a Service",
        ),
        # What resolvers take for addresses too.
        ("http://127.1/", "127.1 is an address, not a Service"),
        ("http://2130706433/", "2130706433 is an address, not a Service"),
        ("http://0x7f.1/", "0x7f.1 is an address, not a Service"),
        ("http://127.0x1/", "127.0x1 is an address, not a Service"),
        (
            "https://prometheus.example.com/api/v1/",
            "prometheus.example.com is not SERVICE.NAMESPACE",
        ),
        (
            "http://prometheus.tools:9090/api/v1/",
            "prometheus.tools is a public name; a Service there is called "
            "prometheus.tools.svc",
        ),
        (
            "https://grafana.com/api/v1/",
            "grafana.com is a public name; a Service there is called grafana.com.svc",
        ),
        (
            "https://PROMETHEUS.IO",
            (
                "prometheus.io is a public name; a Service there is called "
                "prometheus.io.svc"
            ),
        ),
        (
            "https://seldon.ai/",
            "seldon.ai is a public name; a Service there is called seldon.ai.svc",
        ),
        (
            "https://beispiel.de/",
            "beispiel.de is a public name; a Service there is called beispiel.de.svc",
        ),
        ("http://localhost:9090/", "localhost is not SERVICE.NAMESPACE"),
        ("http://prometheus:9090/", "prometheus is not SERVICE.NAMESPACE"),
        (
            "http://prometheus.monitoring.svc.example.com/",
            "prometheus.monitoring.svc.example.com is not SERVICE.NAMESPACE",
        ),
        # A trailing dot ends a name: nothing of the cluster's is added to it.
        (
            "http://prometheus.monitoring./",
            "prometheus.monitoring. is not SERVICE.NAMESPACE",
        ),
        (
            "http://prometheus.monitoring.svc./",
            "prometheus.monitoring.svc. is not SERVICE.NAMESPACE",
        ),
        # What stands before the @ is a credential and no host.
        (
            "http://prometheus.monitoring:9090@evil.example.com/",
            "evil.example.com is not SERVICE.NAMESPACE",
        ),
        (
            "http://prometheus.monitoring@10.0.0.7/",
            "10.0.0.7 is an address, not a Service",
        ),
        ("ftp://prometheus.monitoring/", "it is not an http or https URL"),
        ("file:///prometheus.monitoring", "it is not an http or https URL"),
        ("//prometheus.monitoring/", "it is not an http or https URL"),
        ("prometheus.monitoring:9090", "it is not an http or https URL"),
        ("http://", "it is not an http or https URL"),
        ("", "it is not an http or https URL"),
        ("http://[::1", "it cannot be read as a URL"),
        ("http://prometheus.monitoring:99999/", "it cannot be read as a URL"),
        ("http://prometheus.monitoring:http/", "it cannot be read as a URL"),
        (
            "http://evil.example.com\\@prometheus.monitoring/",
            "it cannot be read as a URL",
        ),
        (
            "http://prometheus.monitoring /\n.example.com",
            "it cannot be read as a URL",
        ),
    ],
)
def test_what_leaves_the_cluster_is_told_why(url, reason):
    assert endpoints.outside(url) == reason


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("http://prometheus.monitoring:9090/api/v1/", ("monitoring", "prometheus")),
        ("https://u:p@prometheus.monitoring.svc/", ("monitoring", "prometheus")),
        (
            "http://prometheus.monitoring.svc.cluster.local:80",
            ("monitoring", "prometheus"),
        ),
        ("http://prometheus:9090", ("here", "prometheus")),
        ("prometheus:9090", ("here", "prometheus")),
        ("prometheus.monitoring:9090", ("monitoring", "prometheus")),
        ("https://prometheus.example.com", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_the_service_that_is_named_is_found(named, found):
    assert endpoints.service(named, "here") == found


@pytest.mark.parametrize("target", ["alerts", "alerts:9093", "alerts.shop.svc:80"])
def test_a_target_inside(target):
    assert endpoints.outside_target(target) is None


@pytest.mark.parametrize(
    "target", ["localhost", "alerts:web", "a:b@c", "alerts/x", "127.0.0.1:9093", ""]
)
def test_a_target_outside(target):
    assert endpoints.outside_target(target)
