"""Where the monitoring stack lives."""

from typing import Literal

from pydantic import Field

from settings.base import Name, Section


class NamespaceSettings(Section):
    """The monitoring namespace; one that is there already is used, never created."""

    name: Name = "seldon-monitoring"
    create: bool = True
    pod_security: Literal["privileged", "baseline", "restricted"] | None = Field(
        default=None,
        description="Pod Security level to enforce; default: privileged where the "
        "node exporter runs (it needs the host's network), else baseline",
    )
