"""The second Prometheus, which keeps Istio's metrics to itself and gives sums of them.

Selectors, ports and paths are those of Istio's own pages; it lays down that its control
plane and its proxies are scraped without TLS, whatever the mesh demands.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from settings.base import Duration, Interval, Name, Section, seconds, shaped
from settings.kube_prometheus import StorageSettings
from settings.kube_prometheus.shapes import Version
from settings.monitors import MonitorSettings

# rate() needs two samples, so the window must hold two scrapes at least.
_SCRAPES_PER_WINDOW = 2
Image = Annotated[
    str,
    shaped(
        r"[a-z0-9][-.:/_a-z0-9]*"
        r"(:(?!latest$)\w[-.\w]{0,127}|@sha256:[0-9a-f]{64})",
        "not an image that stays what it is; write one like "
        '"registry.example.com/prometheus/prometheus:v3.14.0"',
    ),
]


class IstioPrometheusSettings(Section):
    """The second Prometheus and what it scrapes; off unless asked for."""

    enabled: bool = False
    namespace: Name = Field(
        default="istio-system", description="where Istio's control plane runs"
    )
    version: Version | None = Field(
        default=None, description="without it that of the other Prometheus"
    )
    image: Image | None = Field(
        default=None, description="without it the operator's own of that version"
    )
    retention: Duration = Field(
        default="6h", description="of single proxies; the sums are kept by the other"
    )
    scrape_interval: Interval = "15s"
    window: Duration = Field(default="5m", description="over which rates are taken")
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = Field(default_factory=dict)
    # By the Service of the control plane.
    istiod: MonitorSettings = MonitorSettings(
        selector={"app": "istiod"}, port="http-monitoring"
    )
    # Sidecars and gateways alike; without a selector every pod that has the port.
    envoy: MonitorSettings = MonitorSettings(
        port="http-envoy-prom", path="/stats/prometheus"
    )

    @property
    def rule_parameters(self) -> dict[str, str]:
        """What the %(name)s in its rule file stand for."""
        return {"istio_interval": self.scrape_interval, "istio_window": self.window}

    @model_validator(mode="after")
    def _window_holds_scrapes(self) -> Self:
        intervals = (self.scrape_interval, self.envoy.interval or "0")
        longest = max(intervals, key=seconds)
        shortest = _SCRAPES_PER_WINDOW * seconds(longest)
        if seconds(self.window) < shortest:
            raise ValueError(
                f"window: {self.window} holds fewer than two scrapes at a scrape "
                f"interval of {longest}; make it {shortest:g}s or longer"
            )
        if seconds(self.retention) < seconds(self.window):
            raise ValueError(
                f"retention: {self.retention} is shorter than the window {self.window}"
                " over which rates are taken; make it as long at least"
            )
        return self
