"""How Alertmanager groups and repeats; the defaults are the documented figures."""

from pydantic import Field

from settings.base import Duration, Section


class AlertmanagerSettings(Section):
    """The root route of Alertmanager's configuration."""

    group_by: tuple[str, ...] = ("alertname",)
    group_wait: Duration = "10s"
    group_interval: Duration = "5m"
    repeat_interval: Duration = "3h"
    api: str = Field(
        default="v1",
        pattern="^v[12]$",
        description="API in the URL that Seldon is given; v1 as documented",
    )
