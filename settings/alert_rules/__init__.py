"""Every threshold, window and hold-off of our rules, and the names that rules use.

A rule file names a figure by its path here: alertRules.errorRate.window is
%(error_rate_window)s, and parameters() gives the values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, Self

from pydantic import Field, model_validator

from domain import dark_monitors
from domain.monitors import Jobs, jobs_of_objects
from domain.slo import READ
from settings.alert_rules.base import EvaluationInterval, SpansScrapes
from settings.alert_rules.drift import DriftAlertsSettings
from settings.alert_rules.infra import InfraAlertsSettings
from settings.alert_rules.monitoring import MonitoringAlertsSettings
from settings.alert_rules.monitors import MonitorAlertsSettings
from settings.alert_rules.slo import SloSettings
from settings.alert_rules.slo import parameters as of_objectives
from settings.alert_rules.usage import UsageSettings
from settings.alert_rules.user import UserAlertsSettings
from settings.base import Section, Url, seconds
from settings.complaints import aliases
from settings.monitors import MonitorsSettings

# rate() and increase() need two samples, so a window must hold two scrapes at least.
SCRAPES_PER_WINDOW = 2
_SELDON_CORE = "seldon-core"
Severity = Literal["critical", "warning", "info"]


class AlertRulesSettings(
    DriftAlertsSettings,
    InfraAlertsSettings,
    MonitorAlertsSettings,
    MonitoringAlertsSettings,
    UserAlertsSettings,
):
    """Thresholds, windows and hold-offs of the rules."""

    interval: EvaluationInterval = Field(
        default="30s", description="how often alerts are evaluated"
    )
    runbook_url: Url | None = Field(
        default=None,
        description="where the folder runbooks/ is published",
    )
    disabled: tuple[str, ...] = Field(default=(), description="alerts left out")
    severities: dict[str, Severity] = Field(
        default_factory=dict, description="severity of an alert, in place of ours"
    )
    usage: UsageSettings = UsageSettings()
    slo: SloSettings = SloSettings()

    @model_validator(mode="after")
    def _nothing_between(self) -> Self:
        # Usage is recorded at an interval of its own.
        windows = (it for it in _windows(self) if not it[0].startswith("usage."))
        key, shortest = min(windows, key=lambda it: seconds(it[1]))
        if seconds(self.interval) > seconds(shortest):
            raise ValueError(
                f"interval {self.interval} is longer than {key} {shortest}, and what "
                "happens between two evaluations would not count; shorten the interval"
            )
        return self

    def check_windows(self, scrape_interval: str) -> None:
        """Refuse windows that hold fewer than two scrapes.

        Raises:
            ValueError: with a line per window, by its key.
        """
        shortest = SCRAPES_PER_WINDOW * seconds(scrape_interval)
        short = [
            f"alertRules.{key}: {window} holds fewer than two scrapes at a "
            f"scrape interval of {scrape_interval}; make it {shortest:g}s or longer"
            for key, window in _windows(self)
            if seconds(window) < shortest
        ]
        if self.slo.enabled and seconds(READ) < shortest:
            longest = seconds(READ) / SCRAPES_PER_WINDOW
            short.append(
                f"alertRules.slo: the {READ} over which objectives count requests hold "
                f"fewer than two scrapes at a scrape interval of {scrape_interval}; "
                f"scrape every {longest:g}s or more often"
            )
        if short:
            raise ValueError("\n".join(short))


def parameters(  # noqa: PLR0913  each is filled into rules
    settings: AlertRulesSettings,
    *,
    monitoring_namespace: str,
    seldon_namespace: str,
    seldon_deployment: str,
    monitors: Sequence[dark_monitors.Watched] | None = None,
    jobs: Jobs | None = None,
) -> dict[str, str]:
    """Return what the %(name)s in the rule files stand for.

    seldon_deployment is the Deployment of Seldon Deploy, in seldon_namespace; monitors
    are those that are on, by default those of the default settings; jobs how their jobs
    are called, by default as an operator calls them.
    """
    if monitors is None:
        monitors = MonitorsSettings().around(seldon_namespace).watched()
    return {
        "monitoring_namespace": monitoring_namespace,
        "seldon_namespace": seldon_namespace,
        "seldon_deployment": seldon_deployment,
        **_monitored(jobs or jobs_of_objects(monitoring_namespace), monitors),
        "core_namespaces": "|".join(settings.core_down.namespaces) or ".+",
        **dict(_figures(settings)),
        **of_objectives(settings.slo),
    }


def _monitored(jobs: Jobs, watched: Sequence[dark_monitors.Watched]) -> dict[str, str]:
    """Return jobs of the monitors' targets, and the pods that they should select."""
    called = [replace(monitor, name=jobs.name(monitor.name)) for monitor in watched]
    names = [monitor.name for monitor in called]
    others = [name for name in names if name != jobs.name(_SELDON_CORE)]
    remembered = [monitor.name for monitor in called if monitor.remembered]
    return {
        "seldon_core_job": jobs.job(_SELDON_CORE),
        "only_models": jobs.models,
        "other_seldon_jobs": dark_monitors.jobs(jobs.prefix, others),
        "monitored_jobs": dark_monitors.jobs(jobs.prefix, names),
        "remembered_jobs": dark_monitors.jobs(jobs.prefix, remembered),
        "monitor_in_job": jobs.expression,
        "monitored_pods": dark_monitors.pods(called),
    }


def _figures(section: Section, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each figure and text below a section under its path in snake case."""
    for name in type(section).model_fields:
        value = getattr(section, name)
        key = f"{path}{name.removesuffix('_')}"
        if isinstance(value, SloSettings):
            # Budgets and buckets follow from these; see of_objectives().
            continue
        if isinstance(value, Section):
            yield from _figures(value, f"{key}_")
        elif isinstance(value, str):
            yield key, value
        elif isinstance(value, int) and not isinstance(value, bool):
            yield key, str(value)
        elif isinstance(value, float):
            yield key, f"{value:.10g}"


def _windows(section: Section, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each span that must hold scrapes, under its key in a stack file."""
    keys = dict(zip(type(section).model_fields, aliases(type(section)), strict=True))
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from _windows(value, f"{path}{keys[name]}.")
        elif any(isinstance(mark, SpansScrapes) for mark in field.metadata):
            yield f"{path}{keys[name]}", value
