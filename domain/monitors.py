"""What is known of each monitor: object, software, labels of its targets.

The operator gives every target labels of its own. Under which job a monitor's targets
stand, and under which name a label of the scraped software arrives, follows from that
(prometheus-operator, pkg/prometheus/promcfg.go).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

POD_MONITOR = "PodMonitor"
SERVICE_MONITOR = "ServiceMonitor"
KINDS = frozenset({POD_MONITOR, SERVICE_MONITOR})

_SELDON_CORE_1 = "machinelearning.seldon.io"
_SELDON_CORE_2 = "mlops.seldon.io"
_KNATIVE_SERVING = "serving.knative.dev"

_ON_PODS = frozenset({"namespace", "pod", "container", "endpoint", "job", "instance"})
# What the operator puts on each target, by the kind of the monitor that found it.
TARGET_LABELS: Mapping[str, frozenset[str]] = {
    POD_MONITOR: _ON_PODS,
    SERVICE_MONITOR: _ON_PODS | {"service"},
}

Spec = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class LabelNames:
    """Under which names Prometheus stores the labels that Seldon's queries ask by.

    As documented with the operator; another way of scraping gives its own. `namespace`
    is a target's, `service` one of the executor's, `active_models_namespace` the
    `namespace` that Seldon Deploy itself exposes.
    """

    namespace: str = "namespace"
    service: str = "service"
    active_models_namespace: str = "exported_namespace"

    @classmethod
    def of(cls, described: Iterable[Mapping[str, Any]]) -> Self:
        """Return the names under which monitors let these labels arrive.

        `described` has of each its name and `arrivesAs`; where a monitor is missing,
        the documented name is given.
        """
        arrives = {monitor["name"]: monitor["arrivesAs"] for monitor in described}
        executor, deploy = arrives.get("seldon-core"), arrives.get("seldon-deploy")
        return cls(
            service=(executor or {}).get("service", cls.service),
            active_models_namespace=(deploy or {}).get(
                "namespace", cls.active_models_namespace
            ),
        )


@dataclass(frozen=True, kw_only=True)
class Monitor:
    """A monitor of ours; `setting` is its section's name, in snake case.

    `api` is an API group that the scraped software brings with its CRDs: such a monitor
    is off unless asked for, and refused where the cluster does not serve the group.
    """

    setting: str
    name: str
    kind: str = POD_MONITOR
    api: str = ""
    honor_labels: bool = False
    token: bool = False

    @property
    def scrape_job(self) -> str:
        """The job of a Prometheus without operator that scrapes the same.

        That of models is Seldon's own ("Configuring vanilla Prometheus"); the others
        are called alike.
        """
        if self.setting == "seldon_core":
            return "seldon_models"
        return f"seldon_{self.setting.removeprefix('seldon_')}"


# Labels that the scraped software may expose as well as the operator.
_SHARED = ("namespace", "service", "pod", "container")

# Names as documented; those of Core 2 and Knative as their public monitors have them,
# Knative's four made one. Only Knative's public monitors honour labels. The https
# endpoint of Core 2's controller manager asks for a token of the cluster's.
MONITORS: tuple[Monitor, ...] = (
    Monitor(setting="seldon_core", name="seldon-core"),
    Monitor(setting="seldon_drift_detector", name="seldon-drift-detector"),
    Monitor(setting="seldon_deploy", name="seldon-deploy"),
    Monitor(setting="metrics_server", name="metrics-server"),
    Monitor(setting="agent", name="agent", api=_SELDON_CORE_2),
    Monitor(setting="server", name="server", api=_SELDON_CORE_2),
    Monitor(setting="pipeline_gateway", name="pipelinegateway", api=_SELDON_CORE_2),
    Monitor(setting="envoy", name="envoy", kind=SERVICE_MONITOR, api=_SELDON_CORE_2),
    Monitor(
        setting="controller_manager",
        name="seldon-controller-manager",
        api=_SELDON_CORE_1,
    ),
    Monitor(
        setting="controller_manager_v2",
        name="seldon-v2-controller-manager",
        kind=SERVICE_MONITOR,
        api=_SELDON_CORE_2,
        token=True,
    ),
    Monitor(
        setting="knative_serving",
        name="knative-serving",
        kind=SERVICE_MONITOR,
        api=_KNATIVE_SERVING,
        honor_labels=True,
    ),
)


@dataclass(frozen=True)
class Jobs:
    """How the jobs of monitors' targets are called: a prefix, then a name.

    `named` has the names of monitors that are called otherwise than by their objects,
    `models` matchers that find models where their job has other targets as well.
    """

    prefix: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    models: str = ""

    def name(self, monitor: str) -> str:
        """Return what an alert calls a monitor."""
        return self.named.get(monitor, monitor)

    def job(self, monitor: str) -> str:
        """Return the job of a monitor's targets."""
        return self.prefix + self.name(monitor)

    @property
    def expression(self) -> str:
        """A regular expression that finds a monitor's name in its job."""
        return ".*/(.*)" if self.prefix else "(.*)"


