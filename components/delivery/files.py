"""Delivery without an operator: ConfigMaps that Prometheus and Alertmanager mount.

Whoever installed both mounts them; after a change both must be told to load them anew,
which `operations verify` does.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pulumi
import pulumi_kubernetes as k8s

from components.base import Component, metadata
from components.cluster import Expected, Needed
from components.delivery import Configuration, Folders, Manifest, scrape_jobs
from components.delivery.relabeling import Labels
from components.delivery.scrape_jobs import Job
from domain import rules, yamlfiles
from domain.monitors import MONITORS, POD_MONITOR, Jobs, LabelNames, describe, endpoints
from domain.names import EXECUTOR, Service
from settings.kube_prometheus.vanilla import FileSettings, VanillaSettings
from settings.monitors import MonitorsSettings

JOBS = Jobs(
    named={monitor.name: monitor.scrape_job for monitor in MONITORS},
    # The documented job takes every annotated pod.
    models=f', container="{EXECUTOR}"',
)
_MODELS = scrape_jobs.SELDON_MODELS["job_name"]
_USAGE = frozenset(
    rules.PRODUCES[file] for file in ("model-usage", "model-usage-servers")
)
# What Kubernetes lets a ConfigMap hold.
LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Files:
    """Everything as files; interval is how often targets are scraped."""

    settings: VanillaSettings
    interval: str

    @cached_property
    def folders(self) -> Folders:
        """Where the settings say that Alertmanager's pods mount what."""
        own = self.settings.folders
        return Folders(secrets=own.secrets, configuration=own.configuration)

    def labels(self, described: Sequence[Mapping[str, Any]]) -> LabelNames:
        """Return the monitors' names, with the namespace's label of that setup."""
        namespace = self.settings.namespace_label
        return replace(LabelNames.of(described), namespace=namespace)

    def jobs(self, namespace: str) -> Jobs:  # noqa: ARG002  the same in all
        """Return the names of the scrape jobs."""
        return JOBS

    def configuration(
        self, owner: Component, name: str, configuration: Configuration
    ) -> None:
        """Declare the ConfigMap of Alertmanager's configuration and templates."""
        if configuration.hidden:
            raise pulumi.RunError("a ConfigMap must not hold a credential")
        file = self.settings.configuration
        files = {file.key: configuration.text, **configuration.templates}
        self._declare(owner, f"{name}-configuration", file, files)

    def monitors(
        self, owner: Component, name: str, manifests: Sequence[Manifest]
    ) -> list[dict[str, Any]]:
        """Declare the ConfigMap of the scrape jobs, and describe the monitors."""
        file = self.settings.scrape_jobs
        text = self.scrape_file(manifests)
        self._declare(owner, f"{name}-scrape-jobs", file, {file.key: text})
        return [self._described(manifest) for manifest in manifests]

    def rules(self, owner: Component, name: str, manifests: Sequence[Manifest]) -> None:
        """Declare the ConfigMap of the alerts and that of the usage rules."""
        for concern, (file, text) in self.rule_files(manifests).items():
            self._declare(owner, f"{name}-{concern}", file, {file.key: text})

    def check(self, monitors: Sequence[Manifest], rules: Sequence[Manifest]) -> None:
        """Refuse what no job can say, groups of one name, and files that are too big.

        Raises:
            pulumi.RunError: with a line for each.
        """
        texts = [(self.settings.scrape_jobs, self.scrape_file(monitors))]
        texts += self.rule_files(rules).values()
        lines = [
            f"ConfigMap {file.config_map} would hold {len(text.encode())} bytes and "
            f"takes {LIMIT}; leave rules out (customRules)"
            for file, text in texts
            if len(text.encode()) > LIMIT
        ]
        lines += _twice(rules)
        if lines:
            raise pulumi.RunError("\n".join(lines) + "\nnothing was changed")

    def expected(
        self,
        namespace: str,
        secret: str,  # noqa: ARG002  there is none
        manifests: Iterable[tuple[str, str]],  # noqa: ARG002  they are in files
    ) -> Iterator[Expected]:
        """Yield the ConfigMaps."""
        own = self.settings
        for file in (own.configuration, own.scrape_jobs, own.alerts, own.usage):
            path = f"/api/v1/namespaces/{namespace}/configmaps/{file.config_map}"
            yield Expected("ConfigMap", file.config_map, path)

    def needed(self) -> Iterator[Needed]:
        """Yield the Services of Prometheus and Alertmanager."""
        for key, service in self._services.items():
            yield Needed(
                f"Service {service.host}",
                f"/api/v1/namespaces/{service.namespace}/services/{service.name}",
                f"kubePrometheus.vanilla.{key}.service: there is no Service "
                f"{service.name} in namespace {service.namespace}; correct it, or "
                "kubePrometheus.vanilla.namespace",
            )

    def scrape_file(self, manifests: Sequence[Manifest]) -> str:
        """Return the scrape jobs as a file for scrape_config_files, or to paste."""
        found = [job for manifest in manifests for job in self._jobs(manifest)]
        found += [
            scrape_jobs.of_service(f"seldon_{key}", service, self.interval, self._own)
            for key, service in self._services.items()
        ]
        return yamlfiles.dump({"scrape_configs": found})

    def rule_files(
        self, manifests: Sequence[Manifest]
    ) -> dict[str, tuple[FileSettings, str]]:
        """Return both files of rules and their texts, by concern."""
        usage = [item for item in manifests if item.name in _USAGE]
        alerts = [item for item in manifests if item.name not in _USAGE]
        return {
            "usage": (self.settings.usage, _rule_file(usage)),
            "alerts": (self.settings.alerts, _rule_file(alerts)),
        }

    @property
    def _own(self) -> Labels:
        return Labels(self.settings.namespace_label, self.settings.pod_label)

    @property
    def _services(self) -> dict[str, Service]:
        own = self.settings
        return {
            "prometheus": own.prometheus_service,
            "alertmanager": own.alertmanager_service,
        }

    def _jobs(self, manifest: Manifest) -> list[Job]:
        name = JOBS.job(manifest.name)
        if name == _MODELS and _is_documented(manifest):
            (endpoint,) = endpoints(manifest.spec)
            interval = endpoint.get("interval", self.interval)
            return [scrape_jobs.models(interval, self._own)]
        found = scrape_jobs.of_monitor(manifest, name, self.interval, self._own)
        return list(found)

    def _described(self, manifest: Manifest) -> dict[str, Any]:
        kind, name, namespace, spec = manifest[:4]
        return {
            **describe(kind, name, namespace, spec),
            "job": JOBS.job(name),
            "scrapePools": [job["job_name"] for job in self._jobs(manifest)],
        }

    def _declare(
        self, owner: Component, name: str, file: FileSettings, data: Mapping[str, str]
    ) -> None:
        k8s.core.v1.ConfigMap(
            name,
            metadata=metadata(file.config_map, self.settings.namespace),
            data=dict(data),
            opts=owner.child(),
        )


def _is_documented(manifest: Manifest) -> bool:
    """Tell whether models are looked for as by default, however often."""
    own = MonitorsSettings().seldon_core
    every = [
        {key: value for key, value in endpoint.items() if key != "interval"}
        for endpoint in endpoints(manifest.spec)
    ]
    return (
        manifest.kind == POD_MONITOR
        and every == [{"port": own.port, "path": own.path}]
        and manifest.spec["selector"] == own.label_selector
        and manifest.spec["namespaceSelector"] == own.namespace_selector
    )


def _rule_file(manifests: Sequence[Manifest]) -> str:
    found = [group for item in manifests for group in rules.plain(item.spec["groups"])]
    return yamlfiles.dump({"groups": found})


def _twice(manifests: Sequence[Manifest]) -> Iterator[str]:
    named = Counter(
        group["name"] for item in manifests for group in item.spec["groups"]
    )
    for name, count in named.items():
        if count > 1:
            yield (
                f"customRules: {count} groups are called {name}, and a file may have "
                "one of a name; rename yours"
            )
