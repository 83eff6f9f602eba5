"""A stack's configuration as settings, before anything is built from it."""

import json
from collections.abc import Iterable

import pulumi

from domain import compatibility
from settings import PROJECT, Settings, SettingsError, load
from settings.kube_prometheus import KubePrometheusSettings

# The one section that may hold encrypted values.
_CREDENTIALS = "credentials"


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
    _check_versions(found)
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


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _check_versions(found: Settings) -> None:
    pinned = found.kube_prometheus.alertmanager.version
    problem = compatibility.alertmanager_api_problem(pinned, found.alertmanager.api)
    if problem:
        raise pulumi.RunError(
            f"{PROJECT}:alertmanager.api: {problem} "
            "(kubePrometheus.alertmanager.version, alertmanager.api); "
            "nothing was changed"
        )
    if found.kube_prometheus.charted:
        _check_operator(found.kube_prometheus)


def _check_operator(kube_prometheus: KubePrometheusSettings) -> None:
    """Refuse versions that the chart's operator cannot run."""
    chart = kube_prometheus.chart
    brought = compatibility.chart(chart.name, chart.version)
    pinned = {
        "Alertmanager": kube_prometheus.alertmanager.version,
        "Prometheus": kube_prometheus.prometheus.version,
    }
    for product, version in pinned.items():
        problem = (
            brought
            and version
            and compatibility.operator_problem(brought.operator, product, version)
        )
        if problem:
            raise pulumi.RunError(
                f"{PROJECT}:kubePrometheus.{product.lower()}.version: {problem}; that "
                f"operator comes with {chart.name} {chart.version}; nothing was changed"
            )
