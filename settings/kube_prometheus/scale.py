"""How replicas are spread over the cluster and kept while nodes are drained."""

from typing import Literal

from pydantic import Field

from settings.base import Section

# required: a pod that cannot be placed so waits; preferred: it is placed elsewhere.
Spread = Literal["required", "preferred", "none"]


class SpreadSettings(Section):
    """Where the replicas of one StatefulSet go; without effect on a single one."""

    nodes: Spread = Field(default="preferred", description="no two on one node")
    zones: Spread = Field(default="preferred", description="evenly over the zones")
