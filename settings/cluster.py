"""Which cluster a stack belongs to: checked before anything else happens."""

from typing import Annotated

from pydantic import Field

from settings.base import Section, shaped

ServerUrl = Annotated[
    str,
    shaped(
        r"https://\S+",
        "not the URL of an API server; copy `server` from the kubeconfig, it starts "
        "with https://",
    ),
]
ContextName = Annotated[
    str,
    shaped(r".+", "not the name of a context; `kubectl config get-contexts` has it"),
]


class ClusterSettings(Section):
    """The one cluster of a stack, named by its API server and its context."""

    server: ServerUrl = Field(
        description="URL of the API server; the chosen context must point at it"
    )
    context: ContextName = Field(description="context in the kubeconfig")
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
