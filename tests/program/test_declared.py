"""What each committed stack declares: the list, its order, its one cluster."""

import base64

import pytest
import yaml

from components import release as release_module
from domain.names import OURS
from operations import stackfiles
from tests.project import ROOT

STACKS = stackfiles.names(ROOT)
OUTPUTS = {
    "access",
    "alertmanagerConfig",
    "endpoints",
    "monitors",
    "release",
    "routes",
    "seldonDeployValues",
    "staysAfterDestroy",
}
COMPONENTS = {
    "MonitoringNamespace": "monitoring-namespace",
    "Alertmanager": "alertmanager",
    "KubePrometheus": "kube-prometheus",
    "Monitors": "monitors",
    "AlertRules": "alert-rules",
    "SeldonDeploy": "seldon-deploy",
}
OBJECTS = {
    ("Namespace", "seldon-monitoring"),
    ("Secret", "alertmanager-seldon-monitoring-alertmanager"),
    ("Release", "prometheus"),
    ("PodMonitor", "seldon-core"),
    ("PodMonitor", "seldon-drift-detector"),
    ("PodMonitor", "seldon-deploy"),
    ("PodMonitor", "metrics-server"),
    ("PrometheusRule", "seldon-deployment-usage-rules"),
    ("PrometheusRule", "deploy-infra-alerts"),
    ("PrometheusRule", "seldon-core-alerts"),
    ("PrometheusRule", "seldon-prometheus-alerts"),
    ("PrometheusRule", "seldon-monitoring-alerts"),
    ("PrometheusRule", "deploy-user-alerts"),
    ("PrometheusRule", "seldon-user-alerts-quality"),
    ("PrometheusRule", "seldon-user-alerts-v2"),
    ("PrometheusRule", "seldon-drift-alerts"),
    ("PrometheusRule", "seldon-monitor-alerts"),
}
every_stack = pytest.mark.parametrize("stack", STACKS)


def objects(recording):
    """Return the Kubernetes resources, the provider left out."""
    return [
        resource
        for resource in recording.resources
        if resource.type.startswith("kubernetes:")
    ]


def identity(resource):
    metadata = resource.inputs.get("metadata", resource.inputs)
    return resource.type.rsplit(":", 1)[1], metadata["name"]


def waits_for(recording, resource):
    """Return the names of all that must be there before a resource is asked for.

    What its component waits for it waits for too: a child is registered after its
    parent, and a parent after what it depends on.
    """
    named = {item.name: item for item in recording.resources}
    found, left = set(), [resource]
    while left:
        item = left.pop()
        for urn in (item.parent, *item.dependencies):
            name = urn.rsplit("::", 1)[-1]
            if name in named and name not in found:
                found.add(name)
                left.append(named[name])
    return found


@every_stack
def test_a_stack_declares_these_objects(committed, stack):
    assert sorted(map(identity, objects(committed(stack)))) == sorted(OBJECTS)


@every_stack
def test_a_stack_declares_these_components(committed, stack):
    prefix = "seldon-monitoring:index:"
    found = {
        resource.type.removeprefix(prefix): resource.name
        for resource in committed(stack).resources
        if resource.type.startswith(prefix)
    }

    assert found == COMPONENTS


@every_stack
def test_a_stack_has_these_outputs(committed, stack):
    assert set(committed(stack).outputs) == OUTPUTS


@every_stack
def test_no_logical_name_holds_the_stack_s(committed, stack):
    for resource in committed(stack).resources:
        assert resource.type == "pulumi:pulumi:Stack" or stack not in resource.name


@every_stack
def test_every_object_goes_through_the_one_provider(committed, stack):
    recording = committed(stack)
    (provider,) = recording.every("pulumi:providers:kubernetes")

    assert provider.name == "cluster"
    assert {item.provider.rsplit("::", 2)[1] for item in objects(recording)} == {
        "cluster"
    }


