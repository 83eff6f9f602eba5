"""The objects that play Seldon, with Seldon Deploy's Helm values filled in."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "workloads"
DEPLOY = "seldon-deploy"

# Where Seldon Deploy's chart keeps each value below `prometheus.seldon`; its `env` map
# goes into the container as it stands.
VARIABLES = {
    "url": "PROMETHEUS_SELDON_URL",
    "resourceMetricsUrl": "PROMETHEUS_SELDON_RESOURCE_METRICS_URL",
    "namespaceMetricName": "PROMETHEUS_SELDON_NAMESPACE_METRIC_NAME",
    "serviceMetricName": "PROMETHEUS_SELDON_SERVICE_METRIC_NAME",
    "activeModelsNamespaceMetricName": (
        "PROMETHEUS_SELDON_ACTIVE_MODELS_NAMESPACE_METRIC_NAME"
    ),
}


def manifests(
    values: dict[str, Any], provider: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return every object in the order of creation, namespaces first.

    With a provider's Secret, Seldon Deploy's webhook asks for one of its tokens.
    """
    files = sorted(FOLDER.glob("*.yaml"))
    objects = [part for file in files for part in yaml.safe_load_all(file.read_text())]
    objects = [provider, *objects] if provider else objects
    for part in objects:
        if part["kind"] == "Deployment" and part["metadata"]["name"] == DEPLOY:
            container = part["spec"]["template"]["spec"]["containers"][0]
            container["env"] = environment(values)
            container["args"] = ["-oidc=/oidc"] if provider else []
    return sorted(objects, key=lambda part: part["kind"] != "Namespace")


def environment(values: dict[str, Any]) -> list[dict[str, str]]:
    """Return the container's environment, as Seldon Deploy's chart would write it."""
    seldon = (values.get("prometheus") or {}).get("seldon") or {}
    named = {VARIABLES[key]: text for key, text in seldon.items() if key in VARIABLES}
    named |= values.get("env") or {}
    return [{"name": name, "value": str(text)} for name, text in sorted(named.items())]
