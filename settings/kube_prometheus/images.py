"""Where the images come from: one registry for all, or each image by itself."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from settings.base import Name, Section, shaped

Registry = Annotated[
    str,
    shaped(
        r"[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d+)?(/[-._a-z0-9]+)*",
        'not a registry; write one like "registry.example.com" or '
        '"registry.example.com:5000/mirror"',
    ),
]
Repository = Annotated[
    str,
    shaped(
        r"[a-z0-9]+([-._]+[a-z0-9]+)*(/[a-z0-9]+([-._]+[a-z0-9]+)*)*",
        'not a repository; write one like "prometheus/prometheus", without registry '
        "and tag",
    ),
]
Tag = Annotated[
    str,
    shaped(
        r"(?!latest$)\w[-.\w]{0,127}",
        'not a tag that stays what it is; write one like "v3.14.0"',
    ),
]
Digest = Annotated[
    str,
    shaped(
        r"sha256:[0-9a-f]{64}",
        'not a digest; write "sha256:" and the 64 digits that follow it',
    ),
]


class ImageSettings(Section):
    """One image; what is left out is the chart's own."""

    registry: Registry | None = None
    repository: Repository | None = None
    tag: Tag | None = None
    digest: Digest | None = None


class ImagesSettings(Section):
    """The images of everything that is installed."""

    source: Literal["legacy", "mirror"] | None = Field(
        default=None,
        description="of Bitnami's: docker.io/bitnamilegacy, or the chart's own "
        "repositories below registry; else legacy",
    )
    registry: Registry | None = Field(
        default=None, description="registry of every image, in place of their own"
    )
    pull_secrets: tuple[Name, ...] = Field(
        default=(), description="Secrets of the namespace that the registry asks for"
    )
    operator: ImageSettings = ImageSettings()
    config_reloader: ImageSettings = ImageSettings()
    prometheus: ImageSettings = ImageSettings()
    alertmanager: ImageSettings = ImageSettings()
    thanos: ImageSettings = ImageSettings()
    kube_state_metrics: ImageSettings = ImageSettings()
    node_exporter: ImageSettings = ImageSettings()
    blackbox_exporter: ImageSettings = ImageSettings()
    webhook_certificates: ImageSettings = Field(
        default=ImageSettings(),
        description="of the job that makes the admission webhook's certificate",
    )

    @model_validator(mode="after")
    def _one_registry(self) -> Self:
        """Refuse a registry of one image where there is one for all: that one wins."""
        own = [name for name, image in self.each() if image.registry]
        if self.registry and own:
            raise ValueError(
                f"registry is that of every image, so {', '.join(own)} cannot have "
                "one of its own; take out one of the two"
            )
        return self

    def each(self) -> tuple[tuple[str, ImageSettings], ...]:
        """Return each image with its key, as a stack file writes it."""
        return tuple(
            (field.alias or name, image)
            for name, field in type(self).model_fields.items()
            if isinstance(image := getattr(self, name), ImageSettings)
        )
