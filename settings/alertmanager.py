"""How Alertmanager groups and repeats; the defaults are the documented figures."""

from typing import Literal

from pydantic import Field

from settings.base import Duration, Interval, Section


class AlertmanagerSettings(Section):
    """The root route of Alertmanager's configuration."""

    group_by: tuple[str, ...] = ("alertname",)
    group_wait: Duration = "10s"
    group_interval: Interval = "5m"
    repeat_interval: Interval = "3h"
    api: Literal["v1", "v2"] = Field(
        default="v1",
        description="API in the URL that Seldon is given; v1 as documented",
    )
