"""Prometheus, Alertmanager and their operator, as one Helm release.

Helm waits for Deployments, not for the StatefulSets that the operator makes: whether
those run is asked afterwards, by `make verify`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
import yaml

from components.base import Component
from components.distributions import kube_prometheus_stack
from components.values import overlaid
from domain import chart_paths, default_alerts, endpoints
from domain.names import StackNames
from domain.rules import Alert
from settings.kube_prometheus import ChartSettings, KubePrometheusSettings


@dataclass(frozen=True, kw_only=True)
class KubePrometheusArgs:
    """What to install, and where; the Secrets that Alertmanager's pods mount."""

    settings: KubePrometheusSettings
    namespace: str
    secrets: tuple[str, ...] = ()


class KubePrometheus(Component):
    """The Helm release and what it makes reachable in the cluster."""

    endpoints: dict[str, str]

    def __init__(
        self,
        name: str,
        args: KubePrometheusArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        names = stack_names(args.settings, args.namespace)
        reachable = {
            "prometheus": endpoints.prometheus_url(names),
            "alertmanager": endpoints.alertmanager_url(names),
        }
        super().__init__(name, {"endpoints": reachable}, opts)
        # After the constructor, which makes an Output of each input by its name.
        self.endpoints = reachable
        _warn_of_default_alerts(args.settings, self)
        k8s.helm.v3.Release(
            f"{name}-release",
            name=args.settings.release,
            namespace=args.namespace,
            timeout=args.settings.timeout,
            values=chart_values(args.settings, args.secrets),
            max_history=10,
            opts=self.child(),
            **chart_source(args.settings.chart),
        )
        self.register_outputs({"endpoints": reachable})


def stack_names(settings: KubePrometheusSettings, namespace: str) -> StackNames:
    """Return the names of the release's objects."""
    return StackNames(
        namespace=namespace, fullname=settings.fullname, release=settings.release
    )


def chart_values(
    settings: KubePrometheusSettings, secrets: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return our chart values with the user's beside them.

    Raises:
        pulumi.RunError: where the chart is not known to have our paths, or the user's
            values stand on one of them.
    """
    ours = kube_prometheus_stack.chart_values(settings, secrets)
    try:
        table = chart_paths.table(settings.chart.name, settings.chart.version)
    except LookupError as error:
        raise pulumi.RunError(
            f"kubePrometheus.chart.version: {error}; nothing was changed"
        ) from None
    wrong = [*_problems(settings, table, ours), *_meddling(settings.values, table)]
    if wrong:
        raise pulumi.RunError("\n".join(wrong))
    return overlaid(ours, settings.values)


def _problems(
    settings: KubePrometheusSettings, table: chart_paths.Table, ours: dict[str, Any]
) -> Iterator[str]:
    chart = f"{settings.chart.name}-{settings.chart.version}"
    for problem in chart_paths.problems(table, ours):
        yield f"kubePrometheus: {problem} of {chart}"


def _meddling(values: dict[str, Any], table: chart_paths.Table) -> Iterator[str]:
    """Complain about values of the user's that stand where ours are, or move them."""
    set_here = set(chart_paths.met(table, values))
    for path in sorted(set_here):
        yield (
            f"kubePrometheus.values.{path} is set by this program; use the setting "
            "that stands for it instead"
        )
    relied_on = set(chart_paths.met(kube_prometheus_stack.RELIED_ON, values))
    for path in sorted(relied_on - set_here):
        yield (
            f"kubePrometheus.values.{path} would move what this program relies on "
            "(names, URLs, selectors, versions); take it out"
        )


def chart_source(chart: ChartSettings) -> dict[str, Any]:
    """Return the Release's arguments that say where the chart is.

    Raises:
        pulumi.RunError: where a path holds no chart, or one of another version.
    """
    if chart.path:
        _check_path(chart)
        return {"chart": chart.path, "version": chart.version}
    source: dict[str, Any] = {"chart": chart.name, "version": chart.version}
    if chart.repository and chart.repository.startswith("oci://"):
        return source | {"chart": f"{chart.repository.rstrip('/')}/{chart.name}"}
    return source | {"repository_opts": {"repo": chart.repository}}


def _check_path(chart: ChartSettings) -> None:
    key = "kubePrometheus.chart.path"
    file = Path(chart.path or "") / "Chart.yaml"
    if not file.is_file():
        raise pulumi.RunError(
            f"{key}: no chart at {chart.path} (it has no Chart.yaml); give the "
            "directory of an unpacked chart, relative to the project"
        )
    found = _version(file)
    if found is None:
        raise pulumi.RunError(
            f"{key}: {file} is not YAML with a version; give the directory of an "
            "unpacked chart, relative to the project"
        )
    if found != chart.version:
        raise pulumi.RunError(
            f"{key}: the chart at {chart.path} is {found} but "
            f"kubePrometheus.chart.version is {chart.version}; set it to what is there"
        )


def _version(file: Path) -> str | None:
    try:
        chart = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        return None
    return chart.get("version") if isinstance(chart, dict) else None


def chart_alerts(settings: KubePrometheusSettings) -> tuple[Alert, ...]:
    """Return the alerts that the chart brings, as far as they are known.

    The overlay may leave some out by name and give all of them labels.
    """
    known = _default_alerts(settings.chart)
    if known is None or not settings.default_rules:
        return ()
    parts = [
        part
        for part, value in kube_prometheus_stack.chart_values(settings).items()
        if isinstance(value, dict) and value.get("enabled")
    ]
    overlay = settings.values.get("defaultRules") or {}
    disabled, labels = (
        overlay.get(key) or {} for key in ("disabled", "additionalRuleLabels")
    )
    chart = f"{settings.chart.name}-{settings.chart.version}"
    return tuple(
        replace(alert, labels={**alert.labels, **labels})
        for alert in default_alerts.alerts(known, parts, chart)
        if not disabled.get(alert.name)
    )


def _default_alerts(chart: ChartSettings) -> default_alerts.Table | None:
    return default_alerts.table(chart.name, chart.version, chart.path)


def _warn_of_default_alerts(
    settings: KubePrometheusSettings, component: KubePrometheus
) -> None:
    known = _default_alerts(settings.chart)
    count = f"up to {default_alerts.count(known)}" if known else "all"
    if settings.default_rules and known is None:
        pulumi.log.warn(
            f"nobody has listed the alerts of {settings.chart.name}-"
            f"{settings.chart.version}, so the output `routes` lacks them",
            component,
        )
    if settings.default_rules:
        pulumi.log.warn(
            f"{count} alerts that the chart brings carry no type: they are seen in "
            "Prometheus and Alertmanager but do not reach Seldon; "
            "kubePrometheus.defaultRules: false leaves them out",
            component,
        )
