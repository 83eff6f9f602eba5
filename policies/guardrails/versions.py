"""versions-work-together: operator, Prometheus, Alertmanager and kube-state-metrics.

The operator chooses flags and configuration by an object's `spec.version` or by its own
default, never by the image: where the two differ Prometheus or Alertmanager may not
start, or lose their retention.
"""

from collections.abc import Iterator, Sequence

from domain import compatibility
from domain.containers import flag, image
from domain.pod_labels import ALLOWLIST
from policies.bundles import KUBE_STATE_METRICS, OPERATOR, bundle, running
from policies.guardrail import Guardrail
from policies.manifests import RELEASE, Manifest
from policies.properties import Properties, at
from policies.resources import Resource

OPERATED = ("Prometheus", "PrometheusAgent", "Alertmanager")


def versions_fit(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain about versions that cannot work together, of one release or object."""
    objects = bundle(resource)
    operators = [
        found
        for container in running(objects, OPERATOR)
        if (found := _version(image(at(container, "image")).tag))
    ]
    operator = operators[0] if operators else _of_chart(resource)
    for manifest in objects:
        if manifest.kind in OPERATED and manifest.group == "monitoring.coreos.com":
            for problem in _operated(manifest, operator):
                yield f"{manifest}: {problem}"
    yield from _kube_state_metrics(objects)


def _of_chart(resource: Resource) -> str | None:
    if resource.type != RELEASE:
        return None
    name, version = (at(resource.properties, key) for key in ("chart", "version"))
    row = compatibility.chart(str(name).rpartition("/")[2], str(version))
    return row.operator if row else None


def _operated(manifest: Manifest, operator: str | None) -> Iterator[str]:
    product = manifest.kind.removesuffix("Agent")
    spec = manifest.spec
    found = image(spec.get("image"))
    tag = str(spec.get("tag") or "") or found.tag
    said = str(spec.get("version") or "") or None
    problem = compatibility.spec_version_problem(product, tag or None, said, operator)
    if problem:
        yield problem
    version = _version(said or "") or _version(tag)
    if version and operator:
        problem = compatibility.operator_problem(operator, product, version)
        if problem:
            yield f"{problem}; pin one that it takes"


def _kube_state_metrics(objects: Sequence[Manifest]) -> Iterator[str]:
    for container in running(objects, KUBE_STATE_METRICS):
        version = _version(image(at(container, "image")).tag)
        allowed = flag(container, ALLOWLIST)
        if version is None or allowed is None:
            continue
        feature = "pods=[*]" if "pods=[*]" in allowed else f"--{ALLOWLIST}"
        problem = compatibility.kube_state_metrics_problem(version, feature)
        if problem:
            yield problem


def _version(written: str) -> str | None:
    found = compatibility.of_tag(written)
    return compatibility.text(found) if found else None


GUARDRAIL = Guardrail(
    name="versions-work-together",
    says="Operator, Prometheus, Alertmanager and kube-state-metrics can work together",
    remedy="set spec.version and the image's tag to the same version, one that "
    "docs/compatibility.md has for the operator",
    resources={"kubernetes:*": (versions_fit,)},
)
