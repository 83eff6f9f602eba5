"""A Prometheus and an Alertmanager without operator, as seldon-core-analytics has them.

Names are those of Seldon's documents ("Observability & Alerting"); both programs mount
the ConfigMaps named here, which this program fills.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from domain.names import Service
from settings.base import Name, Section, shaped

_PREFIX = "seldon-core-analytics"

ObjectName = Annotated[
    str,
    shaped(
        r"[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?",
        'not the name of a ConfigMap; write one like "deploy-alerts-rules"',
    ),
]
# As Kubernetes takes the keys of a ConfigMap.
FileName = Annotated[
    str,
    shaped(
        r"(?!\.\.)[-._a-zA-Z0-9]{1,253}",
        'not the name of a file; write one like "alertmanager.yml"',
    ),
]
Folder = Annotated[
    str,
    shaped(
        r"(/[-._a-zA-Z0-9]+)+",
        'not a folder of a container; write one like "/etc/config"',
    ),
]
LabelName = Annotated[
    str,
    shaped(
        r"[a-zA-Z_][a-zA-Z0-9_]*",
        'not the name of a label; write one like "kubernetes_namespace"',
    ),
]


class ServiceSettings(Section):
    """A Service that is there."""

    service: Name
    port: int = Field(default=80, ge=1, le=65535)


class FileSettings(Section):
    """A file: the ConfigMap that holds it and its key there."""

    config_map: ObjectName
    key: FileName


def _service(name: str) -> ServiceSettings:
    return ServiceSettings(service=f"{_PREFIX}-prometheus-{name}")


def _file(config_map: str, key: str) -> FileSettings:
    return FileSettings(config_map=config_map, key=key)


class FoldersSettings(Section):
    """Where Alertmanager's pods mount what its configuration refers to."""

    configuration: Folder = Field(
        default="/etc/config",
        description="where they mount the ConfigMap of its configuration",
    )
    secrets: Folder = Field(
        default="/etc/alertmanager/secrets",
        description="below which they mount each Secret of a credential, by its name",
    )


class VanillaSettings(Section):
    """Where Prometheus and Alertmanager are, and which files they load."""

    namespace: Name = "seldon-system"
    prometheus: ServiceSettings = _service("seldon")
    alertmanager: ServiceSettings = _service("alertmanager")
    alerts: FileSettings = _file("deploy-alerts-rules", "deploy-alerts.rules.yml")
    usage: FileSettings = _file("model-usage-rules", "model-usage.rules.yml")
    configuration: FileSettings = _file(
        f"{_PREFIX}-alertmanager-configuration", "alertmanager.yml"
    )
    scrape_jobs: FileSettings = _file("seldon-scrape-jobs", "seldon-scrape-jobs.yml")
    folders: FoldersSettings = FoldersSettings()
    namespace_label: LabelName = Field(
        default="kubernetes_namespace",
        description="label of a target's namespace in jobs of yours, and for Seldon",
    )
    pod_label: LabelName = Field(
        default="kubernetes_pod_name",
        description="label of a target's pod in jobs of yours",
    )

    @property
    def prometheus_service(self) -> Service:
        """Where Prometheus is asked."""
        return Service(self.prometheus.service, self.namespace, self.prometheus.port)

    @property
    def alertmanager_service(self) -> Service:
        """Where Alertmanager is told and asked."""
        own = self.alertmanager
        return Service(own.service, self.namespace, own.port)

    @model_validator(mode="after")
    def _a_config_map_and_a_name_each(self) -> Self:
        files = (self.alerts, self.usage, self.configuration, self.scrape_jobs)
        # By its name verify knows a file that is loaded, and render writes it.
        for what, names in (
            ("in ConfigMap", [file.config_map for file in files]),
            ("called", [file.key for file in files]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(
                    f"two files would be {what} {twice[0]}; each of alerts, usage, "
                    "configuration and scrapeJobs needs one of its own"
                )
        return self


# What a stack file may say of a Prometheus and an Alertmanager that others run.
_SAID = {
    "": frozenset({"distribution", "vanilla", "fullname"}),
    "prometheus.": frozenset({"retention", "scrapeInterval", "externalLabels"}),
    "alertmanager.": frozenset({"version"}),
}


def unheeded(given: Mapping[str, Any]) -> str:
    """Return what of a section this distribution would not heed; nothing for none."""
    if given.get("distribution") != "vanilla":
        alone = "vanilla is heeded with distribution: vanilla alone; take one out"
        return alone if "vanilla" in given else ""
    keys = ", ".join(sorted(_others(given)))
    if not keys:
        return ""
    return (
        f"{keys} would change nothing with distribution: vanilla, which installs "
        "nothing; take it out, and set it where yours is installed"
    )


def _others(given: Mapping[str, Any]) -> Iterator[str]:
    sections = {prefix.removesuffix("."): prefix for prefix in _SAID if prefix}
    yield from given.keys() - _SAID[""] - sections.keys()
    for name, prefix in sections.items():
        section = given.get(name)
        if isinstance(section, Mapping):
            yield from (prefix + key for key in section.keys() - _SAID[prefix])
