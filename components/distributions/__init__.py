"""The ways to have Prometheus, each an adapter: the only places that know a chart."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from components.distributions import bitnami, kube_prometheus_stack
from domain.chart_paths import Table
from domain.names import StackNames
from settings.kube_prometheus import KubePrometheusSettings


class Adapter(Protocol):
    """What a distribution knows of the chart that installs it."""

    # Paths that an overlay may not move, because names, URLs and checks follow them.
    RELIED_ON: tuple[str, ...]

    def refusals(self, settings: KubePrometheusSettings, table: Table) -> Iterator[str]:
        """Yield what of the settings this chart cannot be told, each from its key on.

        table is that of the chart's version.
        """

    def chart_values(
        self,
        settings: KubePrometheusSettings,
        names: StackNames,
        secrets: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Return our values; secrets are those that Alertmanager's pods mount."""

    def source_note(self, settings: KubePrometheusSettings) -> str | None:
        """Return what to try where Helm does not find the chart."""

    def apart(self) -> dict[str, Any]:
        """Return the values by which monitors and rules of Istio's are left out."""

    def leaves(
        self, settings: KubePrometheusSettings, namespace: str
    ) -> dict[str, str]:
        """Return what of the chart stays behind when it goes, each with its reason."""


_ADAPTERS: Mapping[str, Adapter] = {
    "kube-prometheus-stack": kube_prometheus_stack,
    "bitnami": bitnami,
}


def adapter(settings: KubePrometheusSettings) -> Adapter:
    """Return the adapter of a distribution that a chart installs."""
    return _ADAPTERS[settings.distribution]
