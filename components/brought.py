"""What a stack brings to an installation that is already there, before it is made."""

from typing import Any

from components import alert_rules, alertmanager, monitors
from components.alert_rules import AlertRulesArgs
from components.alertmanager import AlertmanagerArgs
from components.delivery import Manifest
from components.monitoring_namespace import MonitoringNamespaceArgs, pod_security
from components.monitors import MonitorsArgs
from domain import lookback, pod_labels
from domain.existing.ours import Ours
from domain.names import OURS
from settings import Settings


def ours(
    settings: Settings,
    watching: MonitorsArgs,
    rules: AlertRulesArgs,
    routes: AlertmanagerArgs,
) -> Ours:
    """Return what the components will declare, as far as it rests on what is there."""
    specs = alert_rules.rendered(rules)
    manifests = (*monitors.manifests(watching), *alert_rules.manifests(rules, specs))
    groups = [group for spec in specs.values() for group in spec["groups"]]
    memory, remembering = lookback.furthest(groups)
    instance = settings.kube_prometheus.alertmanager
    said = "version" in instance.model_fields_set
    namespace = MonitoringNamespaceArgs(
        settings=settings.namespace, node_exporter=False
    )
    return Ours(
        namespace=settings.namespace.name,
        creates_namespace=settings.namespace.create,
        namespace_labels={**OURS, **pod_security(namespace)},
        objects=tuple(map(_object, manifests)),
        pod_labels=frozenset(
            pod_labels.joined(rule for group in groups for rule in group["rules"])
        ),
        configuration=alertmanager.configuration(routes),
        secrets=alertmanager.credential_secrets(routes),
        api=settings.alertmanager.api,
        expected_alertmanager=instance.version if said else None,
        memory=memory,
        remembering=remembering,
    )


def _object(manifest: Manifest) -> dict[str, Any]:
    meta = {"name": manifest.name, "labels": dict(manifest.labels or {})}
    return {"kind": manifest.kind, "metadata": meta, "spec": manifest.spec}
