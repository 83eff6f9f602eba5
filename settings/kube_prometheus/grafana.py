"""The chart's Grafana, which Seldon does not need."""

from typing import Self

from pydantic import Field, model_validator

from settings.base import Section
from settings.kube_prometheus.web import SecretName


class GrafanaSettings(Section):
    """Off, or on with the administrator's credentials from a Secret that is there.

    Without one the chart makes a password, and another one each time it is rendered.
    """

    enabled: bool = False
    existing_secret: SecretName | None = Field(
        default=None,
        description="Secret of the namespace with admin-user and admin-password",
    )

    @model_validator(mode="after")
    def _with_a_secret(self) -> Self:
        if self.enabled and not self.existing_secret:
            raise ValueError(
                "existingSecret is missing: the chart would make another password each "
                "time; name a Secret with admin-user and admin-password"
            )
        return self
