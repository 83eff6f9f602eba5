"""The Prometheus and the Alertmanager that the operator runs."""

from typing import Self

from pydantic import Field, model_validator

from settings.base import Duration, Interval, Section
from settings.kube_prometheus.remote_write import RemoteWriteSettings
from settings.kube_prometheus.scale import SpreadSettings
from settings.kube_prometheus.shapes import (
    ByteSize,
    ExternalLabels,
    Hours,
    Shards,
    Size,
    Version,
)
from settings.kube_prometheus.thanos import ThanosSettings
from settings.kube_prometheus.web import WebSettings


class StorageSettings(Section):
    """A volume of a StatefulSet."""

    size: Size
    storage_class: str | None = None


class PrometheusSettings(Section):
    """The Prometheus that the operator runs."""

    version: Version | None = Field(
        default=None, description="without it the chart's own"
    )
    replicas: int = Field(default=1, ge=1, le=10)
    shards: Shards = 1
    spread: SpreadSettings = SpreadSettings()
    disruption_budget: bool = Field(
        default=True, description="with replicas: one at most is taken away at a time"
    )
    retention: Duration = "10d"
    retention_size: ByteSize | None = Field(
        default=None, description="the oldest blocks go beyond it"
    )
    scrape_interval: Interval = "30s"
    evaluation_interval: Interval = "30s"
    external_labels: ExternalLabels = Field(default_factory=dict)
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = Field(default_factory=dict)
    remote_write: tuple[RemoteWriteSettings, ...] = ()
    thanos: ThanosSettings | None = None
    web: WebSettings = WebSettings()

    @model_validator(mode="after")
    def _one_of_each_name(self) -> Self:
        names = [store.name for store in self.remote_write]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                f"remoteWrite: the name {', '.join(twice)} is given twice; each store "
                "needs one of its own"
            )
        return self


class AlertmanagerInstanceSettings(Section):
    """The Alertmanager that the operator runs."""

    version: Version = Field(
        default="0.26.0",
        description="0.26 is the last that still serves the documented API v1",
    )
    replicas: int = Field(default=1, ge=1, le=10)
    spread: SpreadSettings = SpreadSettings()
    disruption_budget: bool = Field(
        default=True, description="with replicas: one at most is taken away at a time"
    )
    retention: Hours = "120h"
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = Field(default_factory=dict)
    web: WebSettings = WebSettings()
