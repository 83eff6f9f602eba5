"""A second Prometheus for Istio's metrics, by the same operator, in our namespace.

Everything that a proxy serves stays with it for some hours; its records are the only
series of the mesh that reach the Prometheus that Seldon asks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pulumi
import pulumi_kubernetes as k8s

from components.alert_rules import DIRECTORY, MESH
from components.base import Component, metadata
from components.istio_prometheus import objects
from components.istio_prometheus.objects import FEDERATION
from domain import rules
from domain.istio import OF_ISTIO
from domain.monitors import SERVICE_MONITOR, describe
from domain.names import StackNames
from settings.istio_prometheus import IstioPrometheusSettings
from settings.kube_prometheus import KubePrometheusSettings

_API = "monitoring.coreos.com/v1"


@dataclass(frozen=True, kw_only=True)
class IstioPrometheusArgs:
    """What to run and to scrape, beside what."""

    settings: IstioPrometheusSettings
    kube_prometheus: KubePrometheusSettings
    names: StackNames


class Named(NamedTuple):
    """An object of the operator's: its kind, its name, its namespace."""

    kind: str
    name: str
    namespace: str


class IstioPrometheus(Component):
    """The second Prometheus, what it reads and who may.

    `described` says of its monitors what each is to find, `federated` of the one by
    which the other Prometheus takes its records.
    """

    url: str
    described: list[dict[str, Any]]
    federated: dict[str, Any]

    def __init__(
        self,
        name: str,
        args: IstioPrometheusArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, None, opts)
        self.url, self.described = args.names.istio_prometheus_service.url, []
        # Before it starts, so that its first configuration is whole.
        read = [*self._monitors(name, args), self._rules(name, args)]
        allowed = self._account(name, args.names)
        self._operators(
            name,
            Named("Prometheus", args.names.istio_prometheus, args.names.namespace),
            objects.prometheus_spec(args.settings, args.kube_prometheus, args.names),
            after=[*read, *allowed],
        )
        self.federated = self._served(name, args)
        self.register_outputs({"url": self.url})

    def _monitors(
        self, name: str, args: IstioPrometheusArgs
    ) -> Iterator[pulumi.Resource]:
        specs = objects.monitor_specs(args.settings, args.names.namespace)
        for monitor, spec in specs.items():
            own = Named(monitor.kind, monitor.name, args.names.namespace)
            yield self._operators(name, own, spec)
            self.described.append(describe(*own, spec))

    def _rules(self, name: str, args: IstioPrometheusArgs) -> pulumi.Resource:
        own = Named("PrometheusRule", rules.PRODUCES[MESH], args.names.namespace)
        return self._operators(name, own, rendered(args))

    def _account(self, name: str, names: StackNames) -> list[pulumi.Resource]:
        """Declare who it is and what it may read: where targets are, nothing else."""
        own, namespace = names.istio_prometheus, names.namespace
        account = k8s.core.v1.ServiceAccount(
            f"{name}-account", metadata=metadata(own, namespace), opts=self.child()
        )
        role = k8s.rbac.v1.ClusterRole(
            f"{name}-role",
            metadata=metadata(own),
            rules=[k8s.rbac.v1.PolicyRuleArgs(**rule) for rule in objects.READ_ONLY],
            opts=self.child(),
        )
        binding = k8s.rbac.v1.ClusterRoleBinding(
            f"{name}-binding",
            metadata=metadata(own),
            role_ref=k8s.rbac.v1.RoleRefArgs(
                api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=own
            ),
            subjects=[
                k8s.rbac.v1.SubjectArgs(
                    kind="ServiceAccount", name=own, namespace=namespace
                )
            ],
            opts=self.child(),
        )
        return [account, role, binding]

    def _served(self, name: str, args: IstioPrometheusArgs) -> dict[str, Any]:
        """Declare its Service, and the monitor by which its records are taken."""
        names = args.names
        service = names.istio_prometheus_service
        k8s.core.v1.Service(
            f"{name}-service",
            metadata=metadata(service.name, service.namespace, labels=OF_ISTIO),
            spec=k8s.core.v1.ServiceSpecArgs(
                selector=dict(OF_ISTIO),
                ports=[
                    k8s.core.v1.ServicePortArgs(
                        name=objects.PORT, port=service.port, target_port=objects.PORT
                    )
                ],
            ),
            opts=self.child(),
        )
        spec = objects.federation_spec(names, rendered(args)["groups"])
        own = Named(SERVICE_MONITOR, FEDERATION, names.namespace)
        self._operators(name, own, spec, of={})
        return describe(*own, spec)

    def _operators(
        self,
        name: str,
        own: Named,
        spec: dict[str, Any],
        *,
        of: Mapping[str, str] = OF_ISTIO,
        after: list[pulumi.Resource] | None = None,
    ) -> pulumi.Resource:
        """Declare an object of the operator's, by default one of this Prometheus."""
        return k8s.apiextensions.CustomResource(
            f"{name}-{own.kind.lower()}-{own.name}",
            api_version=_API,
            kind=own.kind,
            metadata=metadata(own.name, own.namespace, labels=of),
            spec=spec,
            opts=self.child(depends_on=after),
        )


def where_asked(
    name: str, args: IstioPrometheusArgs, opts: pulumi.ResourceOptions
) -> IstioPrometheus | None:
    """Declare the second Prometheus where the settings ask for it."""
    return IstioPrometheus(name, args, opts) if args.settings.enabled else None


def outputs(declared: IstioPrometheus | None) -> dict[str, Any]:
    """Return the stack output of the second Prometheus: its URL, what it is to find."""
    if declared is None:
        return {}
    found = {"url": declared.url, "monitors": declared.described}
    return {"istioPrometheus": found}


def federated(declared: IstioPrometheus | None) -> list[dict[str, Any]]:
    """Return the monitor of the other Prometheus that takes the records."""
    return [declared.federated] if declared else []


def rendered(args: IstioPrometheusArgs) -> dict[str, Any]:
    """Return the PrometheusRule's spec.

    Raises:
        pulumi.RunError: where the rules file is not what Prometheus can use.
    """
    try:
        file = rules.load(DIRECTORY / f"{MESH}.yaml")
        return rules.render(file, args.settings.rule_parameters)
    except rules.RuleError as error:
        raise pulumi.RunError(str(error)) from None
