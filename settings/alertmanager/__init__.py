"""How Alertmanager groups, repeats and routes; the defaults are the documented ones."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.names import OUR_RECEIVERS
from settings.alertmanager.base import GroupBy, ReceiverSettings
from settings.alertmanager.receivers import Receiver
from settings.alertmanager.seldon import SeldonReceiverSettings
from settings.alertmanager.timing import (
    DeadMansSwitchSettings,
    InhibitSettings,
    TimeIntervalSettings,
)
from settings.base import Duration, Interval, ProjectPath, Section
from settings.credentials import references

__all__ = ["AlertmanagerSettings", "ReceiverSettings"]


class AlertmanagerSettings(Section):
    """Alertmanager's configuration."""

    group_by: GroupBy = ("alertname",)
    group_wait: Duration = "10s"
    group_interval: Interval = "5m"
    repeat_interval: Interval = "3h"
    api: Literal["v1", "v2"] = Field(
        default="v1",
        description="API in the URL that Seldon is given; v1 as documented",
    )
    credentials: Literal["files", "inline"] = Field(
        default="files",
        description="files: each in a Secret of its own, mounted; inline: in the "
        "configuration's Secret, for an Alertmanager that cannot read them from files",
    )
    seldon: SeldonReceiverSettings = SeldonReceiverSettings()
    receivers: tuple[Receiver, ...] = ()
    inhibit: InhibitSettings = InhibitSettings()
    time_intervals: tuple[TimeIntervalSettings, ...] = ()
    templates: tuple[ProjectPath, ...] = Field(
        default=(), description="template files of the project"
    )
    dead_mans_switch: DeadMansSwitchSettings | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        wrong = [*self._names(), *self._intervals(), *self._not_readable()]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _names(self) -> Iterator[str]:
        counted = Counter(receiver.name for receiver in self.receivers)
        for name, count in counted.items():
            if count > 1:
                yield f"{count} receivers are called {name}; give each its own name"
            if name in OUR_RECEIVERS:
                yield f"the receiver {name} is this program's own; take another name"

    def _intervals(self) -> Iterator[str]:
        known = {interval.name for interval in self.time_intervals}
        for receiver in self.receivers:
            for name in receiver.time_intervals:
                if name not in known:
                    yield (
                        f"receiver {receiver.name}: no time interval is called {name}; "
                        f"known: {', '.join(sorted(known)) or 'none'}"
                    )

    def _not_readable(self) -> Iterator[str]:
        """Complain where a raw receiver wants a credential in a field of its own."""
        for reference in references(self):
            raw = ".config." in reference.path and not reference.always_file
            if raw and self.credentials == "files":
                yield (
                    f"{reference.path} would hold the credential itself; use the field "
                    "that ends in _file, or set alertmanager.credentials: inline"
                )
