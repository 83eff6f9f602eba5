"""The values of kube-prometheus-stack for a test, from a part of the settings."""

from typing import Any

from components.distributions import kube_prometheus_stack as adapter
from components.kube_prometheus import stack_names
from settings.kube_prometheus import KubePrometheusSettings


def built(**values: Any) -> dict[str, Any]:
    """Return the adapter's values, for the namespace `monitoring` and one Secret."""
    given = KubePrometheusSettings.model_validate(values)
    names = stack_names(given, "monitoring")
    return adapter.chart_values(given, names, ("a-secret",))


def at(values: dict[str, Any], path: str) -> Any:
    """Return the value on a dotted path; a KeyError where there is none."""
    found: Any = values
    for key in path.split("."):
        found = found[key]
    return found
