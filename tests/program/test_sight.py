"""What is seen of Seldon, and of Services of others, before anything is declared."""

from dataclasses import replace

import pulumi
import pytest

from components import cluster, sight
from components.cluster_api import UnreachableError
from components.stack import Stack
from domain.names import Service
from settings import load

NAMESPACE = "/api/v1/namespaces/seldon-system"
DEPLOYMENT = "/apis/apps/v1/namespaces/seldon-system/deployments/seldon-deploy"
SERVICE = f"{NAMESPACE}/services/seldon-deploy"
CALLED = {
    "Namespace seldon-system": NAMESPACE,
    "Deployment seldon-system/seldon-deploy": DEPLOYMENT,
    "Service seldon-system/seldon-deploy": SERVICE,
}
CLUSTER = {"server": "https://kubernetes.example.com:6443", "context": "c"}
FORBIDDEN = UnreachableError(f"does not let us read {DEPLOYMENT} (403 Forbidden)")


class There:
    """A cluster that has what is in `objects`, and refuses what is an error there."""

    def __init__(self):
        self.objects = {}
        self.asked = []

    def get(self, path):
        self.asked.append(path)
        found = self.objects.get(path)
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def there(monkeypatch):
    found = There()
    monkeypatch.setattr(cluster, "read_kubeconfig", lambda _: {})
    monkeypatch.setattr(cluster, "opened", lambda *_: found)
    return found


@pytest.fixture(autouse=True)
def warnings(monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_: said.append(text))
    return said


def seen(**sections):
    stack = Stack(load({"cluster": CLUSTER, **sections}))
    return sight.look(stack.settings, stack.names)


def called(path):
    return next(what for what, at in CALLED.items() if at == path)


def test_a_seldon_that_is_there_is_seen(there, warnings):
    there.objects = {path: {"kind": "any"} for path in CALLED.values()}

    assert seen() == dict.fromkeys(CALLED, "present")
    assert there.asked == [*CALLED.values()]
    assert warnings == []


@pytest.mark.parametrize("path", CALLED.values())
def test_what_is_missing_is_handed_over_and_not_refused(there, path):
    there.objects = {path: {"kind": "any"} for path in CALLED.values()}
    del there.objects[path]

    assert seen()[called(path)] == "missing"


def test_seldon_is_looked_for_by_the_names_that_the_settings_give(there):
    seldon = {
        "namespace": "ml",
        "release": "seldon-enterprise",
        "deploymentName": "deploy",
    }

    assert [*seen(seldon=seldon)] == [
        "Namespace ml",
        "Deployment ml/deploy",
        "Service ml/seldon-enterprise-seldon-deploy",
    ]


def test_a_seldon_that_comes_later_is_not_looked_for_and_that_is_said(there, warnings):
    assert seen(seldon={"installed": False}) == dict.fromkeys(CALLED, "not looked")
    assert there.asked == []
    (said,) = warnings
    assert said.startswith("seldon.installed is false: nobody looks")


def test_services_of_others_are_looked_for_and_our_own_are_not(there):
    url = "http://thanos-query.observing.svc:9090/api/v1/"
    ours = "http://seldon-monitoring-prometheus.seldon-monitoring:9090/api/v1/"
    values = {
        "prometheus": {"seldon": {"url": url}, "knative": {"url": ours}},
        "env": {"ALERTMANAGER_URL": "https://alerts.example.com/api/v1/alerts"},
    }
    there.objects = {"/api/v1/namespaces/observing/services/thanos-query": {}}

    found = seen(seldonDeploy={"values": values})

    assert found.keys() - CALLED.keys() == {"Service observing/thanos-query"}
    assert found["Service observing/thanos-query"] == "present"


def test_services_that_others_made_for_us_are_looked_for(there):
    stack = Stack(load({"cluster": CLUSTER}))
    prometheus = Service("prometheus-operated", "observing", 9090)
    names = replace(stack.names, given_prometheus=prometheus)

    found = sight.look(stack.settings, names)

    # And the Alertmanager, which is ours, is not.
    assert found.keys() - CALLED.keys() == {"Service observing/prometheus-operated"}


def test_a_cluster_that_does_not_answer_is_not_looked_at(there, monkeypatch, warnings):
    def closed(*_):
        raise UnreachableError("does not answer")

    monkeypatch.setattr(cluster, "opened", closed)

    assert seen() == dict.fromkeys(CALLED, "not looked")
    # Where the provider is made it is said, or refused.
    assert warnings == []


def test_what_we_may_not_read_is_said_in_a_preview(there, monkeypatch, warnings):
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    there.objects = {path: {} for path in CALLED.values()} | {DEPLOYMENT: FORBIDDEN}

    assert seen()[called(DEPLOYMENT)] == "not looked"
    (said,) = warnings
    assert "does not let us read" in said
    assert said.endswith("whether Deployment seldon-system/seldon-deploy is there")


def test_what_we_may_not_read_is_refused_on_up(there, monkeypatch):
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: False)
    there.objects = {DEPLOYMENT: FORBIDDEN}

    with pytest.raises(pulumi.RunError, match="403 Forbidden"):
        seen()


def test_policies_are_handed_what_was_seen(run, there):
    recording = run()

    assert recording.one(":SeldonDeploy").inputs["seen"] == dict.fromkeys(
        CALLED, "missing"
    )
