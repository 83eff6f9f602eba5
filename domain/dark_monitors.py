"""Monitors that see nothing: what their alerts must ask, as parts of PromQL.

Which pods a monitor should select is read from kube_pod_labels where it selects by
labels. A monitor that selects by annotations, or by labels of Services, is known by the
targets that it had.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.monitors import POD_MONITOR, Monitor, endpoints, job, job_name
from domain.pod_labels import exposed

Object = Mapping[str, Any]

_CHOOSING = {"keep", "drop", "keepequal", "dropequal"}
# Matches nothing, for a stack without a monitor of the sort.
_NO_PODS = 'kube_pod_labels{pod=""}'


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A monitor as its alerts see it; the job of its targets is NAMESPACE/NAME.

    `matchers` find the pods that it should select in kube_pod_labels; they are empty
    where labels of pods do not tell. `remembered`: it is missed once it had targets.
    """

    name: str
    matchers: tuple[str, ...]
    remembered: bool


def ours(
    monitor: Monitor, selector: Object, namespaces: Object, *, narrowed: bool
) -> Watched:
    """Return how a monitor of ours is watched; its Services carry their pods' labels.

    `narrowed`: it leaves out some of what its selector finds.
    """
    matchers = () if narrowed else _matchers(selector, namespaces)
    on_pods = monitor.kind == POD_MONITOR
    return Watched(
        name=monitor.name,
        matchers=matchers,
        remembered=not (on_pods and matchers),
    )


def theirs(
    kind: str, namespace: str, name: str, spec: Object, *, named: bool = False
) -> Watched | None:
    """Return how somebody's monitor is watched; None where its job is not its name.

    named: whoever scrapes for it names the job, whatever the monitor says.
    """
    if not named and job(kind, namespace, name, spec) != job_name(namespace, name):
        return None
    matchers: tuple[str, ...] = ()
    if kind == POD_MONITOR and not _narrows(spec):
        namespaces = {"matchNames": [namespace]} | (spec.get("namespaceSelector") or {})
        matchers = _matchers(spec.get("selector") or {}, namespaces)
    return Watched(name=name, matchers=matchers, remembered=not matchers)


def pods(every: Iterable[Watched]) -> str:
    """Return PromQL for the pods that should be selected, each with its monitor."""
    parts = [_pods(monitor) for monitor in every if monitor.matchers]
    return "\nor\n".join(parts) or _NO_PODS


def jobs(prefix: str, names: Iterable[str]) -> str:
    """Return a regular expression for the jobs of monitors; names need no escaping."""
    return f"{prefix}({'|'.join(names)})"


def _pods(monitor: Watched) -> str:
    selected = f"kube_pod_labels{{{', '.join(monitor.matchers)}}}"
    return f'label_replace({selected}, "monitor", "{monitor.name}", "", "")'


def _narrows(spec: Object) -> bool:
    """Tell whether relabellings choose among what the selector finds."""
    return any(
        rule.get("action") in _CHOOSING
        for endpoint in endpoints(spec)
        for rule in endpoint.get("relabelings") or ()
    )


def _matchers(selector: Object, namespaces: Object) -> tuple[str, ...]:
    """Return both selectors as matchers; none where labels choose nothing."""
    labels = tuple(_labels(selector))
    if not labels or namespaces.get("any"):
        return labels
    return (*labels, f'namespace=~"{"|".join(namespaces["matchNames"])}"')


def _labels(selector: Object) -> Iterator[str]:
    for key, value in (selector.get("matchLabels") or {}).items():
        yield f"{exposed(key)}={json.dumps(value)}"
    for rule in selector.get("matchExpressions") or ():
        name, values = exposed(rule["key"]), rule.get("values") or ()
        # A label's value has no other character that an expression gives a meaning.
        pattern = json.dumps("|".join(value.replace(".", "\\.") for value in values))
        yield {
            "In": f"{name}=~{pattern}",
            "NotIn": f"{name}!~{pattern}",
            "Exists": f'{name}!=""',
            "DoesNotExist": f'{name}=""',
        }[rule["operator"]]
