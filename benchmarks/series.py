"""Model pods that are not there: what their exporters would show, as text.

Label sets follow kube-state-metrics 2 and cAdvisor under containerd; what changes from
scrape to scrape is a placeholder.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.pod_labels import exposed

NAMESPACES = 10
PODS_PER_DEPLOYMENT = 10
MODELS_PER_KSERVE = 5
# What the names of their models start with.
SELDON, KSERVE = "fraud-model", "churn-model"
NODES = 50
CONTAINERS = ("classifier", "seldon-container-engine")
# Placeholders of a sample: its time in ms, a counter's value, a gauge's value.
TIME, COUNTER, GAUGE = b"@TIME@", b"@COUNTER@", b"@GAUGE@"
SERIES_PER_POD = 17
# cores that each container uses
CORES = 0.25
# resource: unit, request, limit
_RESOURCES = {
    "cpu": ("core", "0.5", "1"),
    "memory": ("byte", "1.073741824e+09", "2.147483648e+09"),
}


@dataclass(frozen=True)
class Pod:
    """One pod of a SeldonDeployment or of an InferenceService."""

    namespace: str
    deployment: str
    name: str
    uid: str
    node: str

    @property
    def labels(self) -> dict[str, str]:
        """Labels by key: the controller's, the Deployment's, a user's dozen."""
        controller = _kserves if self.deployment.startswith(KSERVE) else _seldon_cores
        return {
            **controller(self.deployment),
            "pod-template-hash": self.uid[:8],
            **_users(self.deployment, self.namespace),
        }


def _seldon_cores(deployment: str) -> dict[str, str]:
    return {
        "app": f"{deployment}-default-0-classifier",
        "app.kubernetes.io/managed-by": "seldon-core",
        "fluentd": "true",
        "seldon-app": f"{deployment}-default",
        "seldon-app-svc": f"{deployment}-default-classifier",
        "seldon-deployment-id": deployment,
        "seldon.io/model": "true",
    }


def _kserves(deployment: str) -> dict[str, str]:
    return {
        "app": f"isvc.{deployment}-predictor",
        "component": "predictor",
        "serving.kserve.io/inferenceservice": deployment,
    }


def _users(deployment: str, namespace: str) -> dict[str, str]:
    """Return a dozen labels as delivery tools, a mesh and cost reports ask for."""
    return {
        "app.kubernetes.io/component": "classifier",
        "app.kubernetes.io/instance": deployment,
        "app.kubernetes.io/name": "fraud-detection",
        "app.kubernetes.io/part-of": "payments-platform",
        "app.kubernetes.io/version": "2.14.3",
        "argocd.argoproj.io/instance": f"{namespace}-models",
        "cost-center": "cc-40172",
        "environment": "production",
        "helm.sh/chart": "seldon-model-1.7.0",
        "security.istio.io/tlsMode": "istio",
        "service.istio.io/canonical-name": deployment,
        "team": "fraud-and-risk-analytics",
    }


def pods(count: int) -> list[Pod]:
    """Return that many pods, ten to a model, every fifth model KServe's."""
    return [_pod(number) for number in range(count)]


def _pod(number: int) -> Pod:
    group = number // PODS_PER_DEPLOYMENT
    kind = KSERVE if group % MODELS_PER_KSERVE == MODELS_PER_KSERVE - 1 else SELDON
    deployment = f"{kind}-{group:05}"
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return Pod(
        namespace=f"models-{group % NAMESPACES}",
        deployment=deployment,
        name=f"{deployment}-default-0-classifier-{digest[:10]}-{digest[10:15]}",
        uid=f"{digest[:8]}-{digest[8:12]}-4{digest[12:15]}-a{digest[15:18]}-{digest[18:30]}",
        node=f"worker-{number % NODES:03}.example.internal",
    )


def kube_state_metrics(found: Iterable[Pod]) -> bytes:
    """Return one scrape of kube-state-metrics with pods=[*], with placeholders."""
    lines = (line for pod in found for line in _kube_state_metrics(pod))
    return "".join(f"{line} {TIME.decode()}\n" for line in lines).encode()


def cadvisor(found: Iterable[Pod]) -> bytes:
    """Return one scrape of cAdvisor, with placeholders."""
    lines = (line for pod in found for line in _cadvisor(pod))
    return "".join(f"{line} {TIME.decode()}\n" for line in lines).encode()


def _kube_state_metrics(pod: Pod) -> Iterator[str]:
    who = {"namespace": pod.namespace, "pod": pod.name, "uid": pod.uid}
    labels = {exposed(key): value for key, value in pod.labels.items()}
    yield f"kube_pod_labels{_set(who | labels)} 1"
    for container in CONTAINERS:
        of = who | {"container": container}
        yield f"kube_pod_container_info{_set(of | image(pod, container))} 1"
        for resource, (unit, request, limit) in _RESOURCES.items():
            which = _set(of | {"node": pod.node, "resource": resource, "unit": unit})
            yield f"kube_pod_container_resource_requests{which} {request}"
            yield f"kube_pod_container_resource_limits{which} {limit}"


def _cadvisor(pod: Pod) -> Iterator[str]:
    slice_ = f"/kubepods.slice/kubepods-pod{pod.uid}.slice"
    who = {"namespace": pod.namespace, "pod": pod.name, "node": pod.node}
    # The sum of the pod has neither container nor image.
    units = [{"container": "", "id": slice_, "image": "", "name": ""}]
    for container in CONTAINERS:
        name = image(pod, container)["container_id"].removeprefix("containerd://")
        scope = f"{slice_}/cri-containerd-{name}.scope"
        tag = f"registry.example.com/models/{container}:2.14.3"
        units.append({"container": container, "id": scope, "image": tag, "name": name})
    for unit in units:
        yield f"container_memory_usage_bytes{_set(who | unit)} {GAUGE.decode()}"
        counted = _set(who | unit | {"cpu": "total"})
        yield f"container_cpu_usage_seconds_total{counted} {COUNTER.decode()}"


def image(pod: Pod, container: str) -> dict[str, str]:
    """Return the labels that tell of a container's image."""
    digest = hashlib.sha256(f"{pod.uid}{container}".encode()).hexdigest()
    repository = f"registry.example.com/models/{container}"
    return {
        "container_id": f"containerd://{digest}",
        "image": f"{repository}:2.14.3",
        "image_id": f"{repository}@sha256:{digest}",
        "image_spec": f"{repository}:2.14.3",
    }


def _set(labels: dict[str, str]) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}"
