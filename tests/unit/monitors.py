"""The program's monitors for a test: by name, with their specs."""

from components.monitor_specs import monitor_spec
from domain.monitors import MONITORS
from settings.monitors import MonitorsSettings

NAMED = {monitor.name: monitor for monitor in MONITORS}


def spec(name, **given):
    """Return a monitor's spec under its default settings, some keys laid over."""
    monitor = NAMED[name]
    own = getattr(MonitorsSettings(), monitor.setting)
    return monitor_spec(monitor, own.model_copy(update=given), "watch")


def endpoint(name, **given):
    """Return the one endpoint of a monitor's spec."""
    found = spec(name, **given)
    (only,) = found.get("podMetricsEndpoints") or found["endpoints"]
    return only
