"""Which cluster a stack belongs to: checked before anything else happens."""

from pydantic import Field

from settings.base import Section


class ClusterSettings(Section):
    """The one cluster of a stack, named by its API server and its context."""

    server: str = Field(
        pattern=r"^https://\S+$",
        description="URL of the API server; the chosen context must point at it",
    )
    context: str = Field(min_length=1, description="context in the kubeconfig")
    kubeconfig: str | None = Field(
        default=None,
        description="path of the kubeconfig; default: $KUBECONFIG, ~/.kube/config",
    )
    uid: str | None = Field(
        default=None, description="UID of the namespace kube-system, where known"
    )
    adopt: bool = Field(
        default=False,
        description="take over objects of our names that others made, once",
    )
