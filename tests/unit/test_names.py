"""Names of objects: the documented ones by default, derived from what is set."""

import pytest

from domain.names import Place, Places, StackNames, credential_secret, seldon_service

DOCUMENTED = StackNames(
    namespace="seldon-monitoring", fullname="seldon-monitoring", release="prometheus"
)


def test_the_documented_names_come_out():
    assert DOCUMENTED.prometheus == "seldon-monitoring-prometheus"
    assert DOCUMENTED.alertmanager == "seldon-monitoring-alertmanager"
    assert DOCUMENTED.operator == "seldon-monitoring-operator"
    assert (
        DOCUMENTED.alertmanager_secret == "alertmanager-seldon-monitoring-alertmanager"  # noqa: S105  the name of a Secret
    )


def test_the_operator_names_its_stateful_sets_after_its_objects():
    assert DOCUMENTED.stateful_sets == (
        "prometheus-seldon-monitoring-prometheus",
        "alertmanager-seldon-monitoring-alertmanager",
    )


def test_what_somebody_else_named_stands_in_for_what_is_derived():
    places = Places(
        prometheus=Place("watch", "k8s"),
        alertmanager=Place("watch", "main"),
        operator=Place.parse("ops/prometheus-operator"),
        kube_state_metrics=Place.parse("kube-system/kube-state-metrics"),
        alertmanager_secret="routes",  # noqa: S106  the name of a Secret
    )
    names = StackNames(namespace="n", fullname="f", release="r", given_places=places)

    assert names.stateful_sets == ("prometheus-k8s", "alertmanager-main")
    assert names.prometheus_service.url == "http://k8s.watch:9090"
    assert names.operator == "prometheus-operator"
    assert names.alertmanager_secret == "routes"  # noqa: S105  the name of a Secret
    assert str(names.places.kube_state_metrics) == "kube-system/kube-state-metrics"


def test_a_sub_chart_follows_the_release_and_not_the_fullname():
    assert DOCUMENTED.kube_state_metrics == "prometheus-kube-state-metrics"


def test_a_sub_chart_leaves_a_release_alone_that_has_its_name():
    names = StackNames(namespace="n", fullname="f", release="my-kube-state-metrics")

    assert names.kube_state_metrics == "my-kube-state-metrics"


@pytest.mark.parametrize(
    ("release", "service_name", "expected"),
    [
        ("seldon-deploy", None, "seldon-deploy"),
        ("seldon-enterprise", None, "seldon-enterprise-seldon-deploy"),
        ("my-seldon-deploy-2", None, "my-seldon-deploy-2"),
        ("seldon", None, "seldon-seldon-deploy"),
        ("seldon-enterprise", "platform", "platform"),
    ],
)
def test_seldon_s_service_follows_its_release(release, service_name, expected):
    assert seldon_service(release, service_name) == expected


def test_a_credentials_secret_is_named_after_the_stack_and_it():
    secret = DOCUMENTED.alertmanager_secret

    assert credential_secret(secret, "oidc") == "seldon-monitoring-credential-oidc"


def test_the_operators_volumes_of_long_names_differ():
    long = StackNames(namespace="n", fullname="f" * 26, release="r").alertmanager_secret
    names = {credential_secret(long, "c" * 62 + last) for last in "ab"}

    # The operator's name for the volume of a mounted Secret.
    volumes = {f"secret-{name}"[:63] for name in names}
    assert len(volumes) == 2
    assert volumes == {f"secret-{name}" for name in names}
