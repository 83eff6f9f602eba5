"""How this program installs Seldon Deploy itself, where it is told to."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from settings.base import ProjectPath, Section, no_user, shaped
from settings.credentials import CredentialsByName
from settings.kube_prometheus.shapes import ChartVersion

_KEY = r"[A-Za-z0-9_-]+"
_PATH = shaped(
    rf"{_KEY}(\.{_KEY})*",
    "not a path of chart values; write one like gitops.git.token (not into a list: a "
    "credential there would hide the whole list in every diff)",
)
_REPOSITORY = shaped(
    r"(https?|oci)://[^\s@]+",
    "not a chart repository; write one like https://charts.example.com or "
    "oci://registry.example.com/charts",
)


class SeldonChartSettings(Section):
    """Seldon's chart: from a repository of yours or as a directory of the project."""

    name: str = Field(default="seldon-deploy", min_length=1)
    version: ChartVersion
    # What stands last is asked first: a user's password is not repeated.
    repository: Annotated[str, _REPOSITORY, BeforeValidator(no_user)] | None = None
    path: ProjectPath | None = Field(
        default=None, description="directory of the chart, relative to the project"
    )

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if self.repository is None and self.path is None:
            raise ValueError(
                "neither repository nor path given; no public repository has Seldon's "
                "chart, so name yours, or the directory that its installation "
                "resources hold (helm-charts/seldon-deploy)"
            )
        return self


class InstallSettings(Section):
    """Seldon's Helm release."""

    chart: SeldonChartSettings
    timeout: int = Field(
        default=600, ge=30, le=3600, description="seconds that Helm waits"
    )
    values_file: ProjectPath | None = Field(
        default=None, description="your values of Seldon's chart, below the derived"
    )
    credentials: CredentialsByName[Annotated[str, _PATH]] = Field(
        default={}, description="path of the chart's values: name of a credential"
    )
    delete_on_destroy: bool = Field(
        default=False, description="whether a destroy takes Seldon away, too"
    )
