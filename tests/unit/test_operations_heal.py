"""What an interrupted update leaves, recognised in plain data."""

import json
import os
import subprocess

import pytest

from operations import deployed, engine, heal
from operations.cluster import Cluster, Reply
from operations.errors import OperationError
from operations.heal import locks, release, state
from operations.heal.release import Remedy, Revision
from operations.verify import workloads

URN = "urn:pulumi:dev::seldon-monitoring::"
STACK = f"{URN}pulumi:pulumi:Stack::seldon-monitoring-dev"
NAMESPACE = f"{URN}kubernetes:core/v1:Namespace::namespace"
MONITOR = f"{URN}kubernetes:monitoring.coreos.com/v1:PodMonitor::monitor"
RELEASE = f"{URN}{deployed.RELEASE}::release"
RELEASE_INPUTS = {"name": "prometheus", "namespace": "watch"}


def resource(urn, inputs=None, **more):
    # What stands above it comes before a $.
    kind = urn.split("::")[2].rpartition("$")[2]
    return {"urn": urn, "type": kind, "inputs": inputs or {}, **more}


def manifest(version, kind, name, namespace=None):
    metadata = {"name": name} | ({"namespace": namespace} if namespace else {})
    return {"apiVersion": version, "kind": kind, "metadata": metadata}


RESOURCES = [
    resource(
        STACK,
        outputs={"endpoints": {"prometheus": "http://full-prometheus.watch:9090"}},
    ),
    resource(NAMESPACE, manifest("v1", "Namespace", "watch")),
    resource(RELEASE, RELEASE_INPUTS, dependencies=[NAMESPACE]),
    resource(
        MONITOR,
        manifest("monitoring.coreos.com/v1", "PodMonitor", "core", "watch"),
        dependencies=[RELEASE],
        propertyDependencies={"metadata": [NAMESPACE], "spec": []},
    ),
]
CREATING = {"type": "creating", "resource": resource(RELEASE, RELEASE_INPUTS)}


def state_of(*resources, pending=()):
    found = {"resources": list(resources), "pending_operations": list(pending)}
    return {"version": 3, "deployment": found}


class FakeCluster(Cluster):
    def __init__(self, there, otherwise=404):
        self.there = there
        self.otherwise = otherwise

    def get(self, path, **query):
        return Reply(200 if path in self.there else self.otherwise, {})


def test_what_the_cluster_no_longer_has_is_found():
    cluster = FakeCluster({"/api/v1/namespaces/watch"})
    assert state.missing(cluster, state_of(*RESOURCES)) == {MONITOR}


def test_an_object_that_may_not_be_read_is_not_forgotten():
    assert state.missing(FakeCluster(set(), 403), state_of(*RESOURCES)) == set()


@pytest.mark.parametrize(
    ("declared", "another"),
    [("https://a:6443", False), ("https://b:6443", True)],
)
def test_a_state_of_another_cluster_is_known_by_its_provider(declared, another):
    provider = resource(
        f"{URN}pulumi:providers:kubernetes::cluster",
        {"clusterIdentifier": "https://a:6443"},
    )

    found = state_of(provider, *RESOURCES)

    assert state.of_another(declared, found) is another
    assert not state.of_another(declared, state_of(*RESOURCES))


@pytest.mark.parametrize(
    ("backend", "pending", "held"),
    [
        ("s3://states", [CREATING], True),
        ("s3://states", [], False),
        # Here the lock itself was looked at.
        ("file:///states", [CREATING], False),
    ],
)
def test_where_locks_are_hidden_the_stack_is_held_before_helm_is_touched(
    monkeypatch, backend, pending, held
):
    imported = []
    monkeypatch.setattr(engine, "backend", lambda: backend)
    monkeypatch.setattr(engine, "replace", lambda *given: imported.append(given))
    found = state_of(*RESOURCES, pending=pending)

    heal._hold("dev", found)  # noqa: SLF001

    assert imported == ([("dev", found)] if held else [])


def test_forgetting_leaves_no_trace():
    found = state.forget(state_of(*RESOURCES, pending=[CREATING]), {NAMESPACE, RELEASE})
    text = json.dumps(found)
    assert NAMESPACE not in text
    assert RELEASE not in text
    assert "pending_operations" not in text
    assert [item["urn"] for item in deployed.resources(found)] == [STACK, MONITOR]


def test_a_title_is_type_and_name():
    assert state.title(MONITOR) == "PodMonitor monitor"


