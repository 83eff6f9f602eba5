"""A chart's values for a test, from a part of the settings, and what is refused."""

from typing import Any

import pulumi
import pytest

from components.chart_values import chart_values
from components.distributions import kube_prometheus_stack as adapter
from components.kube_prometheus import stack_names
from settings.kube_prometheus import KubePrometheusSettings

CHART, VERSION, OLDER = "kube-prometheus-stack", "88.5.3", "56.17.0"
# What 56.17.0 has no value for, or the same values in another way.
NEWER = {
    "mesh": "istio-strict",
    "crds": {"upgradeJob": True},
    "grafana": {"enabled": True, "existingSecret": "grafana-admin"},
}
# Settings of a Prometheus for which either distribution has a value.
PROMETHEUS = {
    "storage": {"size": "50Gi", "storageClass": "fast"},
    "externalLabels": {"cluster": "one"},
    "resources": {"requests": {"cpu": "1"}},
    "replicas": 2,
    "retention": "30d",
    "retentionSize": "45GB",
    "scrapeInterval": "15s",
    "evaluationInterval": "20s",
    "remoteWrite": [{"name": "mimir", "url": "https://mimir.example.com/push"}],
    "thanos": {"objectStorage": {"secret": "objects"}},
}


def settings(**values: Any) -> KubePrometheusSettings:
    """Return settings with a part given and the rest by default."""
    return KubePrometheusSettings.model_validate(values)


def built(**values: Any) -> dict[str, Any]:
    """Return the adapter's values, for the namespace `monitoring` and one Secret."""
    given = settings(**values)
    names = stack_names(given, "monitoring")
    return adapter.chart_values(given, names, ("a-secret",))


def whole(given: KubePrometheusSettings, **more: Any) -> dict[str, Any]:
    """Return the values of any distribution with the user's beside them."""
    return chart_values(given, stack_names(given, "monitoring"), **more)


def refused(given: KubePrometheusSettings) -> str:
    """Return the complaints about settings that the chart cannot honour."""
    with pytest.raises(pulumi.RunError) as caught:
        whole(given)
    return str(caught.value)


def at(values: dict[str, Any], path: str) -> Any:
    """Return the value on a dotted path; a KeyError where there is none."""
    found: Any = values
    for key in path.split("."):
        found = found[key]
    return found


def has(values: dict[str, Any], path: str) -> bool:
    """Say whether there is a value on a dotted path."""
    try:
        at(values, path)
    except KeyError:
        return False
    return True
