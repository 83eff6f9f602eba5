"""Whether an operator that is already there looks where we are and knows our fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.compatibility import Version, of_tag, operator_problem, text
from domain.containers import flag
from domain.existing.installation import OPERATOR, Installation, container_of, place
from domain.existing.ours import Object, Ours
from domain.names import Place

_SERVED = "v1"
# The oldest of a documented distribution: Bitnami's kube-prometheus 8.0.9 brings it.
_OLDEST: Version = (0, 57, 0)
# Since 0.67 or so a definition says which operator it belongs to.
_VERSION = "operator.prometheus.io/version"
# What Kubernetes' schemas say where they let anything pass.
_ANYTHING = "x-kubernetes-preserve-unknown-fields"


def problems(found: Installation, ours: Ours) -> Iterator[str]:
    """Yield why the operator would not see, or would not understand, what is ours."""
    version = found.operator_version
    if version and version < _OLDEST:
        yield (
            f"it is {text(version)}; {text(_OLDEST)} is the oldest that is "
            "known to do what is asked here: upgrade it"
        )
    yield from _runs(found)
    if found.operator["spec"].get("replicas") == 0:
        yield "spec.replicas is 0, so nothing is done; scale it to 1"
    yield from _scope(found, ours)


def unseen(found: Installation) -> Iterator[str]:
    """Yield what cannot be judged from here."""
    version = found.operator_version
    if version is None:
        yield (
            f"the version of operator {place(found.operator)}, which neither its "
            "image's tag nor a label app.kubernetes.io/version says"
        )
        return
    others = {
        plural: own
        for plural, definition in found.seen.definitions.items()
        if (own := of_tag(_annotation(definition))) and own[:2] != version[:2]
    }
    if others:
        of = ", ".join(f"{plural} {text(own)}" for plural, own in others.items())
        yield (
            f"what differs between the operator, which is {text(version)}, and the "
            f"CRDs of another version ({of})"
        )


def definition_problems(found: Installation, ours: Ours) -> Iterator[str]:
    """Yield fields of our objects that the cluster's definitions do not have."""
    for kind in ours.kinds():
        plural = f"{kind.lower()}s"
        schema = _schema(found.seen.definitions.get(plural))
        if schema is None:
            yield (
                f"CRD {plural}.monitoring.coreos.com is not there, or does not serve "
                f"{_SERVED}; apply the CRDs of the operator"
            )
            continue
        specs = [item["spec"] for item in ours.objects if item["kind"] == kind]
        for field in sorted({f for spec in specs for f in _unknown(schema, spec)}):
            yield (
                f"CRD {plural}.monitoring.coreos.com has no spec{field}, which a "
                f"{kind} of ours sets; apply the CRDs of a newer operator"
            )


def _runs(found: Installation) -> Iterator[str]:
    """Complain about a Prometheus or an Alertmanager that it cannot run."""
    for product, running in (
        ("Prometheus", found.running_prometheus),
        ("Alertmanager", found.running_alertmanager),
    ):
        if found.operator_version and running.version:
            problem = operator_problem(
                text(found.operator_version), product, text(running.version)
            )
            if problem:
                yield f"{problem}; upgrade it, or set spec.version of {product}"


def _scope(found: Installation, ours: Ours) -> Iterator[str]:
    """Complain about namespaces that the operator was told to leave alone."""
    container = container_of(found.operator, OPERATOR)
    denied = _namespaces(container, "deny-namespaces")
    wanted = {
        "namespaces": Place(ours.namespace, "our monitors and rules"),
        "prometheus-instance-namespaces": place(found.prometheus),
        "alertmanager-instance-namespaces": place(found.alertmanager),
    }
    for name, (namespace, what) in wanted.items():
        watched = _namespaces(container, name)
        if watched and namespace not in watched:
            yield (
                f"--{name} leaves out {namespace}, the namespace of {what}; add it "
                "there"
            )
    if ours.namespace in denied:
        yield (
            f"--deny-namespaces has {ours.namespace}, the namespace of our monitors "
            "and rules; take it out"
        )


def _namespaces(container: Object, name: str) -> set[str]:
    listed = (flag(container, name) or "").split(",")
    return {each.strip() for each in listed if each.strip()}


def _schema(definition: Object | None) -> Mapping[str, Any] | None:
    """Return the schema of a served definition's spec."""
    for version in ((definition or {}).get("spec") or {}).get("versions") or ():
        if version["name"] == _SERVED and version.get("served"):
            whole = (version.get("schema") or {}).get("openAPIV3Schema") or {}
            return dict((whole.get("properties") or {}).get("spec") or {})
    return None


def _annotation(definition: Object) -> str:
    annotations = definition["metadata"].get("annotations") or {}
    return str(annotations.get(_VERSION, ""))


def _unknown(schema: Mapping[str, Any], value: object, path: str = "") -> Iterator[str]:
    """Yield each field of a value that a schema does not have, by its path."""
    if schema.get(_ANYTHING):
        return
    if isinstance(value, list):
        for item in value:
            yield from _unknown(schema.get("items") or {}, item, f"{path}[]")
    if not isinstance(value, Mapping):
        return
    known = schema.get("properties") or {}
    others = schema.get("additionalProperties")
    for key, below in value.items():
        if key in known:
            yield from _unknown(known[key], below, f"{path}.{key}")
        elif not others:
            yield f"{path}.{key}"