@pytest.mark.parametrize(
    ("statuses", "known", "interrupted", "remedy"),
    [
        ([], True, False, Remedy.NOTHING),
        (["deployed"], True, False, Remedy.NOTHING),
        (["failed"], True, False, Remedy.NOTHING),
        (["pending-install"], False, True, Remedy.UNINSTALL),
        (["pending-install"], True, False, Remedy.UNINSTALL),
        (["failed"], False, True, Remedy.UNINSTALL),
        (["deployed"], False, True, Remedy.UNINSTALL),
        (["deployed", "pending-upgrade"], True, True, Remedy.ROLLBACK),
        (["deployed", "failed", "pending-rollback"], True, False, Remedy.ROLLBACK),
        (["failed", "pending-upgrade"], True, True, Remedy.UNINSTALL),
        (["uninstalling"], True, True, Remedy.UNINSTALL),
        # Somebody else's, whom this stack neither knows nor was making.
        (["pending-install"], False, False, Remedy.NOTHING),
        (["deployed"], False, False, Remedy.NOTHING),
    ],
)
def test_a_stuck_release_gets_what_lets_helm_go_on(
    statuses, known, interrupted, remedy
):
    found = [Revision(number, status) for number, status in enumerate(statuses, 1)]
    assert release.judge(found, known=known, interrupted=interrupted) is remedy


def test_a_rollback_goes_to_the_last_that_was_deployed():
    found = [Revision(1, "superseded"), Revision(2, "deployed"), Revision(3, "failed")]
    assert release.last_deployed(found) == 2


SELDONS = f"{URN}seldon-monitoring:index:SeldonDeploy${deployed.RELEASE}::seldon"
SELDONS_INPUTS = {"name": "seldon-deploy", "namespace": "seldon-system"}


def test_seldon_s_release_is_told_from_the_monitoring_s():
    # Either may come first in a state.
    found = state_of(resource(SELDONS, SELDONS_INPUTS), *RESOURCES)

    assert deployed.release_inputs(found) == RELEASE_INPUTS
    assert deployed.of("dev", found).names.namespace == "watch"
    assert [(it.urn, it.of_seldon) for it in deployed.releases(found)] == [
        (SELDONS, True),
        (RELEASE, False),
    ]


def test_an_interrupted_release_is_known_or_not():
    making = {"type": "creating", "resource": resource(SELDONS, SELDONS_INPUTS)}

    seldons, monitorings = sorted(
        deployed.releases(state_of(*RESOURCES, pending=[making, CREATING])),
        key=lambda release: not release.of_seldon,
    )

    assert (seldons.known, seldons.interrupted) == (False, True)
    assert (monitorings.known, monitorings.interrupted) == (True, True)


class HelmsCluster(FakeCluster):
    """Has revisions of releases, by name and status, and keeps what Helm is told."""

    def __init__(self, **statuses):
        super().__init__(set())
        self.statuses = statuses

    def items(self, path, **query):
        name = query["labelSelector"].rpartition("=")[2].replace("-", "_")
        statuses = self.statuses.get(name, ())
        return [
            {"metadata": {"labels": {"version": str(number), "status": status}}}
            for number, status in enumerate(statuses, 1)
        ]


@pytest.fixture
def helm(monkeypatch):
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(release, "_helm", lambda _, *words: told.append(words))
    return told


def test_each_release_is_freed_by_itself(helm):
    cluster = HelmsCluster(
        prometheus=["deployed"], seldon_deploy=["deployed", "pending-upgrade"]
    )

    gone = release.free(
        cluster, state_of(resource(SELDONS, SELDONS_INPUTS), *RESOURCES)
    )

    assert gone == set()
    assert [words[:3] for words in helm] == [("rollback", "seldon-deploy", "1")]


def test_what_is_not_there_is_gone_whosever_it_is(helm):
    found = state_of(resource(SELDONS, SELDONS_INPUTS), *RESOURCES)

    assert release.free(HelmsCluster(prometheus=["deployed"]), found) == {SELDONS}


def test_what_a_first_try_left_of_seldon_may_go(helm):
    making = {"type": "creating", "resource": resource(SELDONS, SELDONS_INPUTS)}
    cluster = HelmsCluster(prometheus=["deployed"], seldon_deploy=["pending-install"])

    release.free(cluster, state_of(*RESOURCES, pending=[making]))

    assert [words[:2] for words in helm] == [("uninstall", "seldon-deploy")]


def test_a_seldon_that_runs_is_never_taken_away(helm):
    making = {"type": "creating", "resource": resource(SELDONS, SELDONS_INPUTS)}
    cluster = HelmsCluster(prometheus=["deployed"], seldon_deploy=["deployed"])

    with pytest.raises(OperationError) as refused:
        release.free(cluster, state_of(*RESOURCES, pending=[making]))

    assert str(refused.value) == (
        "Helm release seldon-system/seldon-deploy of Seldon is deployed and not in "
        "this stack's state; look at it with `helm history`, then import it "
        "(docs/settings.md, seldon)"
    )
    assert helm == []


def write_lock(backend, pid, host, layout="organization/seldon-monitoring/dev"):
    folder = backend / ".pulumi" / "locks" / layout
    folder.mkdir(parents=True)
    lock = {"pid": pid, "username": "me", "hostname": host, "timestamp": "2026-01-01"}
    (folder / "id.json").write_text(json.dumps(lock))
    (folder / "id.json.attrs").write_text("{}")


