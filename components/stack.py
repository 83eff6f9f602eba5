"""One stack, before any of it is declared: settings, names, what it releases."""

import hashlib
import json
import subprocess
from collections.abc import Iterable, Iterator
from typing import Any

import pulumi

from components import alertmanager, custom_rules
from components.alert_rules import (
    DIRECTORY,
    AlertRulesArgs,
    files,
    object_name,
    rendered,
)
from components.alertmanager import AlertmanagerArgs
from components.alertmanager.credentials import mounted
from components.cluster import Expected, Needed
from components.kube_prometheus import (
    chart_alerts,
    chart_source,
    chart_values,
    stack_names,
)
from components.monitors import needed as needed_by_monitors
from components.monitors import warn_of_unwatched, watched
from components.reference import (
    MONITORS,
    Reference,
    replacement,
    warn_of_others,
)
from domain import compatibility, endpoints, pod_labels, rules
from domain.custom_rules import CustomRules
from domain.names import StackNames, credential_secret, seldon_service
from settings import PROJECT, Settings, SettingsError, load
from settings.alert_rules import parameters
from settings.kube_prometheus import COMPUTED, KubePrometheusSettings
from settings.monitors import MonitorsSettings

# The one section that may hold encrypted values.
_CREDENTIALS = "credentials"
_OPERATOR_API = "/apis/monitoring.coreos.com/v1"


def settings() -> Settings:
    """Return the settings of the stack that runs.

    Raises:
        pulumi.RunError: with one line for each key that cannot be used.
    """
    prefix = f"{PROJECT}:"
    configured = {
        key.removeprefix(prefix): value
        for key, value in pulumi.runtime.config.CONFIG.get().items()
        if key.startswith(prefix)
    }
    _refuse_encrypted(prefix, configured)
    try:
        found = load({key: _parsed(value) for key, value in configured.items()})
    except SettingsError as error:
        raise pulumi.RunError(f"{error}; nothing was changed") from None
    _check_alertmanager(found)
    _warn_of_clear_credentials(prefix, found)
    return found


def _refuse_encrypted(prefix: str, keys: Iterable[str]) -> None:
    """Refuse encrypted values: a section with one arrives here in the clear, whole."""
    lines = [
        f"{prefix}{key}: holds an encrypted value, which would stand in the clear in "
        f"outputs and state; put it under {prefix}{_CREDENTIALS} and write its name "
        "here, where a credential's name is taken; nothing was changed"
        for key in keys
        if key != _CREDENTIALS and _is_encrypted(prefix, key)
    ]
    if lines:
        raise pulumi.RunError("\n".join(lines))


def _warn_of_clear_credentials(prefix: str, found: Settings) -> None:
    if found.credentials and not _is_encrypted(prefix, _CREDENTIALS):
        pulumi.log.warn(
            f"{prefix}{_CREDENTIALS} stands in the clear in the stack file; encrypt "
            "each with `pulumi config set --secret --path`"
        )


def _is_encrypted(prefix: str, key: str) -> bool:
    return pulumi.runtime.config.is_config_secret(f"{prefix}{key}")


def _parsed(value: str) -> Any:  # noqa: ANN401  whatever YAML holds
    try:
        return json.loads(value)
    except ValueError:
        return value


def _check_alertmanager(found: Settings) -> None:
    version = found.kube_prometheus.alertmanager.version
    problem = compatibility.alertmanager_api_problem(version, found.alertmanager.api)
    if problem:
        raise pulumi.RunError(
            f"{PROJECT}:alertmanager.api: {problem} "
            "(kubePrometheus.alertmanager.version, alertmanager.api); "
            "nothing was changed"
        )


def names(settings: Settings) -> StackNames:
    """Return the names of the release's objects."""
    return stack_names(settings.kube_prometheus, settings.namespace.name)


def webhook_url(settings: Settings) -> str:
    """Return where Seldon Deploy takes Alertmanager's notifications."""
    seldon = settings.seldon
    service = seldon_service(seldon.release, seldon.service_name)
    return endpoints.webhook_url(service, seldon.namespace)


def monitors(settings: Settings) -> MonitorsSettings:
    """Return the monitors; Seldon Deploy's looks where Seldon Deploy is."""
    return settings.monitors.around(settings.seldon.namespace)


def kube_prometheus(settings: Settings, reference: Reference) -> KubePrometheusSettings:
    """Return how Prometheus is installed, with the pod labels of the rules if asked.

    Raises:
        pulumi.RunError: where a rule uses a pod label that has no known key.
    """
    own = settings.kube_prometheus
    if own.pod_labels != COMPUTED:
        return own
    specs = rendered(alert_rules(settings, reference)).values()
    used = (
        rule for spec in specs for group in spec["groups"] for rule in group["rules"]
    )
    try:
        computed = pod_labels.computed(used, settings.monitors.selected())
        return own.model_copy(update={"pod_labels": computed})
    except rules.RuleError as error:
        raise pulumi.RunError(f"{error}; nothing was changed") from None


