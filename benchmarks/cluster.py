"""Model pods in a real API server, in their own namespace, that nobody schedules.

Their status is written as a kubelet would, so that kube-state-metrics shows of each
what it shows of a running pod.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import urllib3
from kubernetes import client, config

from benchmarks import console, series
from benchmarks.errors import BenchmarkError
from benchmarks.series import Pod

NAMESPACE = "seldon-benchmark"
# Requests under way at once.
WORKERS = 16
_STARTED = "2026-01-01T00:00:00Z"


@contextmanager
def pods(count: int, within: float) -> Iterator[list[Pod]]:
    """Make pods until there are so many, or the seconds are over; take them away after.

    Yields those that there are.

    Raises:
        BenchmarkError: when the cluster of KUBECONFIG cannot be used.
    """
    try:
        config.load_kube_config()
        api = client.CoreV1Api()
        api.api_client.configuration.connection_pool_maxsize = WORKERS
        api = client.CoreV1Api(client.ApiClient(api.api_client.configuration))
        _make_namespace(api)
        try:
            yield _made(api, count, within)
        finally:
            api.delete_namespace(NAMESPACE)
    except (
        config.ConfigException,
        client.ApiException,
        urllib3.exceptions.HTTPError,
    ) as error:
        reason = " ".join(str(getattr(error, "reason", None) or error).split())
        raise BenchmarkError(
            f"the cluster of KUBECONFIG cannot be used: {reason}"
        ) from None


def _make_namespace(api: client.CoreV1Api) -> None:
    named = client.V1ObjectMeta(name=NAMESPACE)
    api.create_namespace(client.V1Namespace(metadata=named))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        # Without it no pod is admitted.
        if api.list_namespaced_service_account(NAMESPACE).items:
            return
        time.sleep(0.2)
    raise BenchmarkError(f"namespace {NAMESPACE} got no service account within 60 s")


def _made(api: client.CoreV1Api, count: int, within: float) -> list[Pod]:
    wanted = [replace(pod, namespace=NAMESPACE) for pod in series.pods(count)]
    deadline = time.monotonic() + within
    made: list[Pod] = []
    with (
        console.step(f"make up to {count:,} pods in a cluster") as show,
        ThreadPoolExecutor(WORKERS) as pool,
    ):
        for batch in _batches(wanted, WORKERS * 10):
            if time.monotonic() > deadline:
                break
            made += pool.map(lambda pod: _make(api, pod), batch)
            show(len(made) / count)
    return made


def _batches(pods: Sequence[Pod], size: int) -> Iterator[Sequence[Pod]]:
    for first in range(0, len(pods), size):
        yield pods[first : first + size]


def _make(api: client.CoreV1Api, pod: Pod) -> Pod:
    api.create_namespaced_pod(NAMESPACE, manifest(pod), _preload_content=False)
    body = {"status": status(pod)}
    api.patch_namespaced_pod_status(pod.name, NAMESPACE, body, _preload_content=False)
    return pod


def manifest(pod: Pod) -> Any:  # noqa: ANN401  the client takes a plain manifest
    """Return a pod as Seldon Core's Deployment would make it, for no scheduler."""
    containers = [
        {
            "name": name,
            "image": f"registry.example.com/models/{name}:2.14.3",
            "resources": {
                "requests": {"cpu": "500m", "memory": "1Gi"},
                "limits": {"cpu": "1", "memory": "2Gi"},
            },
        }
        for name in series.CONTAINERS
    ]
    return {
        "metadata": {"name": pod.name, "labels": pod.labels},
        "spec": {
            "schedulerName": "nobody",
            "automountServiceAccountToken": False,
            "containers": containers,
        },
    }


def status(pod: Pod) -> dict[str, object]:
    """Return the status of a pod whose containers run."""
    return {
        "phase": "Running",
        "startTime": _STARTED,
        "conditions": [
            {"type": kind, "status": "True", "lastTransitionTime": _STARTED}
            for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")
        ],
        "containerStatuses": [
            {
                "name": name,
                "ready": True,
                "started": True,
                "restartCount": 0,
                "state": {"running": {"startedAt": _STARTED}},
                **_image(pod, name),
            }
            for name in series.CONTAINERS
        ],
    }


def _image(pod: Pod, container: str) -> dict[str, str]:
    found = series.image(pod, container)
    return {
        "image": found["image"],
        "imageID": found["image_id"],
        "containerID": found["container_id"],
    }