@pytest.fixture
def backend(tmp_path, monkeypatch):
    cancelled: list[str] = []
    monkeypatch.setattr(engine, "backend", lambda: f"file://{tmp_path}")
    monkeypatch.setattr(engine, "cancel", cancelled.append)
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    return tmp_path, cancelled


def dead_process():
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_no_lock_asks_nothing_of_the_engine(backend, capsys):
    locks.free("dev")
    assert backend[1] == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("layout", ["organization/seldon-monitoring/dev", "dev"])
def test_the_lock_of_a_dead_process_is_cancelled(backend, layout):
    write_lock(backend[0], dead_process(), "here", layout)
    locks.free("dev")
    assert backend[1] == ["dev"]


def test_a_number_that_now_belongs_to_another_program_is_dead(backend):
    write_lock(backend[0], os.getpid(), "here")
    locks.free("dev")
    assert backend[1] == ["dev"]


def test_a_running_update_is_left_alone_in_one_plain_line(backend, monkeypatch):
    write_lock(backend[0], 4711, "here")
    monkeypatch.setattr(locks, "runs", lambda pid: pid == 4711)
    with pytest.raises(OperationError, match="another update of stack dev runs") as no:
        locks.free("dev")
    assert "pid 4711 of me@here" in str(no.value)
    assert "\n" not in str(no.value)
    assert backend[1] == []


def test_a_lock_of_another_host_is_left_alone(backend):
    write_lock(backend[0], dead_process(), "elsewhere")
    with pytest.raises(OperationError, match="pulumi cancel --stack dev"):
        locks.free("dev")
    assert backend[1] == []


def test_another_stacks_lock_is_none_of_ours(backend):
    write_lock(backend[0], os.getpid(), "here", "organization/seldon-monitoring/prod")
    locks.free("dev")
    assert backend[1] == []


def test_only_a_file_backend_is_looked_into():
    assert list(locks.locks("https://api.example.com", "dev")) == []


def test_a_prometheus_object_is_neither_monitor_nor_rule():
    # The API server fills in fields of it that nobody declared.
    second = {
        "type": "kubernetes:monitoring.coreos.com/v1:Prometheus",
        "inputs": {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "Prometheus",
            "metadata": {"name": "full-istio", "namespace": "watch"},
        },
    }

    found = deployed.of("dev", state_of(*RESOURCES, second))

    assert [item["kind"] for item in found.objects] == ["PodMonitor"]


def test_names_follow_from_what_was_deployed():
    found = deployed.of("dev", state_of(*RESOURCES))
    assert found.names.namespace == "watch"
    assert found.names.operator == "full-operator"
    assert found.names.kube_state_metrics == "prometheus-kube-state-metrics"
    assert [item["kind"] for item in found.objects] == ["PodMonitor"]


PLACES = {
    "namespace": "ours",
    "prometheus": "watch/k8s",
    "alertmanager": "watch/main",
    "operator": "ops/prometheus-operator",
    "kubeStateMetrics": "kube-system/kube-state-metrics",
    "alertmanagerSecret": "routes",
}


def state_of_what_was_there():
    endpoints = {
        "prometheus": "http://prometheus-k8s.watch:9090",
        "alertmanager": "https://alertmanager-main.watch:9093",
    }
    stack = {"type": "pulumi:pulumi:Stack", "outputs": {"endpoints": endpoints}}
    component = {
        "type": "seldon-monitoring:index:KubePrometheus",
        "inputs": {"places": PLACES},
    }
    return {"version": 3, "deployment": {"resources": [stack, component]}}


def test_names_of_what_was_there_are_in_the_state():
    state_ = state_of_what_was_there()

    names = deployed.of("dev", state_).names

    assert deployed.namespace(state_) == names.namespace == "ours"
    assert names.stateful_sets == ("prometheus-k8s", "alertmanager-main")
    assert names.alertmanager_secret == "routes"  # noqa: S105
    assert names.prometheus_service.url == "http://prometheus-k8s.watch:9090"
    assert names.alertmanager_service.url == "https://alertmanager-main.watch:9093"


def test_what_was_there_is_looked_at_where_it_is():
    names = deployed.of("dev", state_of_what_was_there()).names

    found = workloads.workloads(names)

    assert [(it.namespace, it.name, it.parent) for it in found] == [
        ("ops", "prometheus-operator", ""),
        ("kube-system", "kube-state-metrics", ""),
        ("watch", "prometheus-k8s", "prometheuses/k8s"),
        ("watch", "alertmanager-main", "alertmanagers/main"),
    ]
    assert "whoever runs the operator" in workloads.judge(found[0], None).remedy


def test_a_stack_of_nothing_has_no_namespace():
    assert deployed.namespace({"version": 3, "deployment": {"resources": None}}) is None


def test_a_stack_without_a_deployment_is_told_so():
    with pytest.raises(OperationError, match="pulumi up --stack dev"):
        deployed.of("dev", {"version": 3, "deployment": {"resources": None}})
