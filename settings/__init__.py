"""A stack file as typed, frozen settings; the only place that knows its keys.

Every refusal is one line: the key, the value, the remedy.
"""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, Self

from pydantic import ValidationError, model_validator
from pydantic_core import ErrorDetails

from settings.alert_rules import AlertRulesSettings
from settings.alertmanager import AlertmanagerSettings
from settings.base import Section
from settings.cluster import ClusterSettings
from settings.kube_prometheus import KubePrometheusSettings
from settings.monitors import MonitorsSettings
from settings.namespace import NamespaceSettings
from settings.promotion import PromotionSettings
from settings.seldon import SeldonDeploySettings, SeldonSettings

PROJECT = "seldon-monitoring"


class SettingsError(Exception):
    """A stack file that cannot be built; the message has one line per problem."""


class Settings(Section):
    """Everything that a stack file says, a section per component."""

    cluster: ClusterSettings
    namespace: NamespaceSettings = NamespaceSettings()
    kube_prometheus: KubePrometheusSettings = KubePrometheusSettings()
    alertmanager: AlertmanagerSettings = AlertmanagerSettings()
    monitors: MonitorsSettings = MonitorsSettings()
    alert_rules: AlertRulesSettings = AlertRulesSettings()
    seldon: SeldonSettings = SeldonSettings()
    seldon_deploy: SeldonDeploySettings = SeldonDeploySettings()
    promotion: PromotionSettings = PromotionSettings()

    @model_validator(mode="after")
    def _windows_hold_scrapes(self) -> Self:
        self.alert_rules.check_windows(self.kube_prometheus.prometheus.scrape_interval)
        return self


def load(values: Mapping[str, Any]) -> Settings:
    """Return the settings of a stack file's keys, without the project's prefix.

    Raises:
        SettingsError: with one line for each key that cannot be used.
    """
    try:
        return Settings.model_validate(dict(values))
    except ValidationError as error:
        raise SettingsError("\n".join(_lines(error))) from None


def keys() -> tuple[str, ...]:
    """Return the top-level keys, as a stack file writes them."""
    return tuple(_aliases(Settings))


def _lines(error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        path = ".".join(str(part) for part in problem["loc"])
        yield f"{PROJECT}:{path}: {_complaint(problem)}".replace("::", ":")


def _complaint(problem: ErrorDetails) -> str:
    if problem["type"] == "extra_forbidden":
        return f"unknown key; {_nearest(problem['loc'])}"
    if problem["type"] == "missing":
        return "missing; set it in the stack file"
    message = problem["msg"].removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    if isinstance(problem["input"], (str, int, float, bool)):
        return f"{problem['input']!r} is refused: {message}"
    return message


def _nearest(location: tuple[int | str, ...]) -> str:
    section: type[Section] | None = Settings
    for part in location[:-1]:
        section = _aliases(section).get(str(part)) if section else None
    known = list(_aliases(section)) if section else []
    close = difflib.get_close_matches(str(location[-1]), known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"known here: {', '.join(known)}"


def _aliases(section: type[Section]) -> dict[str, type[Section] | None]:
    """Map each key of a section, as written, to the section below it, if any."""
    return {
        field.alias or name: _section(field.annotation)
        for name, field in section.model_fields.items()
    }


def _section(annotation: object) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return None
