"""Links of resource usage: pod labels reach Prometheus, and the records have rows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from operations.cluster import Cluster
from operations.verify.links import Link, broken, nothing, ok
from operations.verify.prometheus import Prometheus

Object = Mapping[str, Any]

LABELS = "model pods' labels"
RECORDS = "usage records"
_DEPLOYMENT = "seldon-deployment-id"
_SELECTOR = f"app.kubernetes.io/managed-by=seldon-core,{_DEPLOYMENT}"
_SERIES = 'kube_pod_labels{label_app_kubernetes_io_managed_by="seldon-core"}'


def look(cluster: Cluster, prometheus: Prometheus) -> Iterator[Link]:
    """Yield whether usage is measured per model."""
    pods = cluster.items("/api/v1/pods", labelSelector=_SELECTOR)
    models = running(pods)
    if not models:
        yield nothing(LABELS, "no model runs")
        yield nothing(RECORDS, "no model runs")
        return
    yield judge_labels(models, prometheus.query(_SERIES), any_series=_any(prometheus))
    yield judge_records(models, prometheus.query("model_containers_average"))


def running(pods: Iterable[Object]) -> set[tuple[str, str]]:
    """Return namespace and SeldonDeployment of each model that has a running pod."""
    return {
        (pod["metadata"]["namespace"], pod["metadata"]["labels"][_DEPLOYMENT])
        for pod in pods
        if (pod.get("status") or {}).get("phase") == "Running"
    }


def judge_labels(
    models: set[tuple[str, str]], series: Iterable[Object], *, any_series: bool
) -> Link:
    """Return whether kube-state-metrics shows the labels that the records join on."""
    found = len(list(series))
    if found:
        return ok(LABELS, f"kube_pod_labels carries them for {found} pods")
    remedy = (
        "set kubePrometheus.podLabels to the labels that the rules join on, or *; of a "
        "kube-state-metrics that was there before, --metric-labels-allowlist"
    )
    if not any_series:
        cause = "Prometheus has no kube_pod_labels: kube-state-metrics is not scraped"
        remedy = f"see its Deployment above; {remedy}"
    else:
        cause = "kube-state-metrics leaves out label_app_kubernetes_io_managed_by"
    return broken(LABELS, f"none, with {len(models)} models", cause, remedy)


def judge_records(models: set[tuple[str, str]], rows: Iterable[Object]) -> Link:
    """Return whether each model has rows in the usage records."""
    found = {
        (row["metric"].get("namespace"), row["metric"].get("name")) for row in rows
    }
    missing = sorted(models - found)
    if not missing:
        return ok(RECORDS, f"model_containers_average for {len(models)} models")
    return broken(
        RECORDS,
        f"{len(models) - len(missing)} of {len(models)} models have rows",
        f"none for {'/'.join(missing[0])}",
        "a new model has its first rows after one interval of alertRules.usage; "
        "after that, see the links above",
    )


def _any(prometheus: Prometheus) -> bool:
    return bool(prometheus.query("count(kube_pod_labels)"))
