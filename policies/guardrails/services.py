"""services-are-there: what an endpoint names is declared here or was seen there.

Asked of the whole stack, because an endpoint and its Service are two resources: it
protects in the preview that comes before an update.
"""

from collections.abc import Iterator, Sequence

from domain import endpoints
from domain.sightings import NOT_LOOKED, PRESENT, called
from policies import calls
from policies.calls import SELDON_DEPLOY
from policies.guardrail import Finding, Guardrail
from policies.helm import RenderError
from policies.manifests import OPERATOR, Manifest, manifests
from policies.properties import Properties, at, mapping
from policies.resources import Resource

# Services that the operator itself makes, for the pods of its objects.
_OPERATED = {
    "Prometheus": "prometheus-operated",
    "Alertmanager": "alertmanager-operated",
    "ThanosRuler": "thanos-ruler-operated",
}


def services_are_there(
    resources: Sequence[Resource], _: Properties
) -> Iterator[Finding]:
    """Complain about endpoints whose Service nobody declares and nobody saw."""
    try:
        objects = [(it, found) for it in resources for found in manifests(it)]
    except RenderError:
        # A guardrail of its own refuses what cannot be rendered.
        return
    whole = [manifest for _, manifest in objects]
    there = {*_declared(whole)} | {*_seen(resources)}
    by_hand = {*_filled_by_hand(whole)}
    for endpoint in (*calls.of_components(resources), *calls.of_prometheus(objects)):
        service = endpoints.service(endpoint.url, endpoint.namespace)
        if service is not None and (reason := _wrong(service, there, by_hand)):
            by = endpoint.resource
            yield Finding(f"{endpoint.key}: {reason}", (by.name,), by.urn)


def _wrong(
    service: tuple[str, str], there: set[tuple[str, str]], by_hand: set[tuple[str, str]]
) -> str | None:
    namespace, name = service
    what = called("Service", name, namespace)
    if service in by_hand:
        return f"{what} leads to addresses written by hand; let it select pods"
    if service not in there:
        return (
            f"{what} is not declared here and was not seen in the cluster; correct it"
        )
    return None


def _declared(objects: Sequence[Manifest]) -> Iterator[tuple[str, str]]:
    for item in objects:
        if item.kind == "Service" and not item.group:
            yield item.namespace, item.name
        if item.group == OPERATOR and item.kind in _OPERATED:
            yield item.namespace, _OPERATED[item.kind]


def _filled_by_hand(objects: Sequence[Manifest]) -> Iterator[tuple[str, str]]:
    for item in objects:
        if item.kind == "Endpoints":
            yield item.namespace, item.name
        if item.kind == "EndpointSlice":
            named = at(item.metadata, "labels", "kubernetes.io/service-name")
            yield item.namespace, str(named)


def _seen(resources: Sequence[Resource]) -> Iterator[tuple[str, str]]:
    """Yield the Services that were seen, or that nobody could look for."""
    for resource in resources:
        if resource.type == SELDON_DEPLOY:
            for what, state in mapping(resource.properties.get("seen")).items():
                kind, _, place = what.partition(" ")
                namespace, _, name = place.partition("/")
                if kind == "Service" and state in (PRESENT, NOT_LOOKED):
                    yield namespace, name


GUARDRAIL = Guardrail(
    name="services-are-there",
    says="Every endpoint is a Service that is declared here or was seen in the cluster",
    remedy="correct the name or the namespace, or install what the Service belongs to",
    stack=(services_are_there,),
)
