"""Prometheus, Alertmanager and their operator, as one Helm release or as they are.

Helm waits for Deployments, not for the StatefulSets that the operator makes: whether
those run is asked afterwards, by `make verify`.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_kubernetes as k8s
from pydantic.alias_generators import to_camel

from components import definitions, remote_write
from components.base import Component, metadata
from components.chart_alerts import warn_of_default_alerts
from components.chart_source import chart_source
from components.chart_values import chart_values
from components.distributions import adapter
from components.switching import warn_of_switch
from domain.definitions import without_descriptions
from domain.names import StackNames
from settings.credentials import Credentials
from settings.kube_prometheus import KubePrometheusSettings


@dataclass(frozen=True, kw_only=True)
class KubePrometheusArgs:
    """What to install, how it is called; the Secrets that Alertmanager's pods mount.

    credentials are those of the stack, of which remote write names some; apart: some
    monitors and rules are a second Prometheus' own; before is the release that the
    stack ran last.
    """

    settings: KubePrometheusSettings
    names: StackNames
    secrets: tuple[str, ...] = ()
    credentials: Credentials = field(default_factory=dict)
    apart: bool = False
    before: Mapping[str, Any] | None = None


class KubePrometheus(Component):
    """The Helm release, where there is one, and what the cluster then offers."""

    endpoints: dict[str, str]

    def __init__(
        self,
        name: str,
        args: KubePrometheusArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        names = args.names
        reachable = {
            "prometheus": names.prometheus_service.url,
            "alertmanager": names.alertmanager_service.url,
        }
        super().__init__(name, {"endpoints": reachable, **_given(names)}, opts)
        # After the constructor, which makes an Output of each input by its name.
        self.endpoints = reachable
        if args.settings.charted:
            before = [*self._definitions(name, args), *self._stores(name, args, names)]
            self._release(name, args, names, before)
        self.register_outputs({"endpoints": reachable})

    def _definitions(
        self, name: str, args: KubePrometheusArgs
    ) -> list[pulumi.Resource]:
        return [
            k8s.apiextensions.CustomResource(
                f"{name}-{definition['metadata']['name']}",
                api_version=definition["apiVersion"],
                kind=definition["kind"],
                metadata=metadata(
                    definition["metadata"]["name"],
                    annotations=definition["metadata"].get("annotations"),
                ),
                # In the state three times over, and written with each resource.
                spec=without_descriptions(definition["spec"]),
                opts=self.child(retain_on_delete=True),
            )
            for definition in definitions.ours(args.settings)
        ]

    def _stores(
        self, name: str, args: KubePrometheusArgs, names: StackNames
    ) -> list[pulumi.Resource]:
        held = remote_write.secrets(args.settings.prometheus, args.credentials)
        return [
            k8s.core.v1.Secret(
                f"{name}-remote-write-{store}",
                metadata=metadata(names.remote_write_secret(store), names.namespace),
                data={key: _secret(value) for key, value in keys.items()},
                opts=self.child(),
            )
            for store, keys in held.items()
        ]

    def _release(
        self,
        name: str,
        args: KubePrometheusArgs,
        names: StackNames,
        after: list[pulumi.Resource],
    ) -> None:
        warn_of_default_alerts(args.settings, self)
        warn_of_switch(args.settings, args.before, self)
        if note := adapter(args.settings).source_note(args.settings):
            pulumi.log.info(note, self)
        k8s.helm.v3.Release(
            f"{name}-release",
            name=args.settings.release,
            namespace=args.names.namespace,
            timeout=args.settings.timeout,
            values=chart_values(args.settings, names, args.secrets, apart=args.apart),
            max_history=10,
            opts=self.child(
                depends_on=after,
                # One chart cannot be upgraded to another: see components/switching.py.
                replacement_trigger=args.settings.distribution,
                # The names are the same, so one goes before the other comes.
                delete_before_replace=True,
            ),
            **chart_source(args.settings.chart),
        )


def _secret(value: str) -> pulumi.Output[str]:
    return pulumi.Output.secret(base64.b64encode(value.encode()).decode())


def _given(names: StackNames) -> dict[str, dict[str, str]]:
    """Return where what is there is, for proofs: no release in the state says it."""
    if names.given_places is None:
        return {}
    places = {"namespace": names.namespace, **names.given_places._asdict()}
    return {"places": {to_camel(key): str(place) for key, place in places.items()}}


def stack_names(settings: KubePrometheusSettings, namespace: str) -> StackNames:
    """Return the names of the release's objects, or of what others installed."""
    there = settings.vanilla
    return StackNames(
        namespace=namespace,
        fullname=settings.fullname,
        release=settings.release,
        prometheus_scheme=settings.prometheus.web.scheme,
        alertmanager_scheme=settings.alertmanager.web.scheme,
        given_prometheus=there.prometheus_service if there else None,
        given_alertmanager=there.alertmanager_service if there else None,
    )
