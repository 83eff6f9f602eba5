"""An installation that is already there: its objects, picked from what was read.

`given` is the section kubePrometheus.existing as a stack file writes it: what it names
is taken, and of what it does not name there must be exactly one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.compatibility import Version, of_tag
from domain.containers import image
from domain.existing import images
from domain.existing.images import Running
from domain.existing.services import Object, addressed, asked, leading_to
from domain.names import Place, Service

SECTION = "kubePrometheus.existing"
OPERATOR = "prometheus-operator"
KUBE_STATE_METRICS = "kube-state-metrics"
# The label that says a Deployment's version, and the one that says its chart's.
_VERSION = "app.kubernetes.io/version"
_CHART = ("chart", "helm.sh/chart")

Given = Mapping[str, str | None]


class InstallationError(Exception):
    """An installation that cannot be told; a line per problem."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was read: objects of all namespaces asked, CRDs by plural, our namespace."""

    prometheuses: tuple[Object, ...] = ()
    agents: tuple[Object, ...] = ()
    alertmanagers: tuple[Object, ...] = ()
    deployments: tuple[Object, ...] = ()
    services: tuple[Object, ...] = ()
    definitions: Mapping[str, Object] = field(default_factory=dict)
    namespace: Object | None = None


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The objects of the operator's that Seldon is to rest on."""

    prometheus: Object
    alertmanager: Object
    operator: Object
    kube_state_metrics: Object
    prometheus_service: Service
    alertmanager_service: Service
    seen: Seen

    @property
    def alertmanager_secret(self) -> str:
        """Secret in which the operator looks for Alertmanager's configuration."""
        own = f"alertmanager-{self.alertmanager['metadata']['name']}"
        return str(self.alertmanager["spec"].get("configSecret") or own)

    @property
    def operator_version(self) -> Version | None:
        """The operator's version; None where neither image nor label says it."""
        container = container_of(self.operator, OPERATOR)
        return images.tagged(str(container["image"])) or _labelled(self.operator)

    @property
    def kube_state_metrics_version(self) -> Version | None:
        """kube-state-metrics' version, where its image says it."""
        container = container_of(self.kube_state_metrics, KUBE_STATE_METRICS)
        return images.tagged(str(container["image"]))

    @property
    def running_prometheus(self) -> Running:
        """Prometheus' version, and what is wrong with how it is said."""
        return images.running(
            "Prometheus", self.prometheus["spec"], self.operator_version
        )

    @property
    def running_alertmanager(self) -> Running:
        """Alertmanager's version, and what is wrong with how it is said."""
        return images.running(
            "Alertmanager", self.alertmanager["spec"], self.operator_version
        )


def choose(seen: Seen, given: Given) -> Installation:
    """Return the installation that a stack file means.

    Raises:
        InstallationError: with a line for each part that is not there, or not one.
    """
    lines: list[str] = []

    def part(choice: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401  what the choice gives
        try:
            return choice(*arguments)
        except InstallationError as error:
            lines.append(str(error))

    prometheus = part(_prometheus, seen, given)
    alertmanager = part(_one, "Alertmanager", "alertmanager", seen.alertmanagers, given)
    operator = part(_running, OPERATOR, "operator", seen, given)
    metrics = part(_running, KUBE_STATE_METRICS, "kubeStateMetrics", seen, given)
    asked_at = [
        item and part(_service, kind, f"{kind.lower()}Service", item, seen, given)
        for kind, item in (("Prometheus", prometheus), ("Alertmanager", alertmanager))
    ]
    if lines:
        raise InstallationError("\n".join(lines))
    return Installation(
        prometheus=prometheus,
        alertmanager=alertmanager,
        operator=operator,
        kube_state_metrics=metrics,
        prometheus_service=asked_at[0],
        alertmanager_service=asked_at[1],
        seen=seen,
    )


def place(item: Object) -> Place:
    """Return an object's namespace and name."""
    return Place(str(item["metadata"]["namespace"]), str(item["metadata"]["name"]))


def container_of(deployment: Object, program: str) -> Object:
    """Return the container of a Deployment that runs a program, else its first one."""
    containers = deployment["spec"]["template"]["spec"]["containers"]
    running = (one for one in containers if image(one["image"]).name == program)
    return next(running, containers[0])


def _prometheus(seen: Seen, given: Given) -> Object:
    if seen.agents and not seen.prometheuses:
        raise InstallationError(
            f"{SECTION}: the cluster has only PrometheusAgent {_listed(seen.agents)}, "
            "which keeps nothing and evaluates no rule; make an object of kind "
            "Prometheus"
        )
    return _one("Prometheus", "prometheus", seen.prometheuses, given)


def _running(program: str, key: str, seen: Seen, given: Given) -> Object:
    # One that is named may run an image of its publisher's own name.
    found = [it for it in seen.deployments if given.get(key) or _runs(it, program)]
    return _one(f"Deployment of {program}", key, found, given)


def _runs(deployment: Object, program: str) -> bool:
    containers = deployment["spec"]["template"]["spec"]["containers"]
    return any(image(one["image"]).name == program for one in containers)


def _service(kind: str, key: str, item: Object, seen: Seen, given: Given) -> Service:
    """Return how an object is asked: by the Service given, else by the only one."""
    namespace = item["metadata"]["namespace"]
    if given.get(key):
        within = [
            one for one in seen.services if one["metadata"]["namespace"] == namespace
        ]
        found = _one(f"Service of namespace {namespace}", key, within, given)
    else:
        led = filter(addressed, leading_to(kind, item, seen.services))
        found = _one(f"Service that leads to {kind} {place(item)}", key, led, given)
    service = asked(kind, item, found)
    if service is None:
        raise InstallationError(
            f"{SECTION}.{key}: Service {place(found)} has no port of {kind}'s API, "
            "by name or by target; give it one, or name another"
        )
    return service


def _one(what: str, key: str, items: Iterable[Object], given: Given) -> Object:
    every = sorted(items, key=place)
    wanted = given.get(key)
    found = [item for item in every if wanted in {None, *_spellings(item)}]
    if len(found) == 1:
        return found[0]
    if found:
        raise InstallationError(
            f"{SECTION}.{key}: there are several, {_listed(found)}: each a {what}; "
            "name the one that Seldon is to rest on"
        )
    if wanted:
        raise InstallationError(
            f"{SECTION}.{key}: there is no {what} called {wanted}, "
            f"{f'only {_listed(every)}' if every else 'nor another'}; correct it, or "
            "leave it out"
        )
    raise InstallationError(
        f"{SECTION}.{key}: there is no {what} in the cluster, or not where you may "
        "look; install it first, or let another distribution do so"
    )


def _spellings(item: Object) -> tuple[str, str]:
    return str(item["metadata"]["name"]), str(place(item))


def _listed(items: Iterable[Object]) -> str:
    return ", ".join(str(place(item)) for item in items)


def _labelled(deployment: Object) -> Version | None:
    """Return the version of a Deployment's label; a chart's own is another's."""
    labels = deployment["metadata"].get("labels") or {}
    if any(key in labels for key in _CHART):
        return None
    return of_tag(str(labels.get(_VERSION, "")))
