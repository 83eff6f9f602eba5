"""Delivery to an operator: a Secret, and an object for each monitor and set of rules.

The Secret is updated in place, so Alertmanager reloads instead of starting without
receivers.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from components.base import Component, metadata
from components.cluster import Expected, Needed
from components.delivery import Configuration, Folders, Manifest
from domain.monitors import Jobs, LabelNames, describe, jobs_of_objects

_GROUP = "monitoring.coreos.com/v1"


@dataclass(frozen=True)
class Objects:
    """Everything as the operator's objects.

    of_kind are, by kind, labels by which a Prometheus that is there finds an object;
    beside is the namespace of an Alertmanager that is not in ours.
    """

    folders: Folders = field(default_factory=Folders)
    of_kind: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    beside: str | None = None

    def labels(self, described: Sequence[Mapping[str, Any]]) -> LabelNames:
        """Return the names that the operator and the monitors give."""
        return LabelNames.of(described)

    def jobs(self, namespace: str) -> Jobs:
        """Return the jobs of a namespace's monitors, NAMESPACE/NAME."""
        return jobs_of_objects(namespace)

    def configuration(
        self, owner: Component, name: str, configuration: Configuration
    ) -> None:
        """Declare the Secret that the operator reads, as `data`.

        Server-side apply forgets `stringData`.
        """
        body = _encoded(configuration.text)
        k8s.core.v1.Secret(
            f"{name}-configuration",
            metadata=metadata(configuration.secret, configuration.namespace),
            data={
                "alertmanager.yaml": pulumi.Output.secret(body)
                if configuration.hidden
                else body,
                **{
                    file: _encoded(text)
                    for file, text in configuration.templates.items()
                },
            },
            opts=owner.child(),
        )

    def monitors(
        self, owner: Component, name: str, manifests: Sequence[Manifest]
    ) -> list[dict[str, Any]]:
        """Declare a PodMonitor or ServiceMonitor each, and describe them."""
        self._declare(owner, name, manifests)
        return [
            describe(item.kind, item.name, item.namespace, item.spec)
            for item in manifests
        ]

    def rules(self, owner: Component, name: str, manifests: Sequence[Manifest]) -> None:
        """Declare a PrometheusRule each."""
        self._declare(owner, name, manifests)

    def check(self, monitors: Sequence[Manifest], rules: Sequence[Manifest]) -> None:
        """Refuse nothing: both are in the operator's own words."""

    def expected(
        self, namespace: str, secret: str, manifests: Iterable[tuple[str, str]]
    ) -> Iterator[Expected]:
        """Yield the Secret and the objects."""
        path = f"/api/v1/namespaces/{self.beside or namespace}/secrets/{secret}"
        yield Expected("Secret", secret, path)
        for kind, name in manifests:
            place = f"/apis/{_GROUP}/namespaces/{namespace}/{kind.lower()}s/{name}"
            yield Expected(kind, name, place)

    def needed(self) -> Iterator[Needed]:
        """Yield nothing: what installs the operator brings all that it needs."""
        return iter(())

    def _declare(
        self, owner: Component, name: str, manifests: Sequence[Manifest]
    ) -> None:
        for item in manifests:
            labels = {**self.of_kind.get(item.kind, {}), **(item.labels or {})}
            k8s.apiextensions.CustomResource(
                f"{name}-{item.name}",
                api_version=_GROUP,
                kind=item.kind,
                metadata=metadata(item.name, item.namespace, labels, item.annotations),
                spec=item.spec,
                opts=owner.child(),
            )


OBJECTS = Objects()


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