def rule_parameters(settings: Settings, reference: Reference) -> dict[str, str]:
    """Return what is filled into the rules."""
    seldon = settings.seldon
    return parameters(
        settings.alert_rules,
        monitoring_namespace=settings.namespace.name,
        seldon_namespace=seldon.namespace,
        seldon_deployment=seldon.deployment_name
        or seldon_service(seldon.release, seldon.service_name),
        monitors=watched(monitors(settings), settings.namespace.name, reference),
    )


def alerts(settings: Settings, reference: Reference) -> tuple[rules.Alert, ...]:
    """Return every alert of the stack, the chart's own at the end.

    Raises:
        pulumi.RunError: for a rule that cannot be used.
    """
    ours = rendered(alert_rules(settings, reference))
    return (
        *(
            alert
            for name, spec in ours.items()
            for alert in rules.alerts(spec["groups"], name)
        ),
        *chart_alerts(kube_prometheus(settings, reference)),
    )


def alert_rules(settings: Settings, reference: Reference) -> AlertRulesArgs:
    """Return what the rules are made from."""
    return AlertRulesArgs(
        settings=settings.alert_rules,
        namespace=settings.namespace.name,
        parameters=rule_parameters(settings, reference),
        reference=reference,
        custom=own_rules(settings),
    )


def alertmanager_args(settings: Settings, reference: Reference) -> AlertmanagerArgs:
    """Return what Alertmanager's configuration is made from."""
    return AlertmanagerArgs(
        settings=settings.alertmanager,
        namespace=settings.namespace.name,
        secret_name=names(settings).alertmanager_secret,
        webhook_url=webhook_url(settings),
        credentials=settings.credentials,
        alerts=alerts(settings, reference),
    )


def check_buildable(settings: Settings, reference: Reference) -> None:
    """Build once all that can be refused, while nothing is declared yet.

    Raises:
        pulumi.RunError: for a chart, its values or a rule that cannot be used.
    """
    names = [monitor.name for monitor in settings.monitors.enabled()]
    warn_of_others(reference, [*names, *rules.PRODUCES.values()])
    for name in names:
        replacement(reference, name, MONITORS)
    warn_of_unwatched(settings.monitors, settings.namespace.name, reference)
    chart_source(settings.kube_prometheus.chart)
    chart_values(kube_prometheus(settings, reference))
    specs = rendered(alert_rules(settings, reference))
    custom_rules.warn(own_rules(settings), specs, settings.namespace.name)
    alertmanager.check(
        alertmanager_args(settings, reference),
        settings.kube_prometheus.alertmanager.version,
    )


def own_rules(settings: Settings) -> tuple[CustomRules, ...]:
    """Return the customer's own rules.

    Raises:
        pulumi.RunError: where one cannot be deployed.
    """
    return custom_rules.read(settings.custom_rules)


def release(settings: Settings, reference: Reference) -> dict[str, Any]:
    """Return what the stack runs, without anything of its environment."""
    kube_prometheus = settings.kube_prometheus
    return {
        "distribution": kube_prometheus.distribution,
        "chart": {
            "name": kube_prometheus.chart.name,
            "version": kube_prometheus.chart.version,
        },
        "versions": {"alertmanager": kube_prometheus.alertmanager.version},
        "rules": {file.name: file.sha256 for file in rules.load_all(DIRECTORY)},
        "customRules": {own.file: own.sha256 for own in own_rules(settings)},
        "reference": {name: _digest(manifest) for name, manifest in reference.items()},
        "commit": _commit(),
    }


def expected(
    settings: Settings, names: StackNames, reference: Reference
) -> Iterator[Expected]:
    """Yield the objects that are about to be made, so that nobody else's are taken."""
    namespace = f"/api/v1/namespaces/{names.namespace}"
    operator = f"{_OPERATOR_API}/namespaces/{names.namespace}"
    secret = f"{namespace}/secrets/{names.alertmanager_secret}"
    if settings.namespace.create:
        yield Expected("Namespace", names.namespace, namespace)
    yield Expected("Secret", names.alertmanager_secret, secret)
    for credential in mounted(settings.alertmanager):
        own = credential_secret(names.alertmanager_secret, credential)
        yield Expected("Secret", own, f"{namespace}/secrets/{own}")
    # Helm keeps each revision of a release in a Secret of its own.
    revisions = f"{namespace}/secrets?labelSelector=owner=helm,name={names.release}"
    yield Expected("Release", names.release, revisions, secret)
    for monitor in settings.monitors.enabled():
        name = monitor.name
        kind = str(reference.get(name, {}).get("kind", monitor.kind))
        yield Expected(kind, name, f"{operator}/{kind.lower()}s/{name}")
    ours = map(object_name, files(settings.alert_rules))
    for name in (*ours, *(own.name for own in own_rules(settings))):
        yield Expected("PrometheusRule", name, f"{operator}/prometheusrules/{name}")


def needed(settings: Settings, reference: Reference) -> Iterator[Needed]:
    """Yield what others must have put into the cluster before."""
    yield from needed_by_monitors(settings.monitors, reference)


def _digest(manifest: object) -> str:
    text = json.dumps(manifest, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _commit() -> str:
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()
