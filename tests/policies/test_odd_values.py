"""Values of a kind that the cluster refuses: a guardrail goes on, and says its own."""

from typing import Any

import pytest

from policies.guardrails import (
    alert_labels,
    exposure,
    local,
    one_cluster,
    renders,
    seldon_route,
    storage,
    usage,
)
from tests.policies.judging import ALERTMANAGER, PROVIDER, RELEASE, judge, judge_stack
from tests.policies.manifests import asked, given, workload

ODD: list[Any] = [None, "", [], {}, 5, True, "text", [None], [{}]]
CHART = {"chart": "c", "version": "1.0.0"}
HOOK = [{"url": "http://seldon-deploy.seldon-system"}]


@pytest.mark.parametrize("odd", ODD)
def test_a_release_is_rendered_whatever_its_repository_is(odd):
    assert judge(renders.GUARDRAIL, RELEASE, {**CHART, "repositoryOpts": odd}) == (
        [],
        None,
    )


@pytest.mark.parametrize("odd", ODD)
def test_replicas_that_are_no_number_are_one(odd):
    subject = given("Prometheus", spec={"replicas": odd})

    said = asked(storage.ENDURES, subject, {"prometheusReplicas": 6}).complaints

    found = 5 if odd == 5 else 1
    assert any(f"spec.replicas is {found}, and production asks" in it for it in said)


@pytest.mark.parametrize("odd", ODD)
def test_a_receiver_of_no_name_is_not_seldon_s(odd):
    receivers = [{"name": odd, "webhook_configs": HOOK}]
    configuration = {"route": {"receiver": "a"}, "receivers": receivers}

    (said,) = judge(
        seldon_route.GUARDRAIL, ALERTMANAGER, {"configuration": configuration}
    ).complaints

    assert "has a receiver without a name" in said or "has no receiver deploy-" in said


@pytest.mark.parametrize("odd", ODD)
def test_what_the_cluster_refuses_is_the_cluster_s_to_refuse(odd):
    features = given("Prometheus", spec={"enableFeatures": ["a", odd]})
    rule = given("PrometheusRule", name=odd, spec={"groups": []})

    assert asked(local.GUARDRAIL, features) == ([], None)
    assert asked(alert_labels.GUARDRAIL, rule) == ([], None)


@pytest.mark.parametrize("odd", ODD)
def test_a_gateway_of_another_kind_is_no_mesh(odd):
    spec = {"gateways": ["mesh", odd]}
    subject = given("VirtualService", "networking.istio.io/v1", spec=spec)

    (said,) = asked(exposure.GUARDRAIL, subject).complaints

    assert "it leads into the cluster from outside" in said


@pytest.mark.parametrize("key", ["context", "cluster"])
@pytest.mark.parametrize("odd", [5, True, [None], [{}], {"a": 1}])
def test_a_provider_of_an_odd_context_leads_nowhere(key, odd):
    config = {
        "contexts": [{"name": "c", "context": {"cluster": "k"}}],
        "clusters": [{"name": "k", "cluster": {"server": "https://k"}}],
        "current-context": "c",
    }
    inputs = {"kubeconfig": str(config), "clusterIdentifier": "https://k", key: odd}

    (said,) = judge(one_cluster.GUARDRAIL, PROVIDER, inputs, name="k8s").complaints

    assert "has no kubeconfig whose context leads to a server" in said


@pytest.mark.parametrize("odd", ODD)
def test_a_record_of_no_name_hides_no_missing_usage(odd):
    rule = {"record": odd, "expr": "sum by (label_app) (kube_pod_labels)"}
    subject = given("PrometheusRule", spec={"groups": [{"name": "g", "rules": [rule]}]})

    image = "registry.k8s.io/kube-state-metrics:v2.10.0"
    metrics = workload(image, "--metric-labels-allowlist=pods=[release]")

    missing, joined = judge_stack(usage.GUARDRAIL, [subject, metrics]).complaints

    assert "seldon-deployment-usage-rules is missing" in missing
    assert "does not show label_app of pods" in joined
