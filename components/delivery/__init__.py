"""How what the components build reaches Prometheus and Alertmanager.

As objects that an operator reads, or as files in ConfigMaps that their pods mount: the
components build the same for both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from components.base import Component
from components.cluster import Expected, Needed
from domain.monitors import Jobs, LabelNames


class Manifest(NamedTuple):
    """A monitor or a set of rules, in the operator's words."""

    kind: str
    name: str
    namespace: str
    spec: dict[str, Any]
    labels: Mapping[str, str] | None = None
    annotations: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Configuration:
    """Alertmanager's configuration and its templates, by file name.

    secret is the Secret that the operator reads; hidden: the text holds credentials.
    """

    secret: str
    namespace: str
    text: str
    templates: Mapping[str, str]
    hidden: bool


@dataclass(frozen=True)
class Folders:
    """Where Alertmanager's pods see their files; by default where the operator mounts.

    secrets holds a folder for each Secret, configuration what is in the configuration's
    Secret or ConfigMap beside it.
    """

    secrets: str = "/etc/alertmanager/secrets"
    configuration: str = "/etc/alertmanager/config"


class Delivery(Protocol):
    """A form in which all of it is delivered."""

    @property
    def folders(self) -> Folders:
        """Where Alertmanager sees files."""

    def labels(self, described: Sequence[Mapping[str, Any]]) -> LabelNames:
        """Return under which names Seldon finds labels, of the described monitors."""

    def jobs(self, namespace: str) -> Jobs:
        """Return how the jobs of a namespace's monitors are called."""

    def configuration(
        self, owner: Component, name: str, configuration: Configuration
    ) -> None:
        """Declare Alertmanager's configuration below a component."""

    def monitors(
        self, owner: Component, name: str, manifests: Sequence[Manifest]
    ) -> list[dict[str, Any]]:
        """Declare the monitors; return of each what a proof needs to know."""

    def rules(self, owner: Component, name: str, manifests: Sequence[Manifest]) -> None:
        """Declare the rules below a component."""

    def check(self, monitors: Sequence[Manifest], rules: Sequence[Manifest]) -> None:
        """Refuse what cannot be delivered in this form.

        Raises:
            pulumi.RunError: with a line for each.
        """

    def expected(
        self, namespace: str, secret: str, manifests: Iterable[tuple[str, str]]
    ) -> Iterator[Expected]:
        """Yield what is about to be made, for manifests by kind and name."""

    def needed(self) -> Iterator[Needed]:
        """Yield what others must have put into the cluster before."""
