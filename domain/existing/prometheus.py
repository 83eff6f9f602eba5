"""Whether a Prometheus that is already there keeps, evaluates and sends as it must."""

from collections.abc import Iterator
from typing import Any

from domain import durations
from domain.compatibility import alertmanager_api_problem, text
from domain.existing.installation import Installation, place
from domain.existing.operated import Spec, unreachable
from domain.existing.ours import Ours
from domain.existing.services import leading_to
from domain.routes import DECIDED

# What the operator keeps where neither a time nor a size is given.
_RETENTION = "24h"


def problems(found: Installation, ours: Ours, *, service_given: bool) -> Iterator[str]:
    """Yield why alerts would not come, or Seldon would not be answered."""
    spec = found.prometheus["spec"]
    running = found.running_prometheus
    if running.problem:
        yield running.problem
    yield from unreachable(spec)
    yield from _whole(spec, service_given=service_given)
    yield from _as_declared(spec, ours)
    yield from _told_apart(spec)
    yield from _kept(spec, ours)
    yield from _told(found)


def unseen(found: Installation) -> Iterator[str]:
    """Yield what cannot be judged from here."""
    spec = found.prometheus["spec"]
    if spec.get("additionalAlertManagerConfigs") and not _alertmanagers(spec):
        yield "whether spec.additionalAlertManagerConfigs leads to this Alertmanager"


def _whole(spec: Spec, *, service_given: bool) -> Iterator[str]:
    if "agent" in (spec.get("enableFeatures") or ()):
        yield (
            "spec.enableFeatures has agent, which keeps nothing and evaluates no rule; "
            "take it out"
        )
    if int(spec.get("shards") or 1) > 1 and not service_given:
        yield (
            f"spec.shards is {spec['shards']}, so each pod knows a part; name the "
            "Service of a Thanos Query in kubePrometheus.existing.prometheusService"
        )


def _as_declared(spec: Spec, ours: Ours) -> Iterator[str]:
    """Complain about settings that make other monitors and rules of ours."""
    if spec.get("ignoreNamespaceSelectors"):
        yield (
            "spec.ignoreNamespaceSelectors is true, so our monitors would find no pod "
            "outside their own namespace; set it to false"
        )
    label = spec.get("enforcedNamespaceLabel")
    excluded = spec.get("excludedFromEnforcement") or ()
    missing = [it for it in ours.kinds() if label and not _excluded(excluded, it, ours)]
    if missing:
        lines = ", ".join(
            f"{{resource: {kind.lower()}s, namespace: {ours.namespace}}}"
            for kind in missing
        )
        yield (
            f"spec.enforcedNamespaceLabel is {label}, so our rules would see only "
            f"namespace {ours.namespace}; add to spec.excludedFromEnforcement: "
            f"{lines}, each with group: monitoring.coreos.com"
        )


def _told_apart(spec: Spec) -> Iterator[str]:
    decided = sorted(DECIDED & (spec.get("externalLabels") or {}).keys())
    if decided:
        yield (
            f"spec.externalLabels has {', '.join(decided)}, by which routes tell "
            "alerts apart; rename it"
        )


def _excluded(excluded: Any, kind: str, ours: Ours) -> bool:  # noqa: ANN401  as the object has it
    return any(
        one.get("resource") == f"{kind.lower()}s"
        and one.get("namespace") == ours.namespace
        and not one.get("name")
        for one in excluded
    )


def _kept(spec: Spec, ours: Ours) -> Iterator[str]:
    if spec.get("retentionSize") and not spec.get("retention"):
        return
    retention = str(spec.get("retention") or _RETENTION)
    kept = durations.seconds(retention)
    if kept is not None and kept < ours.memory:
        span = durations.text(ours.memory)
        yield (
            f"spec.retention is {retention}{_by_default(spec)}, and rule "
            f"{ours.remembering} looks back {span}; set it to that or longer"
        )


def _by_default(spec: Spec) -> str:
    return "" if spec.get("retention") else ", the operator's default"


def _told(found: Installation) -> Iterator[str]:
    """Complain where Prometheus does not tell this Alertmanager, or in an old way."""
    spec, where = found.prometheus["spec"], place(found.alertmanager)
    own = place(found.prometheus).namespace
    services = leading_to("Alertmanager", found.alertmanager, found.seen.services)
    names = {str(service["metadata"]["name"]) for service in services}
    led = [
        one
        for one in _alertmanagers(spec)
        if (one.get("namespace") or own) == where.namespace and one["name"] in names
    ]
    if led:
        yield from _old_way(led, found)
    elif not (spec.get("additionalAlertManagerConfigs") and not _alertmanagers(spec)):
        service = found.alertmanager_service
        port = found.alertmanager["spec"].get("portName") or "web"
        yield (
            f"spec.alerting does not lead to Alertmanager {where}; add to "
            f"spec.alerting.alertmanagers: {{name: {service.name}, namespace: "
            f"{service.namespace}, port: {port}}}"
        )


def _old_way(led: list[Spec], found: Installation) -> Iterator[str]:
    version = found.running_alertmanager.version
    for one in led:
        api = one.get("apiVersion")
        if api and version and alertmanager_api_problem(text(version), api):
            yield (
                f"spec.alerting.alertmanagers tells {one['name']} by API {api}, which "
                f"Alertmanager {text(version)} does not serve; set apiVersion: v2"
            )


def _alertmanagers(spec: Spec) -> list[Spec]:
    return list((spec.get("alerting") or {}).get("alertmanagers") or ())
