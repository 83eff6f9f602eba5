"""Why a pod or a workload does not run, from what the cluster says of it."""

import pytest

from domain.names import StackNames
from operations.verify import pods, workloads
from operations.verify.links import Status

NAMES = StackNames(namespace="monitoring", fullname="watch", release="prometheus")


def pod(**status):
    return {"metadata": {"name": "web-0"}, "status": status}


def container(**state):
    return {"name": "web", "image": "registry.example.com/web:1", **state}


def waiting(reason, message="", **more):
    state = {"waiting": {"reason": reason, "message": message}}
    return container(state=state, **more)


READY = pod(conditions=[{"type": "Ready", "status": "True"}])
UNSCHEDULABLE = pod(
    conditions=[
        {
            "type": "PodScheduled",
            "status": "False",
            "message": "0/1 nodes are available: 1 Insufficient cpu.",
        }
    ]
)
NO_IMAGE = pod(containerStatuses=[waiting("ImagePullBackOff", "Back-off pulling")])
LOOPING = pod(
    containerStatuses=[
        waiting(
            "CrashLoopBackOff",
            lastState={"terminated": {"reason": "Error", "exitCode": 2}},
        )
    ]
)
KILLED = pod(
    containerStatuses=[
        waiting(
            "CrashLoopBackOff",
            lastState={"terminated": {"reason": "OOMKilled", "exitCode": 137}},
        )
    ]
)
BAD_CONFIG = pod(
    containerStatuses=[
        waiting("CreateContainerConfigError", 'secret "credentials" not found')
    ]
)
INIT_FAILED = pod(
    initContainerStatuses=[
        container(state={"terminated": {"reason": "Error", "exitCode": 1}})
    ],
    containerStatuses=[waiting("PodInitializing")],
)
STARTING = pod(containerStatuses=[waiting("ContainerCreating")])


def event(reason, message, time, kind="Warning"):
    return {"type": kind, "reason": reason, "message": message, "lastTimestamp": time}


def test_a_ready_pod_has_no_problem():
    assert pods.problem(READY) is None


@pytest.mark.parametrize(
    ("found", "cause"),
    [
        (UNSCHEDULABLE, "no node takes it: 0/1 nodes are available"),
        (NO_IMAGE, "container web waits: ImagePullBackOff: Back-off pulling"),
        (LOOPING, "container web ended: Error, exit code 2 (CrashLoopBackOff)"),
        (KILLED, "container web ended: OOMKilled, exit code 137"),
        (BAD_CONFIG, 'CreateContainerConfigError: secret "credentials" not found'),
        (INIT_FAILED, "container web ended: Error, exit code 1"),
        (STARTING, "it is still starting"),
    ],
)
def test_the_failing_pod_is_named_with_its_reason(found, cause):
    problem = pods.problem(found)
    assert problem is not None
    assert problem.cause.startswith("pod web-0: ")
    assert cause in problem.cause
    assert problem.remedy


def test_memory_is_the_remedy_for_what_ran_out_of_it():
    problem = pods.problem(KILLED)
    assert problem is not None
    assert "memory" in problem.remedy


def test_the_last_warning_speaks_where_the_containers_do_not():
    events = [
        event("FailedMount", 'secret "a" not found', "2026-01-01T00:00:02Z"),
        event("FailedMount", 'secret "b" not found', "2026-01-01T00:00:01Z"),
        event("Scheduled", "assigned", "2026-01-01T00:00:03Z", "Normal"),
    ]
    problem = pods.problem(STARTING, events)
    assert problem is not None
    assert problem.cause == 'pod web-0: FailedMount: secret "a" not found'


def test_long_words_are_cut_to_one_line():
    assert pods.one_line("a\n  b") == "a b"
    assert len(pods.one_line("x" * 1000)) < 300


def workload(ready, wanted, *, updated=None, replicas=None, seen=1):
    updated = wanted if updated is None else updated
    return {
        "metadata": {"generation": 1},
        "spec": {"replicas": wanted},
        "status": {
            "observedGeneration": seen,
            "readyReplicas": ready,
            "updatedReplicas": updated,
            "replicas": updated if replicas is None else replicas,
        },
    }


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (workload(1, 1), Status.OK),
        # Scaled down by somebody: no stack asks for that.
        (workload(0, 0), Status.BROKEN),
        (workload(1, 2), Status.BROKEN),
        (workload(2, 2, updated=1), Status.BROKEN),
        # The old pod is ready while the new one fails.
        (workload(1, 1, updated=1, replicas=2), Status.BROKEN),
        # The controller has not seen the last change.
        (workload(1, 1, seen=0), Status.BROKEN),
        (None, Status.BROKEN),
    ],
)
def test_a_workload_holds_when_it_runs_as_last_told(found, status):
    assert workloads.judge(workloads.workloads(NAMES)[0], found).status is status


def test_both_stateful_sets_of_the_operator_are_waited_for():
    found = workloads.workloads(NAMES)
    assert [item.name for item in found if item.kind == workloads.STATEFUL_SET] == list(
        NAMES.stateful_sets
    )


def test_what_the_operator_refuses_is_told_in_its_words():
    parent = {
        "status": {
            "conditions": [
                {"type": "Reconciled", "status": "False", "message": "bad image"}
            ]
        }
    }
    prometheus = workloads.workloads(NAMES)[2]
    assert "bad image" in workloads.unmade(prometheus, "operator", parent).cause
    assert "is not there" in workloads.unmade(prometheus, "operator", None).cause


def test_a_workload_without_pods_is_explained_by_its_events():
    events = [event("FailedCreate", "exceeded quota", "2026-01-01T00:00:00Z")]
    problem = workloads.no_pods(events)
    assert problem is not None
    assert "exceeded quota" in problem.cause
    assert workloads.no_pods([]) is None
