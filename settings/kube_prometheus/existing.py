"""An operator that is already there, and what it runs."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from settings.base import Name, Section, shaped

_NAME = r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?"
Place = Annotated[
    str,
    shaped(
        rf"({_NAME}/)?{_NAME}",
        'not a name; write one like "prometheus-operator", or with its namespace '
        '"monitoring/prometheus-operator"',
    ),
]


class ExistingSettings(Section):
    """The cluster's objects that Seldon rests on; of what is not named there is one.

    A name may have its namespace before it.
    """

    namespace: Name | None = Field(
        default=None, description="of Prometheus and Alertmanager"
    )
    prometheus: Place | None = None
    prometheus_service: Name | None = Field(
        default=None, description="without it the only one that leads to Prometheus"
    )
    alertmanager: Place | None = None
    alertmanager_service: Name | None = Field(
        default=None, description="without it the only one that leads to Alertmanager"
    )
    operator: Place | None = Field(default=None, description="its Deployment")
    kube_state_metrics: Place | None = Field(default=None, description="its Deployment")

    @property
    def given(self) -> dict[str, str | None]:
        """What is named, by key as a stack file writes it."""
        return self.model_dump(by_alias=True)


def not_ours(given: Mapping[str, Any]) -> str:
    """Return what of a section this distribution would not heed; nothing for none.

    Of what is there only Alertmanager's version may be said: it is compared.
    """
    if given.get("distribution") != "existing":
        alone = "existing is heeded with distribution: existing alone; take one out"
        return alone if "existing" in given else ""
    alertmanager = given.get("alertmanager")
    others = alertmanager.keys() - {"version"} if isinstance(alertmanager, dict) else ()
    found = {*given} - {"distribution", "existing", "alertmanager"}
    keys = ", ".join(sorted({*found, *(f"alertmanager.{key}" for key in others)}))
    if not keys:
        return ""
    return (
        f"{keys} would change nothing with distribution: existing, whose objects are "
        "not ours; take it out, and change the object itself"
    )
