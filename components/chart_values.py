"""The values with which the chart is installed: the distribution's, and the user's."""

from collections.abc import Iterator
from typing import Any

import pulumi

from components.distributions import adapter
from components.values import overlaid
from domain import chart_paths
from domain.names import StackNames
from settings.kube_prometheus import KubePrometheusSettings


def chart_values(
    settings: KubePrometheusSettings,
    names: StackNames,
    secrets: tuple[str, ...] = (),
    *,
    apart: bool = False,
) -> dict[str, Any]:
    """Return our chart values with the user's beside them.

    apart: some monitors and rules are a second Prometheus' own.

    Raises:
        pulumi.RunError: where the chart is not known to have our paths, cannot do what
            is asked for, or the user's values stand on a path of ours.
    """
    try:
        table = chart_paths.table(settings.chart.name, settings.chart.version)
    except LookupError as error:
        raise pulumi.RunError(
            f"kubePrometheus.chart.version: {error}; nothing was changed"
        ) from None
    refused = [
        f"kubePrometheus.{line}; nothing was changed"
        for line in adapter(settings).refusals(settings, table)
    ]
    if refused:
        raise pulumi.RunError("\n".join(refused))
    ours = adapter(settings).chart_values(settings, names, secrets)
    if apart:
        ours = overlaid(ours, adapter(settings).apart())
    wrong = [*_problems(settings, table, ours), *_meddling(settings, table)]
    if wrong:
        raise pulumi.RunError("\n".join(wrong))
    return overlaid(ours, settings.values)


def _problems(
    settings: KubePrometheusSettings, table: chart_paths.Table, ours: dict[str, Any]
) -> Iterator[str]:
    chart = f"{settings.chart.name}-{settings.chart.version}"
    for problem in chart_paths.problems(table, ours):
        yield f"kubePrometheus: {problem} of {chart}"


def _meddling(
    settings: KubePrometheusSettings, table: chart_paths.Table
) -> Iterator[str]:
    """Complain about values of the user's that stand where ours are, or move them."""
    moving = adapter(settings).RELIED_ON
    set_here = set(chart_paths.met(table.keys() - set(moving), settings.values))
    for path in sorted(set_here):
        yield (
            f"kubePrometheus.values.{path} is set by this program; use the setting "
            "that stands for it instead"
        )
    relied_on = set(chart_paths.met(moving, settings.values))
    for path in sorted(relied_on - set_here):
        yield (
            f"kubePrometheus.values.{path} would move what this program relies on "
            "(names, URLs, selectors, versions); take it out"
        )
