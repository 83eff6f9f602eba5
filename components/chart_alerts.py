"""The alerts that a chart brings by itself."""

from dataclasses import replace

import pulumi

from components.distributions import adapter
from domain import default_alerts
from domain.names import StackNames
from domain.rules import Alert
from settings.kube_prometheus import ChartSettings, KubePrometheusSettings


def chart_alerts(
    settings: KubePrometheusSettings, names: StackNames
) -> tuple[Alert, ...]:
    """Return the alerts that a chart brings, if any, as far as they are known.

    The overlay may leave some out by name and give all of them labels.
    """
    known = _default_alerts(settings.chart) if settings.charted else None
    if known is None or not settings.default_rules:
        return ()
    parts = [
        part
        for part, value in adapter(settings).chart_values(settings, names).items()
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


def warn_of_default_alerts(
    settings: KubePrometheusSettings, component: pulumi.Resource
) -> None:
    """Say that the chart's own alerts do not reach Seldon, and how many they are."""
    known = _default_alerts(settings.chart)
    if not settings.default_rules or known == {default_alerts.ALWAYS: {}}:
        return
    count = f"up to {default_alerts.count(known)}" if known else "all"
    if known is None:
        pulumi.log.warn(
            f"nobody has listed the alerts of {settings.chart.name}-"
            f"{settings.chart.version}, so the output `routes` lacks them",
            component,
        )
    pulumi.log.warn(
        f"{count} alerts that the chart brings carry no type: they are seen in "
        "Prometheus and Alertmanager but do not reach Seldon; "
        "kubePrometheus.defaultRules: false leaves them out",
        component,
    )


def _default_alerts(chart: ChartSettings) -> default_alerts.Table | None:
    return default_alerts.table(chart.name, chart.version, chart.path)
