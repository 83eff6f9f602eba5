"""prometheus-reads-only: what Prometheus may do in the cluster is look.

It discovers targets and scrapes them: get, list and watch, and get of paths such as
/metrics. A Prometheus that may write is a way into the cluster for whoever reaches it.
"""

from collections.abc import Iterable, Iterator, Sequence

from policies.bundles import bundle, every, running
from policies.guardrail import Finding, Guardrail
from policies.manifests import RELEASE, Manifest
from policies.properties import Properties, at, items
from policies.resources import Resource

_READS = frozenset({"get", "list", "watch"})
_BINDINGS = {"ClusterRoleBinding": "ClusterRole", "RoleBinding": "Role"}
# A role of Kubernetes' own, which every cluster has and no stack declares.
_READ_ONLY_ROLES = frozenset({"view", "system:monitoring"})


def release_reads(resource: Resource, _: Properties) -> Iterator[str]:
    """Complain about rights of a release's Prometheus beyond reading."""
    yield from (line for _, line in writes(bundle(resource)))


def stack_reads(resources: Sequence[Resource], _: Properties) -> Iterator[Finding]:
    """Complain about such rights where accounts and roles are declared one by one."""
    declared = every(item for item in resources if item.type != RELEASE)
    for found, line in writes(declared):
        yield Finding(line, (found.name, f"{found.kind}/{found.name}"))


def writes(objects: Sequence[Manifest]) -> Iterator[tuple[Manifest, str]]:
    """Yield the rights beyond reading that the accounts of a Prometheus are given.

    Each with the role, or the binding, that gives it.
    """
    accounts = set(_accounts(objects))
    for binding in objects:
        if binding.kind in _BINDINGS and accounts & set(_subjects(binding)):
            yield from _granted(binding, objects)


def _accounts(objects: Iterable[Manifest]) -> Iterator[tuple[str, str]]:
    for manifest in objects:
        if _is_account_of_prometheus(manifest):
            name = manifest.pod_spec.get("serviceAccountName") or "default"
            yield manifest.namespace, str(name)


def _is_account_of_prometheus(manifest: Manifest) -> bool:
    """Tell whether an object's pods are Prometheus': by its kind, or its image."""
    if manifest.kind in {"Prometheus", "PrometheusAgent"}:
        return True
    return any(running([manifest], "prometheus"))


def _subjects(binding: Manifest) -> Iterator[tuple[str, str]]:
    for subject in items(binding.body.get("subjects")):
        if at(subject, "kind") == "ServiceAccount":
            place = at(subject, "namespace") or binding.namespace
            yield str(place), str(at(subject, "name"))


def _granted(
    binding: Manifest, objects: Sequence[Manifest]
) -> Iterator[tuple[Manifest, str]]:
    kind, name = (str(at(binding.body, "roleRef", key)) for key in ("kind", "name"))
    roles = [
        item
        for item in objects
        if (item.kind, item.name) == (kind, name)
        and (kind == "ClusterRole" or item.namespace == binding.namespace)
    ]
    if not roles and name not in _READ_ONLY_ROLES:
        line = (
            f"{binding} gives Prometheus the {kind} {name}, which is not declared "
            "here, so nobody can tell what it allows; bind one that is"
        )
        yield binding, line
    for role in roles:
        for rule in items(role.body.get("rules")):
            for line in _beyond(role, rule):
                yield role, line


def _beyond(role: Manifest, rule: object) -> Iterator[str]:
    verbs = {str(verb) for verb in items(at(rule, "verbs"))}
    allowed = {"get"} if items(at(rule, "nonResourceURLs")) else _READS
    more = sorted(verbs - allowed)
    if more:
        what = items(at(rule, "resources")) or items(at(rule, "nonResourceURLs"))
        yield (
            f"{role} lets Prometheus {', '.join(more)} {', '.join(map(str, what))}; "
            f"take away all but {', '.join(sorted(allowed))}"
        )


_SAYS = "Prometheus may read in the cluster, and nothing else"
_REMEDY = "let Prometheus' roles have get, list and watch, and get of paths, alone"
GUARDRAIL = Guardrail(
    name="prometheus-reads-only",
    says=_SAYS,
    remedy=_REMEDY,
    resources={RELEASE: (release_reads,)},
)
DECLARED = Guardrail(
    name="declared-prometheus-reads-only",
    says=f"{_SAYS}, also where its account is declared by itself",
    remedy=_REMEDY,
    stack=(stack_reads,),
)