def jobs_of_objects(namespace: str) -> Jobs:
    """Return the jobs of a namespace's PodMonitors, and by relabelling of all ours."""
    return Jobs(job_name(namespace, ""))


def job_name(namespace: str, name: str) -> str:
    """Return the job of a PodMonitor's targets, and by relabelling of all of ours."""
    return f"{namespace}/{name}"


def job(kind: str, namespace: str, name: str, spec: Spec) -> str | None:
    """Return the job of all targets of a monitor; None where it differs by target.

    Without a relabelling a ServiceMonitor's targets take the name of their Service, and
    with jobLabel a label of the Service or the pod.
    """
    fixed = {_fixed_job(endpoint) for endpoint in endpoints(spec)}
    if len(fixed) == 1 and None not in fixed:
        return fixed.pop()
    if kind == POD_MONITOR and not spec.get("jobLabel") and fixed <= {None}:
        return job_name(namespace, name)
    return None


def endpoints(spec: Spec) -> list[Spec]:
    """Return a monitor's endpoints, of whichever kind it is."""
    return list(spec.get("podMetricsEndpoints") or spec.get("endpoints") or [])


def arrives_as(kind: str, spec: Spec, label: str) -> str:
    """Return under which name a label of the scraped software is stored.

    Unless labels are honoured, the target's own label of that name stays, and the
    scraped one is moved out of its way.
    """
    first = next(iter(endpoints(spec)), {})
    if first.get("honorLabels") or label not in _target_labels(kind, first):
        return label
    return f"exported_{label}"


def describe(kind: str, name: str, namespace: str, spec: Spec) -> dict[str, Any]:
    """Return what a proof needs to know of a monitor: its job and whom it selects.

    The job is None where it differs by target. `arrivesAs` gives for a label that the
    scraped software may expose the name under which it is stored.
    """
    return {
        "kind": kind,
        "name": name,
        "namespace": namespace,
        "job": job(kind, namespace, name, spec),
        "arrivesAs": {label: arrives_as(kind, spec, label) for label in _SHARED},
        "selector": spec.get("selector", {}),
        "namespaceSelector": spec.get("namespaceSelector", {}),
        "endpoints": endpoints(spec),
    }


def _target_labels(kind: str, endpoint: Spec) -> set[str]:
    labels = set(TARGET_LABELS[kind])
    for rule in endpoint.get("relabelings") or ():
        if rule.get("action") == "labeldrop":
            labels = {it for it in labels if not re.fullmatch(rule["regex"], it)}
        elif rule.get("targetLabel"):
            labels.add(rule["targetLabel"])
    return labels


def _fixed_job(endpoint: Spec) -> str | None:
    """Return the job that the last relabelling of it gives to every target."""
    rules = [
        rule
        for rule in endpoint.get("relabelings") or ()
        if rule.get("targetLabel") == "job"
    ]
    if not rules or rules[-1].get("sourceLabels"):
        return None
    return str(rules[-1].get("replacement"))
