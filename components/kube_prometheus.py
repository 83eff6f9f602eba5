"""Prometheus, Alertmanager and their operator, as one Helm release.

Helm waits for Deployments, not for the StatefulSets that the operator makes: whether
those run is asked afterwards, by `make verify`.
"""

from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as k8s

from components.base import Component
from components.chart_alerts import warn_of_default_alerts
from components.chart_source import chart_source
from components.chart_values import chart_values
from domain.names import StackNames
from settings.kube_prometheus import KubePrometheusSettings


@dataclass(frozen=True, kw_only=True)
class KubePrometheusArgs:
    """What to install, and where; the Secrets that Alertmanager's pods mount."""

    settings: KubePrometheusSettings
    namespace: str
    secrets: tuple[str, ...] = ()


class KubePrometheus(Component):
    """The Helm release, where there is one, and what the cluster then offers."""

    endpoints: dict[str, str]

    def __init__(
        self,
        name: str,
        args: KubePrometheusArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        names = stack_names(args.settings, args.namespace)
        reachable = {
            "prometheus": names.prometheus_service.url,
            "alertmanager": names.alertmanager_service.url,
        }
        super().__init__(name, {"endpoints": reachable}, opts)
        # After the constructor, which makes an Output of each input by its name.
        self.endpoints = reachable
        if args.settings.charted:
            self._release(name, args)
        self.register_outputs({"endpoints": reachable})

    def _release(self, name: str, args: KubePrometheusArgs) -> None:
        warn_of_default_alerts(args.settings, self)
        k8s.helm.v3.Release(
            f"{name}-release",
            name=args.settings.release,
            namespace=args.namespace,
            timeout=args.settings.timeout,
            values=chart_values(args.settings, args.secrets),
            max_history=10,
            opts=self.child(),
            **chart_source(args.settings.chart),
        )


def stack_names(settings: KubePrometheusSettings, namespace: str) -> StackNames:
    """Return the names of the release's objects."""
    return StackNames(
        namespace=namespace, fullname=settings.fullname, release=settings.release
    )
