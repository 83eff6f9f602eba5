"""Sections that are refused as a whole, with the keys that do not go together."""

import pytest

from tests.unit.sections import CLUSTER, refusal


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        (
            "server",
            "http://dev.example.com",
            (
                '"http://dev.example.com" is refused: not the URL of an API server; '
                "copy `server` from the kubeconfig, it starts with https://"
            ),
        ),
        (
            "context",
            "",
            (
                '"" is refused: not the name of a context; `kubectl config '
                "get-contexts` has it"
            ),
        ),
    ],
)
def test_a_cluster_that_cannot_be_is_refused(key, value, complaint):
    assert refusal(cluster={**CLUSTER, key: value}) == (
        f"seldon-monitoring:cluster.{key}: {complaint}"
    )


def test_a_password_in_a_url_is_not_repeated_wherever_it_was_written():
    said = refusal(kubePrometheus={"timeout": "https://me:swordfish@a.example.com"})

    assert said == (
        'seldon-monitoring:kubePrometheus.timeout: "https://***@a.example.com" is '
        "refused: not a whole number; write one like 3"
    )


@pytest.mark.parametrize("key", ["", "a b", "a,b", "a]", "-a", "A/b", "a/b/c", 5])
def test_a_pod_label_is_a_label_s_key(key):
    assert refusal(kubePrometheus={"podLabels": ["app", key]}).endswith(
        'is refused: write computed, or a list of label keys such as ["*"]'
    )


def test_a_check_of_a_whole_section_names_the_section_and_its_keys():
    assert refusal(alertRules={"errorRate": {"warning": 0.3}}) == (
        "seldon-monitoring:alertRules.errorRate: warning 0.3 is not below critical "
        "0.2; lower it"
    )


def test_a_check_across_sections_gives_each_key_a_line_of_its_own():
    windows = {"errorRate": {"window": "30s"}, "latency": {"window": "45s"}}
    remedy = (
        "holds fewer than two scrapes at a scrape interval of 30s; make it 60s or "
        "longer"
    )

    assert refusal(alertRules=windows).splitlines() == [
        f"seldon-monitoring:alertRules.errorRate.window: 30s {remedy}",
        f"seldon-monitoring:alertRules.latency.window: 45s {remedy}",
    ]


def test_windows_hold_the_scrapes_of_a_slower_monitor_too():
    monitors = {"seldonCore": {"interval": "5m"}}

    assert (
        "seldon-monitoring:alertRules.errorRate.window: 5m holds fewer than two "
        "scrapes at a scrape interval of 5m; make it 600s or longer"
    ) in refusal(monitors=monitors).splitlines()


@pytest.mark.parametrize("name", ["seldonDeploy", "kubePrometheus"])
@pytest.mark.parametrize("credentials", ["u:hidden", "u:hid/den", "hidden"])
def test_a_password_in_a_url_is_refused_and_not_repeated(name, credentials):
    url = f"http://{credentials}@p.ns:9090/"
    values = {"prometheus": {"seldon": {"url": url}}}

    said = refusal(**{name: {"values": values}})

    assert said == (
        f"seldon-monitoring:{name}.values: prometheus.seldon.url holds a URL with a "
        "password, which would stand in the clear in outputs and state; name a Secret "
        "instead (for Prometheus: seldonDeploy.prometheusToken)"
    )
