"""Service level objectives of deployments and models (rules/slo.yaml); none by default.

parameters() gives the names that the rules use.
"""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from domain import slo
from settings.base import Name, Section

# Of the executor's histogram: executor/api/metric/constants.go of Seldon Core.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)


def _bound(value: float) -> float:
    if value not in BOUNDS:
        known = ", ".join(f"{bound:g}" for bound in BOUNDS)
        raise ValueError(f"no bucket of the executor ends there; write one of {known}")
    return value


# With less not even an outage of everything would spend fast enough to be critical.
Share = Annotated[float, Field(ge=0.9, lt=1)]
Bound = Annotated[float, AfterValidator(_bound)]


class Override(Section):
    """What one of many is held to in place of what all are."""

    namespace: Name
    objective: Share

    @property
    def whose(self) -> dict[str, str]:
        """The labels of its series."""
        return {"namespace": self.namespace}


class OfDeployment(Override):
    """What a SeldonDeployment is held to."""

    deployment: Name

    @property
    def whose(self) -> dict[str, str]:
        """The labels of its series."""
        return super().whose | {"deployment_name": self.deployment}


class LatencyOfDeployment(OfDeployment):
    """What a SeldonDeployment's latency is held to."""

    threshold_seconds: Bound


class OfModel(Override):
    """What a model of Seldon Core 2 is held to."""

    model: Name

    @property
    def whose(self) -> dict[str, str]:
        """The labels of its series."""
        return super().whose | {"model": self.model}


class Objective(Section):
    """Which share of the requests is to be good, over 30 days."""

    enabled: bool = False
    objective: Share = 0.99
    overrides: tuple[Override, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        seen: list[dict[str, str]] = []
        for override in self.overrides:
            if override.whose in seen:
                name = "/".join(override.whose.values())
                raise ValueError(f"overrides: {name} stands there twice; leave one")
            seen.append(override.whose)
        return self


class Availability(Objective):
    """Good is a request to a SeldonDeployment that does not fail."""

    overrides: tuple[OfDeployment, ...] = ()


class Latency(Objective):
    """Good is a request to a SeldonDeployment that is answered in time."""

    threshold_seconds: Bound = Field(
        default=1, description="one of the bounds of the executor's buckets"
    )
    overrides: tuple[LatencyOfDeployment, ...] = ()


class ModelAvailability(Objective):
    """Good is a request to a model of Seldon Core 2 that does not fail."""

    overrides: tuple[OfModel, ...] = ()


class SloSettings(Section):
    """Objectives, each for itself; an alert says when their error budget burns."""

    minimum_requests: int = Field(
        default=100,
        ge=1,
        description="fewer in 1h, 6h or 3d are too few to judge",
    )
    availability: Availability = Availability()
    latency: Latency = Latency()
    model_availability: ModelAvailability = ModelAvailability()

    @property
    def enabled(self) -> tuple[str, ...]:
        """The objectives that are on, as rules/slo.yaml calls them."""
        named = {
            "availability": self.availability,
            "latency": self.latency,
            "model-availability": self.model_availability,
        }
        return tuple(name for name, objective in named.items() if objective.enabled)


def parameters(settings: SloSettings) -> dict[str, str]:
    """Return what the %(slo_...)s in rules/slo.yaml stand for."""
    latency = settings.latency
    bounds = {latency.threshold_seconds} | {
        override.threshold_seconds for override in latency.overrides
    }
    return {
        "slo_minimum_requests": str(settings.minimum_requests),
        **_budgets("slo_availability", settings.availability),
        **_budgets("slo_latency", latency),
        **_budgets("slo_model_availability", settings.model_availability),
        "slo_latency_bound": f"{latency.threshold_seconds:g}",
        "slo_latency_bounds": slo.first_of(
            {
                slo.labelled(1, it.whose | {"bound": f"{it.threshold_seconds:g}"}): (
                    it.whose
                )
                for it in latency.overrides
            }
        ),
        "slo_latency_buckets": "|".join(map(_bucket, sorted(bounds))),
    }


def _budgets(prefix: str, objective: Objective) -> dict[str, str]:
    own = {
        slo.labelled(_budget(it.objective), it.whose): it.whose
        for it in objective.overrides
    }
    return {
        f"{prefix}_budget": f"{_budget(objective.objective):.10g}",
        f"{prefix}_budgets": slo.first_of(own),
    }


def _budget(objective: float) -> float:
    """Return what is left of 1, without the noise of binary fractions."""
    return round(1 - objective, 10)


def _bucket(bound: float) -> str:
    """Return a pattern for the label of a bucket, which may be 1 or 1.0."""
    text = f"{bound:g}".replace(".", "[.]")
    return text if "." in text else f"{text}([.]0)?"
