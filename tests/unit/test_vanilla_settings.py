"""What may be said of a Prometheus without operator, and what would change nothing."""

import pytest

from settings import load
from tests.unit.sections import CLUSTER, refusal

VANILLA = {"distribution": "vanilla"}


def of(**sections):
    return load({"cluster": CLUSTER, "kubePrometheus": VANILLA, **sections})


def test_the_stack_is_where_that_prometheus_is_and_makes_no_namespace():
    elsewhere = {**VANILLA, "vanilla": {"namespace": "metrics"}}

    assert of().namespace.name == "seldon-system"
    assert of(kubePrometheus=elsewhere).namespace.name == "metrics"
    assert not of().namespace.create
    # As the engine gives what nobody wrote.
    assert of(namespace={}).namespace.name == "seldon-system"


def test_a_section_that_says_nothing_is_one_of_defaults():
    empty = of(kubePrometheus={**VANILLA, "vanilla": None}).kube_prometheus

    assert empty == of().kube_prometheus
    assert empty.vanilla is not None


def test_a_namespace_of_the_stack_s_own_is_refused():
    assert refusal(kubePrometheus=VANILLA, namespace={"name": "a"}) == (
        "seldon-monitoring:namespace: not heeded with distribution: vanilla; take it "
        "out, kubePrometheus.vanilla.namespace says where Prometheus is"
    )


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({"chart": {"version": "88.5.3"}}, "chart"),
        ({"values": {}, "release": "prometheus"}, "release, values"),
        ({"podLabels": "computed"}, "podLabels"),
        ({"prometheus": {"replicas": 2}}, "prometheus.replicas"),
        (
            {"alertmanager": {"retention": "1h", "version": "0.25.0"}},
            "alertmanager.retention",
        ),
    ],
)
def test_what_is_not_ours_to_install_is_refused(given, keys):
    assert refusal(kubePrometheus={**VANILLA, **given}) == (
        f"seldon-monitoring:kubePrometheus: {keys} would change nothing with "
        "distribution: vanilla, which installs nothing; take it out, and set it where "
        "yours is installed"
    )


def test_what_rules_rest_on_is_taken():
    said = {"retention": "30d", "scrapeInterval": "15s", "externalLabels": {"a": "b"}}

    found = of(kubePrometheus={**VANILLA, "prometheus": said}).kube_prometheus

    assert found.prometheus.scrape_interval == "15s"
    assert not found.charted


def test_its_section_without_it_is_refused():
    assert refusal(kubePrometheus={"vanilla": {}}) == (
        "seldon-monitoring:kubePrometheus: vanilla is heeded with distribution: "
        "vanilla alone; take one out"
    )


def test_a_credential_in_a_config_map_is_refused():
    said = refusal(kubePrometheus=VANILLA, alertmanager={"credentials": "inline"})

    assert "alertmanager.credentials: inline would put credentials into" in said


def test_a_second_prometheus_needs_an_operator():
    said = refusal(kubePrometheus=VANILLA, istioPrometheus={"enabled": True})

    assert "istioPrometheus.enabled: an operator runs that Prometheus" in said


def test_two_files_of_one_name_are_refused():
    both = {"alerts": {"configMap": "a", "key": "rules.yml"}}
    both["usage"] = {"configMap": "b", "key": "rules.yml"}

    assert "two files would be called rules.yml; each of alerts" in refusal(
        kubePrometheus={**VANILLA, "vanilla": both}
    )


def test_two_files_in_one_config_map_are_refused():
    usage = {"configMap": "deploy-alerts-rules"}

    assert "two files would be in ConfigMap deploy-alerts-rules" in refusal(
        kubePrometheus={**VANILLA, "vanilla": {"usage": usage}}
    )


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("alerts", {"key": "a/b.yml"}, "not the name of a file"),
        ("folders", {"secrets": "secrets"}, "not a folder of a container"),
        ("namespaceLabel", "kubernetes-namespace", "not the name of a label"),
        ("prometheus", {"port": 0}, "too small"),
    ],
)
def test_names_that_kubernetes_or_prometheus_refuse_are_refused(key, value, remedy):
    assert remedy in refusal(kubePrometheus={**VANILLA, "vanilla": {key: value}})


def test_a_key_with_a_typo_is_unknown_and_the_nearest_named():
    assert refusal(kubePrometheus=VANILLA | {"vanila": {}}) == (
        "seldon-monitoring:kubePrometheus.vanila: unknown key; did you mean vanilla?"
    )
