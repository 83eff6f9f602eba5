"""The operator's CustomResourceDefinitions, which Helm installs but never renews."""

from pydantic import Field

from settings.base import ProjectPath, Section


class CrdsSettings(Section):
    """Who brings a newer operator's definitions; nobody ever deletes them."""

    path: ProjectPath | None = Field(
        default=None,
        description="directory of the definitions, relative to the project: applied "
        "server-side before the release",
    )
    upgrade_job: bool = Field(
        default=False,
        description="a job of the chart's applies them, with images of its own",
    )
