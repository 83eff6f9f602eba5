"""seldon-is-here: the cluster that is monitored is the one in which Seldon runs."""

from collections.abc import Iterator

from domain.sightings import MISSING, NOT_LOOKED, PRESENT
from policies.calls import SELDON_DEPLOY
from policies.guardrail import Guardrail
from policies.properties import Properties, mapping
from policies.resources import Resource

# By these Seldon is recognised; its Service is judged as an endpoint.
_SELDON = ("Namespace ", "Deployment ")
_FIRST = "seldon.installed: false says that Seldon comes later"


def seldon_is_here(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain where Seldon was not seen in the cluster, or nobody looked."""
    seen = mapping(resource.properties.get("seen"))
    sought = [what for what in seen if what.startswith(_SELDON)]
    for what in sought:
        if seen[what] == MISSING:
            yield (
                f"{what} is not in this cluster, where Seldon should be; check "
                f"seldon.namespace, seldon.release and cluster.context ({_FIRST})"
            )
        elif seen[what] not in (PRESENT, NOT_LOOKED):
            yield f"{what} was seen as {seen[what]!r}, which means nothing"
    if {what.partition(" ")[0] for what in sought} != {"Namespace", "Deployment"}:
        yield (
            "nobody looked whether Seldon's namespace and Deployment are in this "
            "cluster; run the program that looks"
        )


GUARDRAIL = Guardrail(
    name="seldon-is-here",
    says="Seldon's namespace and Deployment are in the cluster that is monitored",
    remedy="deploy to Seldon's own cluster; set seldon.installed: false for a first "
    "installation before Seldon's",
    resources={SELDON_DEPLOY: (seldon_is_here,)},
)