@every_stack
def test_the_provider_is_for_the_declared_cluster_alone(committed, stack):
    declared = stackfiles.read(stackfiles.path(stack))["seldon-monitoring:cluster"]

    provider = committed(stack).one("pulumi:providers:kubernetes")

    assert provider.secrets == {"kubeconfig"}
    assert provider.inputs["context"] == declared["context"]
    assert provider.inputs["clusterIdentifier"] == declared["server"]
    kubeconfig = yaml.safe_load(provider.inputs["kubeconfig"])
    (cluster,) = kubeconfig["clusters"]
    assert cluster["cluster"]["server"] == declared["server"]
    # Secrets are updated in place: no moment without Alertmanager's configuration.
    assert provider.inputs["enableSecretMutable"] == "true"


@every_stack
def test_a_stack_file_forbids_every_other_provider(stack):
    config = stackfiles.read(stackfiles.path(stack))

    assert config["kubernetes:strictMode"] == "true"


@every_stack
def test_every_object_but_helm_s_says_that_it_is_ours(committed, stack):
    for resource in objects(committed(stack)):
        if resource.type.endswith("Release"):
            continue
        labels = resource.inputs["metadata"]["labels"]
        assert OURS.items() <= labels.items(), resource.name


@every_stack
def test_the_objects_come_in_the_order_of_what_they_need(committed, stack):
    recording = committed(stack)
    namespace, secret, release = (
        "monitoring-namespace-namespace",
        "alertmanager-configuration",
        "kube-prometheus-release",
    )

    assert namespace in waits_for(recording, recording.one("v1:Secret"))
    assert {namespace, secret} <= waits_for(recording, recording.one("v3:Release"))
    operators = [*recording.every("PodMonitor"), *recording.every("PrometheusRule")]
    assert len(operators) == 14
    for resource in operators:
        assert release in waits_for(recording, resource)


@every_stack
def test_the_whole_body_of_the_secret_is_secret(committed, stack):
    secret = committed(stack).one("v1:Secret")

    assert secret.secrets == {"data"}
    assert set(secret.inputs["data"]) == {"alertmanager.yaml"}


@every_stack
def test_the_plain_output_is_what_the_secret_holds(committed, stack):
    recording = committed(stack)

    body = recording.one("v1:Secret").inputs["data"]["alertmanager.yaml"]
    assert (
        yaml.safe_load(base64.b64decode(body))
        == (recording.outputs["alertmanagerConfig"])
    )


@every_stack
def test_seldon_s_values_are_known_inputs_of_their_component(committed, stack):
    recording = committed(stack)
    component = recording.one("SeldonDeploy")

    assert component.inputs["values"] == recording.outputs["seldonDeployValues"]
    assert component.inputs["alertmanagerVersion"] == "0.26.0"
    assert component.secrets == frozenset()


def test_the_logical_names_are_these(committed):
    # In Pulumi's state: a changed one replaces what it names.
    assert {resource.name for resource in objects(committed("dev"))} == {
        "monitoring-namespace-namespace",
        "alertmanager-configuration",
        "kube-prometheus-release",
        "monitors-seldon-core",
        "monitors-seldon-drift-detector",
        "monitors-seldon-deploy",
        "monitors-metrics-server",
        "alert-rules-seldon-deployment-usage-rules",
        "alert-rules-deploy-infra-alerts",
        "alert-rules-seldon-core-alerts",
        "alert-rules-seldon-prometheus-alerts",
        "alert-rules-seldon-monitoring-alerts",
        "alert-rules-deploy-user-alerts",
        "alert-rules-seldon-drift-alerts",
        "alert-rules-seldon-monitor-alerts",
        "alert-rules-seldon-user-alerts-quality",
        "alert-rules-seldon-user-alerts-v2",
    }


def test_two_runs_declare_the_same(run, monkeypatch):
    # Whoever works in the checkout may commit between the two.
    monkeypatch.setattr(release_module, "_commit", lambda: "one")
    first, second = run(), run()

    assert sorted(first.resources, key=identity_of) == sorted(
        second.resources, key=identity_of
    )
    assert first.outputs == second.outputs


def identity_of(resource):
    return resource.type, resource.name
