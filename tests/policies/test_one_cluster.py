import json

import pytest

from policies.guardrails.one_cluster import GUARDRAIL
from tests.policies.judging import PROVIDER, RELEASE, UNKNOWN, judge, secret

SERVER = "https://kubernetes.example.com:6443"
OTHER = "https://other.example.com:6443"
SERVICE = "kubernetes:core/v1:Service"


def kubeconfig(server=SERVER, **more):
    return {
        "contexts": [
            {"name": "here", "context": {"cluster": "a", "user": "me"}},
            {"name": "there", "context": {"cluster": "b", "user": "me"}},
        ],
        "clusters": [
            {"name": "a", "cluster": {"server": server}},
            {"name": "b", "cluster": {"server": OTHER}},
        ],
        "users": [{"name": "me", "user": {"token": "swordfish"}}],
        "current-context": "here",
        **more,
    }


def provider(config=None, **given):
    text = secret(json.dumps(config or kubeconfig()))
    properties = {"kubeconfig": text, "clusterIdentifier": SERVER, **given}
    return judge(GUARDRAIL, PROVIDER, properties, name="cluster")


def through(name, kind=SERVICE, config=None):
    made_by: tuple[str, dict[str, str]] | None = None if name is None else (name, {})
    return judge(GUARDRAIL, kind, {}, config, provider=made_by, name="front")


@pytest.mark.parametrize(
    "kind", [SERVICE, RELEASE, "kubernetes:monitoring.coreos.com/v1:PodMonitor"]
)
def test_a_resource_of_the_one_provider_passes(kind):
    assert through("cluster", kind) == ([], None)


@pytest.mark.parametrize("name", [None, "default", "default_4_34_2"])
@pytest.mark.parametrize("kind", [SERVICE, RELEASE])
def test_a_resource_without_a_provider_is_refused(name, kind):
    assert through(name, kind).complaints == [
        "front has no provider of this program's, so it would go to whatever cluster "
        "the shell leads to; give it the provider cluster"
    ]


def test_a_resource_of_another_provider_is_refused():
    assert through("second").complaints == [
        "front goes through the provider second, everything else through cluster; give "
        "it that one, for there is one cluster"
    ]


def test_the_providers_name_is_a_parameter():
    assert through("prod", config={"provider": "prod"}) == ([], None)
    assert len(through("cluster", config={"provider": "prod"}).complaints) == 1


@pytest.mark.parametrize(
    "kind",
    [
        "kubernetes:yaml:ConfigFile",
        "kubernetes:yaml/v2:ConfigGroup",
        "kubernetes:helm.sh/v3:Chart",
        "kubernetes:helm.sh/v4:Chart",
        "kubernetes:kustomize:Directory",
        "seldon-monitoring:index:Monitors",
        "random:index/randomPassword:RandomPassword",
    ],
)
def test_what_only_stands_for_others_needs_no_provider(kind):
    assert through(None, kind) == ([], None)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"context": "here"},
        {"clusterIdentifier": f"{SERVER}/"},
        {"context": "there", "clusterIdentifier": OTHER},
        {"cluster": "b", "clusterIdentifier": OTHER},
    ],
)
def test_a_provider_that_leads_where_it_declares_passes(given):
    assert provider(**given) == ([], None)


@pytest.mark.parametrize(
    "given", [{"context": "there"}, {"cluster": "b"}, {"config": kubeconfig(OTHER)}]
)
def test_a_provider_that_leads_elsewhere_is_refused(given):
    assert provider(**given).complaints == [
        f"provider cluster is for {SERVER} but its kubeconfig leads to {OTHER}; choose "
        "the context of this stack's cluster"
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"kubeconfig": None},
        {"kubeconfig": "~/.kube/config"},
        {"kubeconfig": "{unclosed"},
        {"kubeconfig": "{contexts: [5], clusters: text}"},
        {"context": "nowhere"},
        {"config": {**kubeconfig(), "current-context": None}},
    ],
)
def test_a_provider_that_leads_nowhere_in_particular_is_refused(given):
    assert provider(**given).complaints == [
        "provider cluster has no kubeconfig whose context leads to a server; give it "
        "the contents of one, and the context"
    ]


@pytest.mark.parametrize("declared", [None, ""])
def test_a_provider_that_declares_no_cluster_is_refused(declared):
    assert provider(clusterIdentifier=declared).complaints == [
        "provider cluster does not say which cluster it is for; set clusterIdentifier "
        "to the server's URL"
    ]


def test_the_engines_own_provider_is_left_to_those_who_use_it():
    assert judge(GUARDRAIL, PROVIDER, {}, name="default_4_34_2") == ([], None)


@pytest.mark.parametrize(
    "server", ["https://alice:swordfish@other.example.com", "https://[swordfish"]
)
def test_no_credential_is_said(server):
    (said,) = provider(kubeconfig(server)).complaints

    assert "swordfish" not in said
    assert "alice" not in said


@pytest.mark.parametrize("key", ["kubeconfig", "clusterIdentifier", "context"])
def test_an_unknown_value_is_left_to_the_update(key):
    assert provider(**{key: UNKNOWN}) == ([], key)
