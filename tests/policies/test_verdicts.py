"""What several resources are told is told together."""

from operations.recorder import Declared, Recording
from tests.policies.judging import UNKNOWN
from tests.rendered.recorded import verdicts


def service(name, kind):
    inputs = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "seldon-monitoring"},
        "spec": {"type": kind},
    }
    token = "kubernetes:core/v1:Service"  # noqa: S105  a resource's type
    return Declared(token, name, "", inputs, frozenset(), (), "", False)


def test_no_complaint_of_a_guardrail_is_lost():
    kinds = {"a": "NodePort", "b": UNKNOWN, "c": "LoadBalancer", "d": "ClusterIP"}
    recording = Recording([service(name, kind) for name, kind in kinds.items()])

    complaints, unknown = verdicts(recording)["nothing-exposed"]

    assert [line.partition(":")[0] for line in complaints] == [
        "Service seldon-monitoring/a",
        "Service seldon-monitoring/c",
    ]
    assert unknown == "spec.type"
