"""The Prometheus and the Alertmanager that the operator runs."""

from pydantic import Field

from settings.base import Duration, Interval, Section
from settings.kube_prometheus.shapes import ExternalLabels, Hours, Size, Version


class StorageSettings(Section):
    """A volume of a StatefulSet."""

    size: Size
    storage_class: str | None = None


class PrometheusSettings(Section):
    """The Prometheus that the operator runs."""

    replicas: int = Field(default=1, ge=1, le=10)
    retention: Duration = "10d"
    scrape_interval: Interval = "30s"
    evaluation_interval: Interval = "30s"
    external_labels: ExternalLabels = Field(default_factory=dict)
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = Field(default_factory=dict)


class AlertmanagerInstanceSettings(Section):
    """The Alertmanager that the operator runs."""

    version: Version = Field(
        default="0.26.0",
        description="0.26 is the last that still serves the documented API v1",
    )
    replicas: int = Field(default=1, ge=1, le=10)
    retention: Hours = "120h"
    storage: StorageSettings | None = None
    resources: dict[str, dict[str, str]] = Field(default_factory=dict)
