"""Whether Prometheus takes our monitors and rules, and the labels that they need."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.existing import selectors
from domain.existing.installation import Installation, place
from domain.existing.ours import Object, Ours
from domain.existing.selectors import Requirement
from domain.names import OURS, Place

# The fields of Prometheus' spec that say which objects of a kind it takes.
_SELECTORS = {
    "PodMonitor": "podMonitor",
    "ServiceMonitor": "serviceMonitor",
    "PrometheusRule": "rule",
}
_NAME_LABEL = "kubernetes.io/metadata.name"


def labels(prometheus: Object, kind: str) -> dict[str, str]:
    """Return the labels that objects of ours get so that Prometheus takes them."""
    return selectors.added(prometheus["spec"].get(_field(kind)), OURS)


def namespace_labels(prometheus: Object, ours: Ours) -> dict[str, str]:
    """Return the labels that a namespace of ours gets so that it is looked in."""
    found: dict[str, str] = {}
    own = _own_labels(ours)
    for kind in ours.kinds():
        selector = prometheus["spec"].get(_namespace_field(kind))
        found |= selectors.added(selector, own | found)
    return found


def problems(found: Installation, ours: Ours) -> Iterator[str]:
    """Yield why a monitor or a rule of ours would not be taken."""
    for kind in ours.kinds():
        yield from _of_objects(found.prometheus["spec"], kind, ours)
        yield from _of_namespace(found, kind, ours)


def _of_objects(spec: Mapping[str, Any], kind: str, ours: Ours) -> Iterator[str]:
    field = _field(kind)
    selector = spec.get(field)
    if selector is None:
        yield (
            f"spec.{field} is not set, which takes no {kind}; set it to {{}} for all, "
            "or to labels, which ours will get"
        )
        return
    needed = selectors.added(selector, OURS)
    lacking: dict[str, list[str]] = {}
    for item in ours.objects:
        if item["kind"] == kind:
            name = str(item["metadata"]["name"])
            own = {**needed, **(item["metadata"].get("labels") or {}), **OURS}
            for asked in selectors.unmet(selector, own):
                lacking.setdefault(_lacks(asked, kind, own), []).append(name)
    for why, (first, *others) in lacking.items():
        more = f" and {len(others)} more" if others else ""
        yield f"spec.{field} {why} ({first}{more}); take that out of the selector"


def _lacks(asked: Requirement, kind: str, own: Mapping[str, str]) -> str:
    key = asked.key
    has = f"has {key}={own[key]}" if key in own else f"can have no {key} that meets it"
    return f"asks for {asked}, and our {kind} {has}"


def _of_namespace(found: Installation, kind: str, ours: Ours) -> Iterator[str]:
    field = _namespace_field(kind)
    selector = found.prometheus["spec"].get(field)
    where = place(found.prometheus)
    if selector is None:
        if where.namespace != ours.namespace:
            yield _only_its_own(field, where, ours)
        return
    for asked in selectors.unmet(selector, _labels_of_namespace(found, ours)):
        yield (
            f"spec.{field} asks for {asked} of a namespace, and {ours.namespace} lacks "
            f"it; {_relabel(asked, ours)}, or change the selector"
        )


def _only_its_own(field: str, where: Place, ours: Ours) -> str:
    return (
        f"spec.{field} is not set, so it looks in {where.namespace} alone, and ours go "
        f"to {ours.namespace}; set it to {{}}, or set namespace.name: "
        f"{where.namespace} and namespace.create: false"
    )


def _relabel(asked: Requirement, ours: Ours) -> str:
    label = {"=": str(asked), "In": f"{asked.key}={''.join(asked.values[:1])}"}
    wanted = label.get(asked.operator)
    if asked.operator == "Exists":
        wanted = f"{asked.key}=true"
    # To take a label away, or to change one that is not among those allowed.
    change = f"{wanted} --overwrite" if wanted else f"{asked.key}-"
    return f"run `kubectl label namespace {ours.namespace} {change}`"


def _labels_of_namespace(found: Installation, ours: Ours) -> dict[str, str]:
    there = (found.seen.namespace or {}).get("metadata", {}).get("labels") or {}
    if not ours.creates_namespace:
        return {_NAME_LABEL: ours.namespace, **there}
    own = _own_labels(ours)
    return {**there, **own, **namespace_labels(found.prometheus, ours)}


def _own_labels(ours: Ours) -> dict[str, str]:
    return {_NAME_LABEL: ours.namespace, **ours.namespace_labels}


def _field(kind: str) -> str:
    return f"{_SELECTORS[kind]}Selector"


def _namespace_field(kind: str) -> str:
    return f"{_SELECTORS[kind]}NamespaceSelector"
